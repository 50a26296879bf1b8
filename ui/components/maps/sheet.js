/**
 * One canvas behind a column of frames: every frame shows a map, a channel or a kernel, one cell a pixel of a hidden
 * canvas that is enlarged when it is drawn. One canvas a column, because a browser pays for each canvas in every frame.
 */
import { contextOf, element } from "../shared/element.js";

export class Sheet {
  /** @param {HTMLElement} column what holds the frames; it is positioned, and the canvas lies under its content */
  constructor(column) {
    this.column = column;
    this.canvas = element("canvas", { class: "sheet", "aria-hidden": "true" });
    this.cells = element("canvas");
    this.pixels = new ImageData(1, 1);
    /** @type {HTMLElement[]} */
    this.frames = [];
    this.rows = 0;
    this.columns = 0;
    /** @type {[left: number, top: number, width: number, height: number][]} of the frames, in pixels of the canvas */
    this.places = [];
    column.prepend(this.canvas);
    this.observer = new ResizeObserver(() => this.measure());
  }

  /**
   * The browser tells where new frames are when it has laid them out, and whenever they change their size, all alike.
   *
   * @param {HTMLElement[]} frames
   */
  watch(frames) {
    this.places = [];
    this.observer.disconnect();
    for (const watched of new Set([this.column, frames.at(0), frames.at(-1)])) {
      if (watched) this.observer.observe(watched);
    }
  }

  /**
   * Say which frames there are, and how many cells each has. What was painted is lost where they have another size; more
   * or fewer of them are painted over what was there, so that a browser need not make so many bytes anew.
   *
   * @param {HTMLElement[]} frames
   * @param {number} rows
   * @param {number} columns
   */
  lay(frames, rows, columns) {
    if (this.frames === frames && this.rows === rows && this.columns === columns) return;
    if (this.frames !== frames) this.watch(frames);
    const room = this.rows === rows && this.columns === columns ? this.cells.height / rows : 0;
    this.frames = frames;
    this.rows = rows;
    this.columns = columns;
    if (frames.length <= room) return;
    this.cells.width = columns;
    this.cells.height = rows * frames.length;
    this.pixels = new ImageData(columns, rows * frames.length);
  }

  /** The first row of pixels of a frame: where to paint into `pixels`. @param {number} index */
  top(index) {
    return index * this.rows;
  }

  /**
   * Show what was painted into the pixels of some frames, or of all; at once, or as soon as they are laid out.
   *
   * @param {number[]} [indices]
   */
  show(indices) {
    if (indices?.length === 0 && this.places.length > 0) return;
    const context = contextOf(this.cells);
    if (!indices) context.putImageData(this.pixels, 0, 0);
    else {for (const index of indices) {
        context.putImageData(this.pixels, 0, 0, 0, this.top(index), this.columns, this.rows);
      }}
    if (this.places.length > 0) this.draw(indices);
  }

  /** Read where the frames are, after the layout has changed, and draw all. */
  measure() {
    if (!this.rows || !this.column.isConnected) return;
    const ratio = globalThis.devicePixelRatio || 1;
    const origin = this.column.getBoundingClientRect();
    const scaled = (/** @type {number} */ length) => Math.round(length * ratio);
    this.places = this.frames.map((frame) => {
      const box = frame.getBoundingClientRect();
      const [left, top] = [scaled(box.left - origin.left), scaled(box.top - origin.top)];
      return [left, top, scaled(box.right - origin.left) - left, scaled(box.bottom - origin.top) - top];
    });
    this.canvas.width = scaled(origin.width);
    this.canvas.height = scaled(origin.height);
    this.draw();
  }

  /** @param {Iterable<number>} [indices] of frames */
  draw(indices = this.frames.keys()) {
    const context = contextOf(this.canvas);
    for (const index of indices) {
      const [left, top, width, height] = this.places[index];
      context.imageSmoothingEnabled = width < this.columns;
      context.drawImage(this.cells, 0, this.top(index), this.columns, this.rows, left, top, width, height);
    }
  }

  /** One frame as a canvas of its own, a pixel a cell. @param {number} index */
  copy(index) {
    const canvas = element("canvas", { width: String(this.columns), height: String(this.rows) });
    contextOf(canvas).putImageData(this.pixels, 0, -this.top(index));
    return canvas;
  }

  destroy() {
    this.observer.disconnect();
    this.canvas.remove();
  }
}
