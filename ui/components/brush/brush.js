/**
 * What would change its mind: cover, blur or move a part of the picture, by pointer or by keys, and the scores follow.
 *
 * The changed picture goes to the server after each change, the newest one only, and its scores come back.
 */
import { contextOf, listen } from "../shared/element.js";
import { imageOf } from "../maps/pixels.js";
import { along, blurred, copyOf, meanColour, movedSpot, spot } from "./edits.js";
import { newestOnly } from "./newest.js";
import { createParts, TOOLS } from "./parts.js";
import { createScores } from "./scores.js";

/**
 * @typedef {import("./edits.js").Pixels} Pixels
 * @typedef {import("./view.js").BrushHeader} BrushHeader
 * @typedef {{row: number, column: number}} Place in pixels, not always whole
 * @typedef {{from: Place, picture: Pixels, paint: (cell: number, part: number) => number}} Held where a stroke began, and
 *   the picture before it
 */

/** @type {Record<string, [down: number, across: number]>} */
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const SIZE = 15;
/** Changes that can be taken back: 3 MB of pictures of 224 × 224. */
const MOST_UNDONE = 20;

export class Brush {
  /** @param {BrushHeader} header */
  constructor(header) {
    this.header = header;
    /** The `key` of the picture on screen. @type {string | null} */
    this.shown = null;
    /** @type {Pixels} */
    this.original = { data: new Uint8Array(), shape: [0, 0, 3] };
    this.picture = this.original;
    /** @type {number[]} */
    this.before = [];
    /** @type {number[] | null} */
    this.after = null;
    this.problem = "";
    this.firstTurn = 0;
    this.at = { row: 0, column: 0 };
    /** @type {Held | null} */
    this.held = null;
    this.abort = new AbortController();
    this.tool = TOOLS[0];
    this.share = SIZE;
    /** @type {Pixels[]} */
    this.past = [];
    this.wire = newestOnly();
    this.scores = createScores(header.words, header.language);
    const parts = createParts(header.words, this.scores.root, {
      onTool: (tool) => this.take(tool),
      onShare: (share) => {
        this.share = share;
        this.showRing();
      },
    });
    this.root = parts.root;
    this.canvas = parts.canvas;
    this.ring = parts.ring;
    this.tools = parts.tools;
    this.size = parts.size;
    this.back = parts.back;
    this.again = parts.again;
    this.tools.update({ value: this.tool });
    this.size.update({ value: this.share });
    this.listen();
  }

  listen() {
    const { signal } = this.abort;
    listen(this.canvas, "pointerdown", (event) => this.begin(event), signal);
    listen(this.canvas, "pointermove", (event) => this.go(event), signal);
    for (const type of ["pointerup", "pointercancel"]) listen(this.canvas, type, () => this.end(), signal);
    listen(this.canvas, "pointerleave", () => {
      this.ring.hidden = !this.held && !this.canvas.matches(":focus-visible");
    }, signal);
    listen(this.canvas, "focus", () => this.canvas.matches(":focus-visible") && this.showRing(), signal);
    listen(this.canvas, "blur", () => this.end(), signal);
    listen(this.canvas, "keydown", (event) => this.key(event), signal);
    listen(this.back, "click", () => this.undo(), signal);
    listen(this.again, "click", () => this.reset(), signal);
  }

  /**
   * @param {BrushHeader} header
   * @param {import("../shared/mounting.js").Arrays} arrays of the payload
   * @param {import("./newest.js").Send} send
   */
  update(header, arrays, send) {
    this.header = header;
    this.wire.atLeast(header.turn);
    this.before = Array.from(arrays.shares.data);
    if (this.shown !== header.key) {
      this.shown = header.key;
      this.original = /** @type {Pixels} */ (arrays.picture);
      this.start();
    }
    this.wire.answered(header.turn, send);
    const known = this.picture !== this.original && header.turn !== null && header.turn >= this.firstTurn;
    if (known) this.after = arrays.changed ? Array.from(arrays.changed.data) : null;
    this.problem = known ? header.problem : "";
    this.paintScores();
  }

  start() {
    const [rows, columns] = this.original.shape;
    this.picture = this.original;
    this.past = [];
    this.held = null;
    this.at = { row: Math.floor(rows / 2), column: Math.floor(columns / 2) };
    this.canvas.width = columns;
    this.canvas.height = rows;
    this.restart();
  }

  /** The picture is the original again, and has the scores that are known. */
  restart() {
    this.firstTurn = this.wire.next();
    this.after = null;
    this.problem = "";
    this.wire.forget();
    this.paint();
  }

  reset() {
    if (this.picture === this.original) return;
    this.remember();
    this.picture = this.original;
    this.restart();
    this.paintScores();
  }

