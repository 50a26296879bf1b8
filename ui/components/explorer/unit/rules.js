/** Rules that fit in a line: rescaling, standardization, the place in a vector, the inputs of a concatenation. */

import { exact } from "../../written/written.js";
import { element } from "../../shared/element.js";

const rounded = (value, language) => exact(Number(value.toPrecision(5)), language);
const after = (value, language) => (value < 0 ? `− ${rounded(-value, language)}` : `+ ${rounded(value, language)}`);

/** A middle of one line that is written anew for each cell. */
function createLine(write) {
  const line = element("p", { class: "cl-number unit-rule" });
  let data = null;
  return {
    element: line,
    set: (middle) => (data = middle),
    paint: (_row, _column, cell) => (line.textContent = write(data, cell)),
  };
}

/** x · scale + offset */
export function createRescaling(_, { language }) {
  const number = (value) => rounded(value, language);
  return createLine(({ scale, offset }, { before, value }) =>
    `${number(before)} × ${number(scale)} ${after(offset, language)} = ${number(value)}`
  );
}

/** (x − μ) / √σ² */
export function createStandardization(_, { language }) {
  const number = (value) => rounded(value, language);
  return createLine(({ mean, variance }, { before, value }) =>
    `(${number(before)} ${after(-mean, language)}) ÷ √${number(variance)} = ${number(value)}`
  );
}

/** (row · columns + column) · maps + map, counted from 0 as in Keras. */
export function createPlace(_, { text }) {
  return createLine(({ row, column, channel, shape: [, columns, channels], unit }) => {
    const index = `(${row} × ${columns} + ${column}) × ${channels} + ${channel} = ${unit}`;
    return `${text("place_in_vector")}: ${index}`;
  });
}

/** The inputs of a concatenation as a bar, each as long as it has maps. */
export function createSegments(_, { text }) {
  const bar = element("div", { class: "unit-segments" });
  let data = null;
  return {
    element: bar,
    set(middle) {
      data = middle;
      const total = middle.counts.reduce((sum, count) => sum + count, 0);
      const here = element("span", {
        class: "unit-segment-here",
        style: { left: `${(100 * (middle.unit + 0.5)) / total}%` },
      });
      const parts = middle.counts.map((count, index) =>
        element(
          "span",
          { class: ["unit-segment", index === middle.index && "chosen"], style: { "flex-grow": count } },
          element("span", { class: "unit-segment-name" }, middle.names[index]),
          element("span", { class: "cl-number" }, String(count)),
        )
      );
      bar.replaceChildren(...parts, here);
    },
    paint: () => text("from_input", { layer: data.names[data.index] }),
  };
}
