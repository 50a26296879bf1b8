/** The words and numbers beside the columns: heads, legends, scores. */
import { PICTURE } from "./columns.js";
import { logitRange } from "./map_sheets.js";
import { css, probabilityColour } from "../../shared/colours.js";
import { legendBar } from "../../maps/legend.js";
import { element } from "../../shared/element.js";
import { formatNumber, percent } from "../../shared/numbers.js";
import { say } from "../../shared/words.js";

// The names above the layers: name, class, and where details are wanted, shape, parameters and receptive field.

/**
 * @param {import("../side.js").Side} side
 * @param {import("./layout.js").Layout} layout
 * @param {{detail: boolean, compact: boolean}} options
 * @returns {HTMLElement[]}
 */
export function headsOf(side, layout, { detail, compact }) {
  const named = compact ? layout.columns.filter(({ name }) => name !== PICTURE) : layout.columns;
  return named.map((column) => {
    const lines = column.name === PICTURE ? pictureLines(side) : layerLines(side, column.name, detail && !compact);
    const shown = compact ? lines.slice(0, 1) : lines;
    const { x, y, width, height } = column.head;
    const style = { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` };
    const state = column.name !== PICTURE && side.node(column.name).untrained;
    return element("div", {
      class: ["head", column.role, state && "untrained"],
      style,
      title: lines.map(([, text]) => text).join("\n"),
    }, shown.map(([kind, text]) => element("span", { class: `head-${kind}` }, text)));
  });
}

function pictureLines({ words, picture }) {
  return [["name", words["overview.picture"]], ["class", shapeText(picture.shape.slice(0, 2))]];
}

function layerLines(side, name, detail) {
  const node = side.node(name);
  const { words, language } = side;
  const lines = [["name", side.label(name)], ["class", node.className]];
  if (node.untrained) lines.splice(1, 0, ["state", words["overview.untrained"]]);
  if (!detail) return lines;
  lines.push(["shape", shapeText(node.shape)]);
  if (node.parameters) {
    lines.push(["detail", say(words, "overview.parameters", { count: formatNumber(node.parameters, 0, language) })]);
  }
  if (node.receptiveField && node.kind !== "input") {
    lines.push(["detail", say(words, "overview.receptive_field", { size: shapeText(node.receptiveField) })]);
  }
  return lines;
}

// The legends of what is drawn: which number has which colour, for each group of maps that shares a scale.

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
 * @param {string} scale
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

/** @returns {Legend} */
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

/** @returns {Legend} */
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
  const texts = shown.map((text) => element("span", {}, text));
  return element(
    "div",
    { class: ["legend", `legend-${kind}`, shown.length === 1 && "single"], style, title },
    legendBar(kind),
    element("span", { class: "legend-numbers" }, texts),
  );
}

// The classes at the end of the network: label, bar, number, and beside a second network how much the score changed.

/**
 * @typedef {object} Score
 * @property {number} unit the class
 * @property {string} label
 * @property {number} share length of its bar, 0 … 1
 * @property {string} text the number
 * @property {string | null} change the number beside another network's, with its sign
 * @property {string} spoken
 */

/**
 * @param {import("../side.js").Side} side
 * @param {number[]} units which classes
 * @param {import("../side.js").Side | null} [base] the side to compare with
 * @returns {Score[]}
 */
export function scoresOf(side, units, base = null) {
  const name = side.graph.output;
  const { data } = side.output(name);
  const probability = side.node(name).kind === "softmax";
  const limit = probability ? 1 : side.limit(name, 0, "layer");
  const write = (value) => (probability ? percent(value, side.language) : short(value, side.language));
  const before = comparable(side, base);
  return units.map((unit) => {
    const value = data[unit];
    const label = labelOf(side, unit);
    const text = write(value);
    const change = before ? changeText(value - before[unit], probability, side.language) : null;
    return {
      unit,
      label,
      share: Math.min(1, Math.abs(value) / limit),
      text,
      change,
      spoken: spoken(side.words, label, text, change),
    };
  });
}

/** A class's name, or its number where the network has no names. */
export const labelOf = (side, unit) => side.labels[unit] ?? say(side.words, "overview.class", { number: unit + 1 });

/** Scores can be compared class by class only where both networks know the same classes. */
function comparable(side, base) {
  const other = base?.output(base.graph.output)?.data;
  if (!other || other.length !== side.output(side.graph.output).data.length) return null;
  return side.graph.classes.every((label, index) => label === base.graph.classes[index]) ? other : null;
}

function changeText(change, probability, language) {
  if (!probability) return signed(change, (value) => short(value, language));
  return signed(change * 100, (value) => formatNumber(value, 1, language));
}

function spoken(words, label, text, change) {
  const score = say(words, "overview.score", { label, value: text });
  return change === null ? score : `${score}, ${say(words, "overview.change", { change })}`;
}

/**
 * Write a score into its row.
 *
 * @param {HTMLElement} row
 * @param {Score} score
 * @param {boolean} best whether it is the highest
 */
export function drawScore(row, { label, share, text, change }, best) {
  const fill = element("span", {
    class: "score-fill",
    style: { width: `${100 * share}%`, background: css(probabilityColour(0.25 + 0.6 * share)) },
  });
  row.classList.toggle("best", best);
  row.replaceChildren(
    element("span", { class: "score-label" }, label),
    element("span", { class: "score-bar" }, fill),
    element("span", { class: "score-number" }, text),
    ...(change === null ? [] : [element("span", { class: "score-change" }, `Δ ${change}`)]),
  );
}

// Numbers as they stand beside maps: about three digits, and no invented ones.

/**
 * @param {number} value
 * @param {string} language
 * @returns {string} 0.0034, 0.56, 12.3, 1,234
 */
export function short(value, language) {
  const magnitude = Math.abs(value);
  const digits = magnitude >= 100 ? 0 : magnitude >= 10 ? 1 : magnitude >= 0.1 || magnitude === 0 ? 2 : 4;
  return formatNumber(value, digits, language);
}

/** A change, with its sign also where it is positive. */
export function signed(value, write) {
  const text = write(Math.abs(value));
  if (!/[1-9]/.test(text)) return `±${write(0)}`;
  return `${value < 0 ? "−" : "+"}${text}`;
}

/** 62×62×10 */
export const shapeText = (shape) => shape.join("×");
