/**
 * What would change its mind: cover, blur or move a part of the picture, by pointer or by keys, and the scores follow.
 *
 * The changed picture goes to the server after each change, the newest one only, and its scores come back.
 */
import { createSegments } from "../knobs/choice.js";
import { createSlider } from "../knobs/number.js";
import { element, listen } from "../shared/element.js";
import { imageOf } from "../maps/pixels.js";
import { along, blurred, copyOf, meanColour, movedSpot, spot } from "./edits.js";
import { newestOnly } from "./newest.js";
import { createScores } from "./scores.js";

const TOOLS = /** @type {const} */ (["cover", "blur", "move"]);
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const SIZE = 15;
/** Changes that can be taken back: 3 MB of pictures of 224 × 224. */
const MOST_UNDONE = 20;

export class Brush {
  /** @param {Object<string, string>} words @param {string} language */
  constructor(words, language) {
    this.words = words;
    this.language = language;
    this.abort = new AbortController();
    this.tool = "cover";
    this.share = SIZE;
    this.past = [];
    this.wire = newestOnly();
    this.canvas = /** @type {HTMLCanvasElement} */ (element("canvas", {
      class: "brush-picture",
      tabindex: "0",
      role: "application",
      "aria-label": words.canvas,
      "aria-describedby": "brush-keys",
    }));
    this.ring = element("div", { class: "brush-ring", "aria-hidden": "true", hidden: true });
    this.tools = createSegments({
      label: words.tool,
      options: TOOLS.map((tool) => ({ value: tool, label: words[tool] })),
      onChange: (tool) => this.take(tool),
    });
    this.size = createSlider({
      label: words.size,
      min: 3,
      max: 40,
      format: (value) => `${value} %`,
      onInput: (value) => {
        this.share = value;
        this.showRing();
      },
    });
    this.back = element("button", { type: "button", class: "cl-button", title: words.undo_keys }, words.undo);
    this.again = element("button", { type: "button", class: "cl-button" }, words.again);
    this.scores = createScores(words, language);
    const keys = element("p", { class: "cl-muted", id: "brush-keys" }, words.keys);
    const knobs = element(
      "div",
      { class: "brush-knobs" },
      this.tools.root,
      this.size.root,
      element("div", { class: "brush-buttons" }, this.back, this.again),
    );
    const stage = element("div", { class: "brush-stage" }, this.canvas, this.ring);
    this.root = element(
      "div",
      { class: "cl-view brush" },
      knobs,
      element("div", { class: "brush-columns" }, stage, element("div", {}, this.scores.root, keys)),
    );
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

  /** @param {object} header @param {object} arrays of the payload; @param {(message: object) => void} send */
  update(header, arrays, send) {
    this.header = header;
    this.wire.atLeast(header.turn);
    this.before = Array.from(arrays.shares.data);
    if (this.shown !== header.key) {
      this.shown = header.key;
      this.original = arrays.picture;
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
    if (!this.past.length) return;
    this.held = null;
    this.picture = this.past.pop();
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

  take(tool) {
    this.end();
    this.tool = tool;
  }

  radius() {
    return Math.max(1, (this.share / 200) * Math.min(...this.original.shape.slice(0, 2)));
  }

  where(event) {
    const box = this.canvas.getBoundingClientRect();
    const [rows, columns] = this.original.shape;
    return {
      row: ((event.clientY - box.top) / box.height) * rows,
      column: ((event.clientX - box.left) / box.width) * columns,
    };
  }

  begin(event) {
    if (event.button !== 0) return;
    this.canvas.setPointerCapture(event.pointerId);
    this.at = this.where(event);
    this.hold();
    this.stroke(this.at, this.at);
  }

  hold() {
    this.remember();
    this.held = { from: { ...this.at }, picture: this.picture };
    const [rows, columns] = this.original.shape;
    const [mean, soft] = [
      meanColour(this.original),
      this.tool === "blur" ? blurred(this.picture, Math.max(2, Math.round(Math.min(rows, columns) / 12))) : null,
    ];
    this.held.paint = soft ? (cell, part) => soft.data[cell * 3 + part] : (_, part) => mean[part];
    if (this.tool !== "move") this.picture = copyOf(this.picture);
  }

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

  stroke(from, to) {
    if (this.tool === "move") {
      this.picture = movedSpot(this.held.picture, this.held.from, to, this.radius());
    } else {
      for (const { row, column } of along(from, to, this.radius() / 2)) {
        spot(this.picture, this.held.paint, row, column, this.radius());
      }
    }
    this.changed();
  }

  /** Arrows carry the spot, Space or Enter uses it; with "move" the first press takes the part up, the second puts it down. */
  key(event) {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") this.undo();
    else if (ARROWS[event.key]) this.carry(ARROWS[event.key], event.shiftKey);
    else if (event.key === " " || event.key === "Enter") this.use();
    else if (event.key === "Escape" && this.held) this.undo();
    else return;
    event.preventDefault();
  }

  carry([down, across], finely) {
    const [rows, columns] = this.original.shape;
    const step = finely ? 1 : Math.max(1, Math.round(this.radius() / 2));
    const within = (value, size) => Math.min(Math.max(value, 0), size - 1);
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
    this.canvas.getContext("2d").putImageData(
      imageOf({ data: this.picture.data, shape: [1, ...this.picture.shape] }, 0),
      0,
      0,
    );
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
