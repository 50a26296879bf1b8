/** The legends of what is drawn: each from the scales of the tiles themselves. */

import { digitsFor } from "../../written/written.js";
import { legendStops } from "../../shared/colours.js";
import { element } from "../../shared/element.js";
import { formatNumber } from "../../shared/numbers.js";

/**
 * @typedef {{name: string, scales: import("../../shared/colours.js").Scale[]}} Entry the scales of all tiles of one kind
 */

/** @param {{text: (key: string) => string, language: string}} say @param {Entry[]} entries */
export function legends({ text, language }, entries) {
  const shown = entries.filter(({ scales }) => scales.length > 0);
  return element(
    "div",
    { class: "unit-legends" },
    shown.map(({ name, scales }) => legend(name, scales, text, language)),
  );
}

function legend(name, scales, text, language) {
  const [{ kind, limit, low = -limit, high = limit }] = scales;
  const own = scales.some((scale) => scale.limit !== limit);
  const number = (value) => formatNumber(value, digitsFor(limit), language);
  const ends = own ? ["−", "+"] : [number(low), number(high)];
  if (kind === "grey" || (kind === "probability" && low === -limit)) ends[0] = "0";
  const background = `linear-gradient(to right, ${legendStops(kind)})`;
  const bar = element("span", { class: "cl-legend-bar", style: { background } });
  const label = own ? `${name} (${text("own_scales")})` : name;
  return element(
    "div",
    { class: "unit-legend" },
    element("span", {}, label),
    element("span", { class: "cl-legend" }, ends[0], bar, ends[1]),
  );
}

/**
 * The scales of everything that a scene draws; kernels, weights and what they give have one each.
 *
 * @param {import("./scenes/scene.js").Scene} scene
 * @param {Object<string, string>} headings what the columns are called
 * @returns {Entry[]}
 */
export function entriesOf({ rows, output }, headings) {
  const scales = (key) =>
    rows.filter((row) => row[key]).map((row) => row[key].scale ?? { kind: "weight", limit: row[key].limit });
  const shared = ["kernel", "weights", "part"].map((key) => ({ name: headings[key], scales: scales(key).slice(0, 1) }));
  return [{ name: headings.input, scales: scales("input") }, ...shared, {
    name: headings.output,
    scales: [output.scale],
  }];
}
