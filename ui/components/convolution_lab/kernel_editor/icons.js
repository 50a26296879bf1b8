/** The pictures on the editor's buttons: 16 × 16, drawn in the colour of the text. Decoration: the words say the same. */

import { svg } from "../../shared/element.js";

const PATHS = {
  normalise: "M12 3H4l4.5 5L4 13h8",
  flip_columns: "M8 2v12M5.5 5 2 8l3.5 3M10.5 5 14 8l-3.5 3",
  flip_rows: "M2 8h12M5 5.5 8 2l3 3.5M5 10.5 8 14l3-3.5",
  rotate: "M13 8a5 5 0 1 1-1.6-3.7M13.2 1.8v3.4H9.8",
  negate: "M8 2v6M5 5h6M5 12.5h6",
  zero: "M8 2.5c2 0 3.2 2.2 3.2 5.5S10 13.5 8 13.5 4.8 11.3 4.8 8 6 2.5 8 2.5Z",
  copy: "M6 6h7.5v7.5H6zM10 6V2.5H2.5V10H6",
  reset: "M3 8a5 5 0 1 0 1.6-3.7M2.8 1.8v3.4h3.4",
};

/** @param {keyof typeof PATHS} name */
export function icon(name) {
  return svg(
    "svg",
    { class: "kernel-icon", viewBox: "0 0 16 16", "aria-hidden": "true" },
    svg("path", { d: PATHS[name] }),
  );
}