  undo() {
    const last = this.past.pop();
    if (!last) return;
    this.held = null;
    this.picture = last;
    if (this.picture === this.original) {
      this.restart();
      this.paintScores();
    } else {
      this.changed();
    }
  }

  remember() {
    this.past.push(this.picture);
    if (this.past.length > MOST_UNDONE) this.past.shift();
  }

  /** @param {string} tool */
  take(tool) {
    this.end();
    this.tool = tool;
  }

  radius() {
    return Math.max(1, (this.share / 200) * Math.min(...this.original.shape.slice(0, 2)));
  }

  /** @param {PointerEvent} event @returns {Place} */
  where(event) {
    const box = this.canvas.getBoundingClientRect();
    const [rows, columns] = this.original.shape;
    return {
      row: ((event.clientY - box.top) / box.height) * rows,
      column: ((event.clientX - box.left) / box.width) * columns,
    };
  }

  /** @param {PointerEvent} event */
  begin(event) {
    if (event.button !== 0) return;
    this.canvas.setPointerCapture(event.pointerId);
    this.at = this.where(event);
    this.hold();
    this.stroke(this.at, this.at);
  }

  hold() {
    this.remember();
    const [rows, columns] = this.original.shape;
    const [mean, soft] = [
      meanColour(this.original),
      this.tool === "blur" ? blurred(this.picture, Math.max(2, Math.round(Math.min(rows, columns) / 12))) : null,
    ];
    this.held = {
      from: { ...this.at },
      picture: this.picture,
      paint: soft ? (cell, part) => soft.data[cell * 3 + part] : (_, part) => mean[part],
    };
    if (this.tool !== "move") this.picture = copyOf(this.picture);
  }

  /** @param {PointerEvent} event */
  go(event) {
    const last = this.at;
    this.at = this.where(event);
    this.showRing();
    if (this.held) this.stroke(last, this.at);
  }

  end() {
    if (!this.held) return;
    if (this.picture === this.held.picture) this.past.pop();
    this.held = null;
  }

  /** @param {Place} from @param {Place} to */
  stroke(from, to) {
    const { held } = this;
    if (!held) return;
    if (this.tool === "move") {
      this.picture = movedSpot(held.picture, held.from, to, this.radius());
    } else {
      for (const { row, column } of along(from, to, this.radius() / 2)) {
        spot(this.picture, held.paint, row, column, this.radius());
      }
    }
    this.changed();
  }

  /**
   * Arrows carry the spot, Space or Enter uses it; with "move" the first press takes the part up, the second puts it
   * down.
   *
   * @param {KeyboardEvent} event
   */
  key(event) {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") this.undo();
    else if (ARROWS[event.key]) this.carry(ARROWS[event.key], event.shiftKey);
    else if (event.key === " " || event.key === "Enter") this.use();
    else if (event.key === "Escape" && this.held) this.undo();
    else return;
    event.preventDefault();
  }

  /** @param {[down: number, across: number]} step @param {boolean} finely by one pixel */
  carry([down, across], finely) {
    const [rows, columns] = this.original.shape;
    const step = finely ? 1 : Math.max(1, Math.round(this.radius() / 2));
    const within = (/** @type {number} */ value, /** @type {number} */ size) => Math.min(Math.max(value, 0), size - 1);
    this.at = { row: within(this.at.row + down * step, rows), column: within(this.at.column + across * step, columns) };
    this.showRing();
    if (this.held) this.stroke(this.at, this.at);
  }

  use() {
    this.showRing();
    if (this.held) {
      this.end();
    } else {
      this.hold();
      if (this.tool === "move") return;
      this.stroke(this.at, this.at);
      this.end();
    }
  }

  showRing() {
    const [rows, columns] = this.original.shape;
    this.ring.hidden = false;
    const { style } = this.ring;
    style.left = `${(100 * this.at.column) / columns}%`;
    style.top = `${(100 * this.at.row) / rows}%`;
    style.width = `${(200 * this.radius()) / columns}%`;
  }

  paint() {
    const image = imageOf({ data: this.picture.data, shape: [1, ...this.picture.shape] }, 0);
    contextOf(this.canvas).putImageData(image, 0, 0);
    this.back.setAttribute("aria-disabled", String(this.past.length === 0));
    this.again.setAttribute("aria-disabled", String(this.picture === this.original));
  }

  /** The picture is another one: its scores are asked for, as soon as the last question has been answered. */
  changed() {
    this.paint();
    this.wire.ask(this.picture.data);
  }

  paintScores() {
    this.scores.update({
      before: this.before,
      after: this.after,
      problem: this.problem,
      labels: this.header.labels,
      wanted: this.header.wanted,
    });
  }

  destroy() {
    this.abort.abort();
    this.tools.destroy();
    this.size.destroy();
    this.root.remove();
  }
}
