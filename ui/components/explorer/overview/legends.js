/** The legends of what is drawn: which number has which colour, for each group of maps that shares a scale. */
import { legendStops } from "../../shared/colours.js";
import { element } from "../../shared/element.js";
import { say } from "../../shared/words.js";
import { PICTURE } from "./columns.js";
import { logitRange } from "./map_sheets.js";
import { percent } from "../../shared/numbers.js";
import { short } from "../short_numbers.js";

/** Below this a bar has room for one number only. */
const ROOM_FOR_THREE = 96;
const WIDEST = 260;

/**
 * @typedef {{kind: import("../../shared/colours.js").Kind, names: string[], numbers: string[], title: string}} Legend
 *   `names`: the columns it belongs to; `numbers`: at the bar's start, middle (diverging scales) and end
 */

/**
 * @param {import("../side.js").Side} side
 * @param {import("./layout.js").Layout} layout
 * @param {"unit" | "layer" | "block" | "global"} scale
 * @returns {Legend[]} from left to right
 */
export function legendsOf(side, layout, scale) {
  const groups = new Map();
  for (const column of layout.columns) {
    if (column.name === PICTURE) continue;
    const key = groupOf(side, column, scale);
    const group = groups.get(key) ?? { columns: [] };
    group.columns.push(column);
    groups.set(key, group);
  }
  return Array.from(groups.values(), ({ columns }) => legendOf(side, columns, scale));
}

function groupOf(side, { name, role, block }, scale) {
  if (side.node(name).kind === "input" || role === "scores" || role === "logits") return name;
  return scale === "layer" ? name : scale === "block" ? `block ${block}` : "all";
}

function legendOf(side, columns, scale) {
  const { words, language } = side;
  const [{ name, role }] = columns;
  const names = columns.map((column) => column.name);
  if (side.node(name).kind === "input") {
    return {
      kind: "grey",
      names,
      numbers: ["0", short(side.limit(name, 0, scale), language)],
      title: words["overview.legend_input"],
    };
  }
  if (role === "scores") return scoreLegend(side, name, names);
  if (role === "logits") {
    const { low, high } = logitRange(side, name);
    return {
      kind: "probability",
      names,
      numbers: [short(low, language), short(high, language)],
      title: words["overview.legend_logits"],
    };
  }
  if (scale === "unit") {
    return {
      kind: "activation",
      names,
      numbers: [words["overview.legend_lowest"], "0", words["overview.legend_highest"]],
      title: words["overview.legend_unit"],
    };
  }
  const limit = side.limit(name, 0, scale);
  const numbers = [short(-limit, language), "0", short(limit, language)];
  return { kind: "activation", names, numbers, title: say(words, `overview.legend_${scale}`, { limit: numbers[2] }) };
}

function scoreLegend(side, name, names) {
  const { language, words } = side;
  const probability = side.node(name).kind === "softmax";
  const numbers = probability
    ? [percent(0, language), percent(1, language)]
    : ["0", short(side.limit(name, 0, "layer"), language)];
  return { kind: "probability", names, numbers, title: words["overview.legend_scores"] };
}

/**
 * @param {Legend[]} legends
 * @param {import("./layout.js").Layout} layout
 * @returns {HTMLElement[]} below their columns, or in a row where layers are bands
 */
export function drawn(legends, layout) {
  return legends.map((legend) => {
    if (layout.vertical) return legendElement(legend, 120, {});
    const columns = layout.columns.filter(({ name }) => legend.names.includes(name));
    const first = columns[0].head;
    const last = columns[columns.length - 1].head;
    const room = last.x + last.width - first.x;
    const width = Math.max(24, Math.min(room - 4, WIDEST));
    const left = first.x + (room - width) / 2;
    return legendElement(legend, width, { left: `${left}px`, top: `${layout.legendTop}px`, width: `${width}px` });
  });
}

function legendElement({ kind, numbers, title }, width, style) {
  const three = width >= ROOM_FOR_THREE;
  const shown = three || numbers.length === 2 ? numbers : [`±${numbers[numbers.length - 1]}`];
  const bar = element("span", {
    class: "cl-legend-bar",
    style: { background: `linear-gradient(to right, ${legendStops(kind)})` },
  });
  const texts = shown.map((text) => element("span", {}, text));
  return element(
    "div",
    { class: ["legend", `legend-${kind}`, shown.length === 1 && "single"], style, title },
    bar,
    element("span", { class: "legend-numbers" }, texts),
  );
}
