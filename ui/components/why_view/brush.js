/**
 * What would change its mind: cover, blur or move a part of the picture, by pointer or by keys, and the scores follow.
 *
 * The changed picture goes to the server after each change, the newest one only, and its scores come back.
 */
import { createSegments } from "../knobs/segments.js";
import { createSlider } from "../knobs/slider.js";
import { css, probabilityColour } from "../shared/colours.js";
import { element, listen } from "../shared/element.js";
import { formatNumber } from "../shared/numbers.js";
import { say } from "../shared/words.js";
import { blurred, meanColour, movedSpot, spot } from "./edits.js";

const TOOLS = /** @type {const} */ (["cover", "blur", "move"]);
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

export class Brush {
  /**
   * @param {Object<string, string>} words
   * @param {string} language
   * @param {{onPicture(message: {turn: number, pixels: string}): void}} callbacks
   */
  constructor(words, language, { onPicture }) {
    this.words = words;
    this.language = language;
    this.onPicture = onPicture;
    this.abort = new AbortController();
    this.tool = "cover";
    this.turn = 0;
    this.waiting = false;
    this.canvas = /** @type {HTMLCanvasElement} */ (element("canvas", { class: "brush-picture", tabindex: "0", role: "application", "aria-label": words["brush.canvas"], "aria-describedby": "brush-keys" }));
    this.ring = element("div", { class: "brush-ring", "aria-hidden": "true", hidden: true });
    this.tools = createSegments({ label: words["brush.tool"], options: TOOLS.map((tool) => ({ value: tool, label: words[`brush.${tool}`] })), onChange: (tool) => { this.tool = tool; } });
    this.size = createSlider({ label: words["brush.size"], min: 3, max: 40, format: (value) => `${value} %`, onInput: (value) => { this.share = value; this.showRing(); } });
    this.share = 15;
    this.again = element("button", { type: "button", class: "cl-button" }, words["brush.again"]);
    this.scores = element("ol", { class: "brush-scores", "aria-live": "polite" });
    const keys = element("p", { class: "cl-muted", id: "brush-keys" }, words["brush.keys"]);
    const knobs = element("div", { class: "brush-knobs" }, this.tools.root, this.size.root, this.again);
    const stage = element("div", { class: "brush-stage" }, this.canvas, this.ring);
    this.root = element("div", { class: "brush" }, knobs, element("div", { class: "brush-columns" }, stage, element("div", {}, this.scores, keys)));
    this.tools.update({ value: this.tool });
    this.size.update({ value: this.share });
    this.listen();
  }

  listen() {
    const { signal } = this.abort;
    listen(this.canvas, "pointerdown", (event) => this.begin(event), signal);
    listen(this.canvas, "pointermove", (event) => this.go(event), signal);
    for (const type of ["pointerup", "pointercancel"]) listen(this.canvas, type, () => this.end(), signal);
    listen(this.canvas, "pointerleave", () => { this.ring.hidden = !this.held && document.activeElement !== this.canvas; }, signal);
    listen(this.canvas, "keydown", (event) => this.key(event), signal);
    listen(this.again, "click", () => this.reset(), signal);
  }

  /** @param {{picture: object, key: string, labels: string[], wanted: number}} told @param {{turn: number, answers: object[]}|null} scored */
  update(told, before, scored) {
    this.told = told;
    this.before = before;
    if (this.key_ !== told.key) {
      this.key_ = told.key;
      this.original = told.picture;
      this.start();
    }
    if (scored && scored.turn >= this.turn) this.after = scored.shares;
    if (!scored || scored.turn >= this.sent) this.waiting = false;
    if (this.wish && !this.waiting) this.send();
    this.paintScores();
  }

  start() {
    const [rows, columns] = this.original.shape;
    this.picture = { data: Uint8Array.from(this.original.data), shape: this.original.shape };
    this.soft = blurred(this.original, Math.max(2, Math.round(Math.min(rows, columns) / 12)));
    this.mean = meanColour(this.original);
    this.at = { row: Math.floor(rows / 2), column: Math.floor(columns / 2) };
    this.after = null;
    this.wish = false;
    this.canvas.width = columns;
    this.canvas.height = rows;
    this.paint();
  }

  reset() {
    this.start();
    this.changed();
  }

  radius() {
    return Math.max(1, (this.share / 200) * Math.min(...this.original.shape.slice(0, 2)));
  }

