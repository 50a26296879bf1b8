/**
 * The columns of tiles, inputs, kernels, intermediate maps, the output, each over one canvas; the lines between them,
 * and a kernel's numbers.
 */
import { Sheet } from "../../maps/sheet.js";
import { createTile } from "../../maps/tile.js";
import { activationColour, css, paintMap, weightColour } from "../../shared/colours.js";
import { element, svg } from "../../shared/element.js";
import { formatNumber } from "../../shared/numbers.js";
import { Grid } from "../../written/grid.js";
import { digitsFor } from "../../written/written.js";

// The columns of tiles: inputs, kernels, intermediate maps, the output; each over one canvas.

/**
 * @typedef {{tile: import("../../maps/tile.js").Tile, row: number}} Place a tile, and the row that it stands in
 */

/**
 * One column of maps.
 *
 * @param {string} stage "input", "part" or "output"
 * @param {boolean[]} present which rows have a tile here
 */
export function createColumn(stage, present) {
  const heading = element("h4", {});
  const size = element("span", { class: "cl-muted" });
  const places = present.map((shown, row) => (shown ? makeTile(stage, row) : null));
  const cells = places.map((tile) =>
    tile?.root ?? element("div", { class: "tile tile-absent" }, element("span", { class: "caption" }))
  );
  const names = cells.map(() => element("span", { class: "unit-name" }));
  if (stage === "input") cells.forEach((cell, row) => cell.prepend(names[row]));
  const body = element("div", { class: "unit-tiles" }, cells);
  const root = element("section", { class: `unit-column unit-${stage}` }, element("header", {}, heading, size), body);
  const sheet = new Sheet(body);
  const frames = places.filter(Boolean).map((tile) => tile.frame);

  /** @param {(import("./scene.js").Picture | null)[]} pictures one a row */
  function paint(pictures) {
    const shown = pictures.filter(Boolean);
    if (shown.length === 0) return;
    const [rows, columns] = shown[0].tensor.shape;
    for (const tile of places) tile?.button.style.setProperty("--aspect", String(columns / rows));
    sheet.lay(frames, rows, columns);
    shown.forEach(({ tensor, painted = tensor, channel, scale }, index) => {
      paintMap(
        sheet.pixels,
        columns,
        painted.data,
        rows,
        columns,
        painted.shape[2],
        channel,
        scale,
        0,
        sheet.top(index),
      );
    });
    sheet.show();
    size.textContent = `${rows} × ${columns}`;
  }

  /** Outline the same box on every tile; a tile of one cell needs none. */
  function outline(box, pictures, kind) {
    const [rows, columns] = pictures.find(Boolean).tensor.shape;
    for (const tile of places) tile?.outline(rows * columns > 1 ? box : null, rows, columns, kind);
  }

  return {
    root,
    heading,
    tiles: places,
    names,
    captions: cells.map((cell) => cell.querySelector(".caption")),
    paint,
    outline,
    measure: () => sheet.measure(),
    destroy: () => sheet.destroy(),
  };
}

function makeTile(stage, row) {
  return createTile({ "data-stage": stage, "data-row": String(row), tabindex: "-1" });
}

/** The kernels: small grids, each a button that shows its numbers. */
export function createKernelColumn(count) {
  const heading = element("h4", {});
  const size = element("span", { class: "cl-muted" });
  const frames = Array.from({ length: count }, () => element("span", { class: "grid" }));
  const buttons = frames.map((frame, row) =>
    element("button", {
      type: "button",
      class: "kernel-button",
      "data-kernel": String(row),
      tabindex: row ? "-1" : "0",
    }, frame)
  );
  const factors = buttons.map(() => element("span", { class: "caption" }));
  const tiles = buttons.map((button, row) => element("div", { class: "tile" }, button, factors[row]));
  const body = element("div", { class: "unit-tiles" }, tiles);
  const root = element("section", { class: "unit-column unit-kernel" }, element("header", {}, heading, size), body);
  const sheet = new Sheet(body);

  /** @param {import("./scene.js").Kernel[]} kernels */
  function paint(kernels) {
    if (kernels.length === 0) return;
    const { rows, columns } = kernels[0];
    for (const frame of frames) frame.style.setProperty("--aspect", String(columns / rows));
    sheet.lay(frames, rows, columns);
    kernels.forEach(({ weights, limit }, index) => {
      paintMap(sheet.pixels, columns, weights, rows, columns, 1, 0, { kind: "weight", limit }, 0, sheet.top(index));
    });
    sheet.show();
    size.textContent = `${rows} × ${columns}`;
  }

  /** Write a kernel's factor below it, and say its numbers after `title`. */
  function name(index, kernel, title, language) {
    const { factor, weights, limit } = kernel;
    const number = weights.length === 1 ? weights[0] * factor : factor;
    const digits = digitsFor(weights.length === 1 ? limit : 1);
    factors[index].textContent = number === 1 ? "" : `× ${formatNumber(number, digits, language)}`;
    buttons[index].setAttribute("aria-label", `${title}: ${spokenKernel(kernel, language)}`);
  }

  return { root, heading, buttons, paint, name, measure: () => sheet.measure(), destroy: () => sheet.destroy() };
}

