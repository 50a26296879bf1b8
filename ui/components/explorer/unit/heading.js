/** The head of the unit view: which unit, its size, range and mean, and the buttons that lead on and back. */

import { digitsFor } from "../../written/written.js";
import { rangeOfMap } from "../../maps/scales.js";
import { element, svg } from "../../shared/element.js";
import { formatNumber } from "../../shared/numbers.js";
import { sizeOf, unitTitle } from "./window/reading.js";

const ICONS = {
  previous: "M15.5 5 8.5 12l7 7",
  next: "M8.5 5l7 7-7 7",
  close: "M6 6l12 12M18 6 6 18",
};

/**
 * @param {{onUnit: (step: number) => void, onWindow: () => void, onClose: () => void}} callbacks
 */
export function createHeading({ onUnit, onWindow, onClose }) {
  const title = element("h3", { class: "unit-title" });
  const kind = element("span", { class: "cl-muted" });
  const facts = element("dl", { class: "unit-facts" });
  const notes = element("div", { class: "unit-notes" });
  const previous = iconButton("previous", () => onUnit(-1));
  const next = iconButton("next", () => onUnit(1));
  const close = iconButton("close", onClose);
  const window = element("button", { type: "button", class: "cl-button cl-button-small unit-to-window" });
  window.addEventListener("click", onWindow);
  const buttons = element("div", { class: "cl-buttons" }, previous, next, window, close);
  const root = element(
    "header",
    { class: "unit-heading" },
    element("div", { class: "unit-names" }, title, kind),
    buttons,
    facts,
    notes,
  );

  /**
   * @param {import("./scenes/scene.js").Context} context
   * @param {string[]} sentences what the layer does, and what is special about this unit
   * @param {{window: boolean, available: boolean}} level whether the window view is shown, and whether there is one
   */
  function paint({ side, node, unit, words, text, language }, sentences, level) {
    const count = side.unitCount(node.name);
    title.textContent = `${side.label(node.name)} · ${unitTitle(side, node.name, unit, words)}`;
    kind.textContent = count > 1 ? text("of", { class: node.className, number: unit + 1, count }) : node.className;
    facts.replaceChildren(...factsOf(side, node, unit, text, language));
    notes.replaceChildren(...sentences.map((sentence) => element("p", {}, sentence)));
    previous.disabled = unit === 0;
    next.disabled = unit === count - 1;
    window.hidden = !level.available;
    window.textContent = text(level.window ? "to_unit" : "to_window");
    for (const [button, key] of [[previous, "previous"], [next, "next"], [close, "close"]]) label(button, text(key));
  }

  return { root, paint };
}

function factsOf(side, node, unit, text, language) {
  const [rows, columns] = sizeOf(node);
  const range = side.range(node.name, unit) ?? rangeOfDetail(side.unitDetail, node, unit);
  const write = (value) =>
    formatNumber(value, digitsFor(Math.max(Math.abs(range.low), Math.abs(range.high)) || 1), language);
  const single = rows * columns === 1;
  const field = node.receptiveField;
  return [
    single ? null : fact(text("size"), `${rows} × ${columns}`),
    range && single ? fact(text("value"), write(range.low)) : null,
    range && !single ? fact(text("range"), `${write(range.low)} … ${write(range.high)}`) : null,
    range && !single ? fact(text("mean"), write(range.mean)) : null,
    field ? fact(text("receptive_field"), `${field[0]} × ${field[1]}`) : null,
  ].filter(Boolean);
}

/** Of a large network only the unit that is looked at is here. */
function rangeOfDetail(detail, { name }, unit) {
  if (detail?.node !== name || detail.unit !== unit) return null;
  const { data } = detail.output;
  const { minimum, maximum } = rangeOfMap({ data, shape: [data.length, 1, 1] }, 0);
  return { low: minimum, high: maximum, mean: data.reduce((sum, value) => sum + value, 0) / data.length };
}

function fact(name, value) {
  return element("div", {}, element("dt", {}, name), element("dd", { class: "cl-number" }, value));
}

function iconButton(icon, onClick) {
  const path = svg("path", {
    d: ICONS[icon],
    fill: "none",
    stroke: "currentColor",
    "stroke-width": 2,
    "stroke-linecap": "round",
  });
  const picture = svg("svg", { width: 18, height: 18, viewBox: "0 0 24 24", "aria-hidden": "true" }, path);
  const button = element("button", { type: "button", class: `cl-button cl-button-small unit-${icon}` }, picture);
  button.addEventListener("click", onClick);
  return button;
}

function label(button, text) {
  button.setAttribute("aria-label", text);
  button.title = text;
}