  where(event) {
    const box = this.canvas.getBoundingClientRect();
    const [rows, columns] = this.original.shape;
    return { row: ((event.clientY - box.top) / box.height) * rows, column: ((event.clientX - box.left) / box.width) * columns };
  }

  begin(event) {
    this.canvas.setPointerCapture(event.pointerId);
    this.held = { from: this.where(event), picture: this.picture };
    this.go(event);
  }

  go(event) {
    this.at = this.where(event);
    this.showRing();
    if (this.held) this.stroke(this.at);
  }

  end() {
    if (!this.held) return;
    this.held = null;
    this.changed();
  }

  stroke(at) {
    if (this.tool === "move") this.picture = movedSpot(this.held.picture, this.held.from, at, this.radius());
    else spot(this.picture, this.tool === "cover" ? (_, part) => this.mean[part] : (cell, part) => this.soft.data[cell * 3 + part], at.row, at.column, this.radius());
    this.paint();
    this.changed();
  }

  /** Arrows carry the spot, Space or Enter uses it; with "move" the first press takes the part up, the second puts it down. */
  key(event) {
    const [rows, columns] = this.original.shape;
    const arrow = ARROWS[event.key];
    if (arrow) {
      const step = event.shiftKey ? 1 : Math.max(1, Math.round(this.radius() / 2));
      this.at = { row: Math.min(Math.max(this.at.row + arrow[0] * step, 0), rows - 1), column: Math.min(Math.max(this.at.column + arrow[1] * step, 0), columns - 1) };
      this.showRing();
      if (this.held) this.stroke(this.at);
    } else if (event.key === " " || event.key === "Enter") {
      if (this.tool === "move") {
        if (this.held) this.end();
        else this.held = { from: { ...this.at }, picture: this.picture };
      } else {
        this.stroke(this.at);
      }
    } else if (event.key === "Escape" && this.held) {
      this.picture = this.held.picture;
      this.held = null;
      this.paint();
      this.changed();
    } else {
      return;
    }
    event.preventDefault();
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
    const [rows, columns] = this.picture.shape;
    const pixels = new ImageData(columns, rows);
    const { data } = this.picture;
    for (let cell = 0, from = 0; cell < rows * columns; cell += 1) {
      for (let part = 0; part < 3; part += 1) pixels.data[cell * 4 + part] = data[from++];
      pixels.data[cell * 4 + 3] = 255;
    }
    this.canvas.getContext("2d").putImageData(pixels, 0, 0);
  }

  /** The picture is another one: ask for its scores, as soon as the last question has been answered. */
  changed() {
    this.wish = true;
    this.turn += 1;
    if (!this.waiting) this.send();
  }

  send() {
    this.wish = false;
    this.waiting = true;
    this.sent = this.turn;
    let text = "";
    for (let start = 0; start < this.picture.data.length; start += 8192) text += String.fromCharCode(...this.picture.data.subarray(start, start + 8192));
    this.onPicture({ turn: this.turn, pixels: btoa(text) });
  }

  paintScores() {
    const { labels, wanted } = this.told;
    const now = this.after ?? this.before;
    const order = now.map((_, index) => index).sort((one, other) => now[other] - now[one]);
    const shown = [...new Set([wanted, ...order.slice(0, 5)])].sort((one, other) => now[other] - now[one]);
    const percent = (share) => `${formatNumber(100 * share, 1, this.language)} %`;
    this.scores.replaceChildren(...shown.map((index) => {
      const change = 100 * (now[index] - this.before[index]);
      const fill = element("span", { class: "bar-fill", style: { width: `${100 * now[index]}%`, background: css(probabilityColour(0.35 + 0.65 * now[index])) } });
      return element(
        "li", { class: ["brush-score", index === wanted && "wanted"] },
        element("span", { class: "bar-label" }, labels[index] ?? String(index)),
        element("span", { class: "bar-track", "aria-hidden": "true" }, fill),
        element("span", { class: "cl-number" }, percent(now[index])),
        element("span", { class: "cl-number cl-muted" }, this.after ? say(this.words, change < 0 ? "brush.less" : "brush.more", { points: formatNumber(Math.abs(change), 1, this.language) }) : ""),
      );
    }));
  }

  destroy() {
    this.abort.abort();
    this.tools.destroy();
    this.size.destroy();
  }
}
