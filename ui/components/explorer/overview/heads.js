/** The names above the layers: name, class, and where details are wanted, shape, parameters and receptive field. */
import { element } from "../../shared/element.js";
import { formatNumber } from "../../shared/numbers.js";
import { say } from "../../shared/words.js";
import { PICTURE } from "./columns.js";
import { shapeText } from "../short_numbers.js";

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