// Lines from tile to tile behind them, as broad as what flows along them is large.

const THIN = 1;
const BROAD = 4;
/** The place of the lines' colours on the scale: dark enough for a light ground, light enough for a dark one. */
const TONE = 0.62;

/**
 * @typedef {{from: HTMLElement, to: HTMLElement, row: number}} Edge `row` is the number of the input, −1 the output's
 */

/** @param {HTMLElement} holder what the lines are laid behind; it is positioned */
export function createEdges(holder) {
  const picture = svg("svg", { class: "unit-edges", "aria-hidden": "true" });
  holder.prepend(picture);
  let edges = [];
  let active = -1;

  /** @param {Edge[]} next */
  function connect(next) {
    edges = next.map((edge) => ({ ...edge, path: svg("path", {}) }));
    picture.replaceChildren(...edges.map((edge) => edge.path));
    measure();
  }

  /** Lay the lines anew, after the layout has changed. */
  function measure() {
    const places = edges.map(({ from, to }) => [placeIn(holder, from), placeIn(holder, to)]);
    places.forEach(([from, to], index) => {
      const start = [from.left + from.width, from.top + from.height / 2];
      const end = [to.left, to.top + to.height / 2];
      const bend = Math.max((end[0] - start[0]) / 2, 0);
      const curve = `C${start[0] + bend} ${start[1]} ${end[0] - bend} ${end[1]} ${end[0]} ${end[1]}`;
      edges[index].path.setAttribute("d", `M${start[0]} ${start[1]}${curve}`);
    });
  }

  /**
   * @param {number[]} values what flows from each input
   * @param {number} limit the largest of them
   */
  function weigh(values, limit) {
    for (const { path, row } of edges) {
      const value = row < 0 ? 0 : (values[row] ?? 0);
      const share = limit > 0 ? Math.min(Math.abs(value) / limit, 1) : 0;
      path.style.strokeWidth = `${THIN + share * (BROAD - THIN)}px`;
      path.style.stroke = share < 0.004 ? "" : css(activationColour(Math.sign(value) * TONE, 1));
    }
  }

  /** Bring the lines of one input forward; −1 lets all be alike. */
  function highlight(row) {
    if (row === active) return;
    active = row;
    picture.classList.toggle("pointed", row >= 0);
    for (const edge of edges) edge.path.classList.toggle("active", edge.row === row);
  }

  return { connect, measure, weigh, highlight };
}

/** Find where an element lies in a holder, as laid out: columns that are still arriving count as arrived. */
function placeIn(holder, element) {
  let [left, top] = [0, 0];
  for (let node = element; node && node !== holder; node = node.offsetParent) {
    left += node.offsetLeft;
    top += node.offsetTop;
  }
  return { left, top, width: element.offsetWidth, height: element.offsetHeight };
}

// The numbers of a kernel, in a small window beside it, while the pointer or the focus is on it.

/** Cells in pixels, by the longer side of the kernel. */
const CELLS = [
  [3, 46],
  [5, 38],
  [Infinity, 30],
];

export function createKernelNumbers() {
  const grid = new Grid("kernel-numbers");
  const caption = element("div", { class: "cl-muted" });
  const root = element(
    "div",
    { class: "cl-tooltip unit-kernel-numbers", hidden: true, "aria-hidden": "true" },
    caption,
    grid.element,
  );

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
