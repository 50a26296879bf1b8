/** The numbers of a kernel, in a small window beside it, while the pointer or the focus is on it. */

import { createGrid } from "../formula/grid.js";
import { digitsFor } from "../formula/written.js";
import { weightColour } from "../shared/colours.js";
import { element } from "../shared/element.js";
import { formatNumber } from "../shared/numbers.js";

/** Cells in pixels, by the longer side of the kernel. */
const CELLS = [
  [3, 46],
  [5, 38],
  [Infinity, 30],
];

export function createKernelNumbers() {
  const grid = createGrid("kernel-numbers");
  const caption = element("div", { class: "cl-muted" });
  const root = element("div", { class: "cl-tooltip unit-kernel-numbers", hidden: true, "aria-hidden": "true" }, caption, grid.element);

  /**
   * @param {import("./scene.js").Kernel} kernel
   * @param {string} title
   * @param {HTMLElement} beside the kernel's button
   * @param {HTMLElement} holder what this window is positioned in
   * @param {string} language
   */
  function show({ weights, rows, columns, limit }, title, beside, holder, language) {
    root.hidden = false;
    caption.textContent = title;
    const pixels = CELLS.find(([longest]) => Math.max(rows, columns) <= longest)[1];
    const cells = (count) => Array(count).fill(pixels);
    grid.resize({ rows: cells(rows), columns: cells(columns), font: pixels > 40 ? 12 : 10 });
    grid.paint((row, column, cell) => {
      const weight = weights[row * columns + column];
      cell.look = "value";
      cell.colour = weightColour(weight, limit);
      cell.text = formatNumber(weight, Math.min(digitsFor(limit), 3), language);
    });
    place(beside.getBoundingClientRect(), holder.getBoundingClientRect());
  }

  function place(button, holder) {
    const { offsetWidth: width, offsetHeight: height } = root;
    const left = Math.min(button.right - holder.left + 8, holder.width - width - 4);
    const top = Math.min(Math.max((button.top + button.bottom - height) / 2 - holder.top, 0), Math.max(holder.height - height, 0));
    root.style.left = `${Math.max(left, 4)}px`;
    root.style.top = `${top}px`;
  }

  return { root, show, hide: () => (root.hidden = true) };
}

/** A kernel in words, row by row: for those who hear it. */
export function spokenKernel({ weights, rows, columns, limit }, language) {
  const digits = Math.min(digitsFor(limit), 3);
  const line = (row) => Array.from({ length: columns }, (_, column) => formatNumber(weights[row * columns + column], digits, language));
  return Array.from({ length: rows }, (_, row) => line(row).join(" ")).join("; ");
}
