/** The legends of the formula's colours, computed from the limits that the grids are painted with. */

import { legend } from "../maps/legend.js";
import { element } from "../shared/element.js";
import { exact } from "../written/written.js";

/**
 * @param {(key: string, values?: object) => string} text
 * @param {string} language
 * @param {"picture" | "maps"} imageKind
 */
export function createLegends(text, language, imageKind) {
  const input = imageKind === "maps" ? "activation" : "grey";
  const kinds = { window: input, kernel: "weight", products: "activation", pooling: "activation" };
  const legends = Object.entries(kinds).map(([part, kind]) => legendOf(text(`legend_${part}`), kind, language));
  const swatch = element("span", { class: "cl-swatch cl-swatch-padding" });
  const padding = element("span", { class: "formula-legend" }, swatch, " ", text("padding"));
  const holder = element("div", { class: "legends" }, legends.map((one) => one.element), padding);

  function paint(limits, pooled) {
    [limits.input, limits.weight, limits.product, limits.activation].forEach((limit, index) =>
      legends[index].set(limit)
    );
    legends[3].element.hidden = !pooled;
  }

  return { element: holder, paint };
}

function legendOf(name, kind, language) {
  const scale = legend(kind);
  const node = element("div", { class: "formula-legend" }, element("span", {}, name), scale.root);
  const set = (limit) => {
    const rounded = Number(limit.toPrecision(3));
    scale.set(kind === "grey" ? "0" : exact(-rounded, language), exact(rounded, language));
  };
  return { element: node, set };
}
