/** One activation function: its formula, its curve over the map's values, the map after it, and what it does to cells. */
import { createCanvasTile } from "./canvas_tile.js";
import { element } from "../shared/element.js";
import { formatNumber, percent } from "../shared/numbers.js";
import { formulaOf } from "./formulas.js";
import { createLegend, paintCanvas, rangeText } from "./map_scale.js";
import { createActivationCurve, respond, sampled } from "../maps/activation_curve.js";

/**
 * @typedef {import("./map_scale.js").Scale} Scale
 * @typedef {import("./map_scale.js").Tensor} Tensor
 * @typedef {{tensor: Tensor, counts: number[], limit: number, saturated: number, chosen: boolean}} Shown
 */

const PLOT = { left: 6, right: 144, top: 10, bottom: 98 };
/** @type {import("../maps/activation_curve.js").Look} */
const CURVE = {
  name: "response-curve",
  width: 150,
  height: 150,
  plot: PLOT,
  bars: { ...PLOT, top: 106, bottom: 136 },
  labels: 148,
  radius: 5,
  study: true,
};
const POINTS = 96;

/**
 * @param {object} options
 * @param {string} options.name as in Keras
 * @param {string} options.title as it is called
 * @param {number} options.index of its map
 * @param {string} options.group name of the radio group
 * @param {import("../shared/words.js").Text} options.text
 * @param {string} options.language
 * @param {() => void} options.onChoose
 */
export function createActivationCard({ name, title, index, group, text, language, onChoose }) {
  const radio = element("input", { type: "radio", name: group, value: name });
  radio.addEventListener("change", onChoose);
  const badge = element("span", { class: "badge", hidden: true }, text("pooled_below"));
  const curve = createActivationCurve(CURVE, language);
  const tile = createCanvasTile({ "data-tile": String(index + 1), tabindex: "-1" });
  const legend = createLegend();
  const [before, after, range, share] = ["cl-number", "cl-number result", "cl-number", "cl-number"].map((kind) =>
    element("span", { class: kind })
  );
  const meter = element("span", { class: "meter-fill" });
  tile.root.append(legend.root);
  const root = element(
    "article",
    { class: "card", dataset: { activation: name } },
    element("label", { class: "card-title" }, radio, element("span", {}, title), badge),
    element("div", { class: "card-formula" }, formulaOf(name)),
    element("div", { class: "pair" }, curve.root, tile.root),
    element("p", { class: "response" }, before, " → ", after),
    element(
      "dl",
      { class: "facts" },
      element("div", {}, element("dt", {}, text("range")), element("dd", {}, range)),
      element(
        "div",
        { title: text(name === "relu" ? "dead_help" : "saturated_help") },
        element("dt", {}, text(name === "relu" ? "dead" : "saturated")),
        element("dd", {}, share, element("span", { class: "meter", "aria-hidden": "true" }, meter)),
      ),
    ),
    name === "softmax" ? element("p", { class: "note" }, text("softmax_note")) : null,
  );

  /** Show a new map. @param {Shown} map */
  function update({ tensor, counts, limit, saturated, chosen }) {
    radio.checked = chosen;
    badge.hidden = !chosen;
    root.classList.toggle("chosen", chosen);
    curve.draw(sampled((x) => respond(name, x), limit, POINTS), limit, counts);
    range.textContent = rangeText(tensor, index, language);
    share.textContent = percent(saturated, language, 0);
    meter.style.width = `${100 * saturated}%`;
  }

  /** @param {Tensor} tensor @param {Scale} scale */
  function paint(tensor, scale) {
    paintCanvas(tile.canvas, tensor, index, scale);
    legend.set(scale, language);
  }

  /** Show x → f(x) of the selected cell. @param {number} x @param {number} y @param {number} digits */
  function select(x, y, digits) {
    curve.paint(x, y);
    before.textContent = formatNumber(x, digits, language);
    after.textContent = formatNumber(y, digits, language);
  }

  return { root, tile, title, update, paint, select };
}
