/** The card beside what is pointed at: a unit's name, range and mean, or the kernel on an edge as coloured numbers. */
import { css, limitOf, textColour, weightColour } from "../../shared/colours.js";
import { element } from "../../shared/element.js";
import { formatNumber } from "../../shared/numbers.js";
import { say } from "../../shared/words.js";
import { kernelBetween } from "./incoming.js";
import { nameOf, numbersOf, stateOf } from "../names.js";

/** A kernel larger than this is too much for a card. */
const MOST_CELLS = 49;

/**
 * @returns {{root: HTMLElement, show(side: import("../side.js").Side, target: object, box: import("./layout.js").Box,
 *   layout: import("./layout.js").Layout): void, hide(): void}}
 */
export function createReadout() {
  const root = element("div", { class: "cl-tooltip readout", "aria-hidden": "true", hidden: true });
  return {
    root,
    show(side, target, box, layout) {
      root.replaceChildren(...(target.edge ? edgeLines(side, target.edge) : unitLines(side, target)));
      root.hidden = false;
      place(root, box, layout);
    },
    hide() {
      root.hidden = true;
    },
  };
}

function unitLines(side, target) {
  const numbers = numbersOf(side, target);
  return [
    element("strong", {}, nameOf(side, target)),
    numbers && element("span", { class: "cl-muted" }, numbers),
    ...stateOf(side, target).map((text) => element("span", { class: "readout-state" }, text)),
  ].filter(Boolean);
}

function edgeLines(side, { from, to }) {
  const { words } = side;
  const title = say(words, "overview.edge", { from: nameOf(side, from), to: nameOf(side, to) });
  const kernel = to.unit !== null && from.unit !== null && from.node
    ? kernelBetween(side, to.node, to.unit, from.unit)
    : null;
  if (!kernel || kernel.data.length > MOST_CELLS) return [element("strong", {}, title)];
  return [
    element("strong", {}, title),
    element("span", { class: "cl-muted" }, words["overview.kernel"]),
    kernelGrid(kernel, side.language),
  ];
}

function kernelGrid({ data, columns }, language) {
  const limit = limitOf(data) || 1;
  const cells = Array.from(data, (weight) => {
    const colour = weightColour(weight, limit);
    return element(
      "span",
      { style: { background: css(colour), color: textColour(colour) } },
      formatNumber(weight, 2, language),
    );
  });
  return element("span", { class: "readout-kernel", style: { "--columns": columns } }, cells);
}

/** The sentence for those who listen to the kernel of an edge. */
export function spokenEdge(side, { from, to }) {
  const title = say(side.words, "overview.edge", { from: nameOf(side, from), to: nameOf(side, to) });
  const kernel = to.unit !== null && from.unit !== null && from.node
    ? kernelBetween(side, to.node, to.unit, from.unit)
    : null;
  if (!kernel || kernel.data.length > MOST_CELLS) return title;
  const numbers = Array.from(kernel.data, (weight) => formatNumber(weight, 2, side.language)).join("; ");
  return `${title}. ${side.words["overview.kernel"]} ${numbers}`;
}

/** Away from where the edges come from: to the right of a column, below a band; else where there is room. */
function place(root, box, { vertical, width, height }) {
  const [wide, high] = [root.offsetWidth, root.offsetHeight];
  const fits = (value, size, whole) => Math.max(0, Math.min(value, whole - size));
  let [x, y] = [box.x + box.width + 10, box.y + box.height / 2 - high / 2];
  if (vertical) [x, y] = [box.x + box.width / 2 - wide / 2, box.y + box.height + 10];
  else if (x + wide > width) x = box.x - wide - 10;
  root.style.left = `${fits(x, wide, width)}px`;
  root.style.top = `${vertical ? y : fits(y, high, height)}px`;
}
