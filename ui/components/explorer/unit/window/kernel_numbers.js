/** The numbers of a kernel, in a small window beside it, while the pointer or the focus is on it. */

import { createGrid } from "../../../written/grid.js";
import { weightColour } from "../../../shared/colours.js";
import { element } from "../../../shared/element.js";
import { formatNumber } from "../../../shared/numbers.js";

/** Cells in pixels, by the longer side of the kernel. */
const CELLS = [
  [3, 46],
  [5, 38],
  [Infinity, 30],
];

export function createKernelNumbers() {
  const grid = createGrid("kernel-numbers");
  const caption = element("div", { class: "cl-muted" });
  const root = element(
    "div",
    { class: "cl-tooltip unit-kernel-numbers", hidden: true, "aria-hidden": "true" },
    caption,
    grid.element,
  );

  /**
   * @param {import("../scenes/scene.js").Kernel} kernel
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
      cell.text = formatNumber(weight, decimals({ rows, columns }), language);
    });
    place(beside.getBoundingClientRect(), holder.getBoundingClientRect());
  }

  function place(button, holder) {
    const { offsetWidth: width, offsetHeight: height } = root;
    const left = Math.min(button.right - holder.left + 8, holder.width - width - 4);
    const top = Math.min(
      Math.max((button.top + button.bottom - height) / 2 - holder.top, 0),
      Math.max(holder.height - height, 0),
    );
    root.style.left = `${Math.max(left, 4)}px`;
    root.style.top = `${top}px`;
  }

  return { root, show, hide: () => (root.hidden = true) };
}

/** Decimals of a weight: as many as fit into a cell. */
const decimals = ({ rows, columns }) => (Math.max(rows, columns) <= 5 ? 3 : 2);

/** A kernel in words, row by row: for those who hear it. */
export function spokenKernel({ weights, rows, columns }, language) {
  const digits = decimals({ rows, columns });
  const line = (row) =>
    Array.from({ length: columns }, (_, column) => formatNumber(weights[row * columns + column], digits, language));
  return Array.from({ length: rows }, (_, row) => line(row).join(" ")).join("; ");
}

/**
 * Tell when a kernel is pointed at or focused; up and down lead from kernel to kernel, one of them is a tab stop.
 *
 * @param {HTMLButtonElement[]} buttons
 * @param {(row: number) => void} onShow
 * @param {() => void} onHide
 */
export function listenToKernels(buttons, onShow, onHide) {
  buttons.forEach((button, row) => {
    for (const type of ["pointerenter", "focus"]) button.addEventListener(type, () => onShow(row));
    for (const type of ["pointerleave", "blur"]) button.addEventListener(type, onHide);
    button.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step || event.shiftKey) return;
      event.preventDefault();
      event.stopPropagation();
      const next = buttons[Math.min(Math.max(row + step, 0), buttons.length - 1)];
      for (const other of buttons) other.tabIndex = other === next ? 0 : -1;
      next.focus();
    });
  });
}
