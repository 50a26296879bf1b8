/**
 * The drawing pad as a Streamlit component. The drawing lives here; a PNG of it is sent when a stroke ends.
 */
/**
 * What the pad is sent; `PadData` of `ui/components/drawing_pad` writes it.
 *
 * @typedef {object} PadData
 * @property {number} size of the paper, pixels
 * @property {string | null} start what is on the paper at first, a data URL
 * @property {number} limit letters of a data URL that is sent
 * @property {"free" | "digit"} kind
 * @property {Record<string, string>} words
 */
/**
 * @typedef {import("./pointer.js").Point} Point
 * @typedef {import("./paper.js").Paper} Paper
 * @typedef {import("./tools.js").Tools} Tools
 * @typedef {import("./tools.js").Word} Word
 * @typedef {ReturnType<typeof build>} Parts
 */

import { element } from "../shared/element.js";
import { say } from "../shared/words.js";
import { pasteByButton, pasteByKeys } from "./clipboard.js";
import { drawByKeys } from "./keys.js";
import { createPaper } from "./paper.js";
import { drawByPointer } from "./pointer.js";
import { createTools, KINDS } from "./tools.js";

/**
 * @typedef {{send: (url: string) => void, url: () => string, words: import("../shared/words.js").Words, destroy: () => void}} Shown
 * @type {WeakMap<Node, Shown>}
 */
const pads = new WeakMap();

/** @param {{data: PadData, parentElement: HTMLElement, setTriggerValue: (name: string, value: string) => void}} component */
export default function drawingPad({ data, parentElement, setTriggerValue }) {
  let pad = pads.get(parentElement);
  if (!pad || pad.words.pad !== data.words.pad) {
    const drawn = pad?.url();
    pad?.destroy();
    pad = create(parentElement, { ...data, start: drawn ?? data.start });
    pads.set(parentElement, pad);
  }
  pad.send = (url) => url.length <= data.limit && setTriggerValue("draw", url);
  return () => setTimeout(() => parentElement.isConnected || remove(parentElement));
}

/**
 * Streamlit cleans up before each new run of this module too: only what has left the document is gone.
 *
 * @param {Node} parentElement
 */
function remove(parentElement) {
  pads.get(parentElement)?.destroy();
  pads.delete(parentElement);
}

/** @param {HTMLElement} parentElement @param {PadData} data @returns {Shown} */
function create(parentElement, { size, start, kind, words }) {
  const abort = new AbortController();
  const { signal } = abort;
  /** @type {Word} */
  const word = (key, values) => say(words, key, values);
  const parts = build(size, word);
  const paper = createPaper(parts.canvas, KINDS[kind].paper);
  /** @type {Shown} */
  const pad = { words, send: () => {}, url: paper.url, destroy: () => (abort.abort(), parts.root.remove()) };

  const changed = () => (tools.canUndo(paper.canUndo()), pad.send(paper.url()));
  const act = {
    undo: () => paper.undo() && changed(),
    clear: () => (paper.clear(), changed()),
    invert: () => (paper.invert(), changed()),
    picture: (/** @type {ImageBitmap} */ picture) => (paper.cover(picture), changed(), tell(word("pasted"))),
    problem: (/** @type {string} */ key) => tell(word(key)),
    paste: () => pasteByButton(act),
    moved: (/** @type {Point} */ point, /** @type {boolean} */ down) => showCursor(parts, point, size, down, word),
  };
  const tell = (/** @type {string} */ text) => (parts.status.textContent = text);
  const tools = createTools(KINDS[kind], word, act, signal);
  parts.root.append(tools.node, parts.help, parts.status);
  const pen = createPen(paper, tools, changed);
  drawByPointer(parts.canvas, pen, signal);
  drawByKeys(parts.canvas, pen, act, signal);
  if (KINDS[kind].actions.includes("paste")) pasteByKeys(parts.root, act, signal);
  tools.canUndo(false);
  if (start) lay(paper, start);
  parentElement.append(parts.root);
  return pad;
}

/** @param {number} size @param {Word} word */
function build(size, word) {
  const label = word("pad", { size });
  const canvas = element("canvas", {
    class: "pad-paper",
    width: size,
    height: size,
    tabindex: 0,
    role: "application",
    "aria-label": label,
    "aria-describedby": "pad-help",
  });
  const cursor = element("div", { class: "pad-cursor", "aria-hidden": "true" });
  const help = element("p", { class: "pad-help cl-muted", id: "pad-help" }, word("keys"));
  const status = element("p", { class: "pad-status", role: "status" });
  const root = element("div", { class: "cl-view pad" }, element("div", { class: "pad-sheet" }, canvas, cursor));
  return { root, canvas, cursor, help, status };
}

/**
 * A pen remembers where it was: a stroke is a chain of straight lines, and one step of undo.
 *
 * @param {Paper} paper
 * @param {Tools} tools
 * @param {() => void} changed
 * @returns {import("./pointer.js").Pen}
 */
function createPen(paper, tools, changed) {
  /** @type {Point} */
  let last = { x: 0, y: 0 };
  return {
    down(point) {
      paper.remember();
      last = point;
      paper.line(point, point, tools.colour(), tools.thickness());
    },
    move(point) {
      paper.line(last, point, tools.colour(), tools.thickness());
      last = point;
    },
    up: changed,
  };
}

/** @param {Parts} parts @param {Point} point @param {number} size @param {boolean} down @param {Word} word */
function showCursor({ cursor, status }, point, size, down, word) {
  cursor.style.left = `${(point.x / size) * 100}%`;
  cursor.style.top = `${(point.y / size) * 100}%`;
  cursor.dataset.down = String(down);
  const position = word("position", { row: Math.round(point.y), column: Math.round(point.x) });
  status.textContent = `${position} · ${word(down ? "down" : "up")}`;
}

/** @param {Paper} paper @param {string} url */
async function lay(paper, url) {
  const image = new Image();
  image.src = url;
  await image.decode();
  paper.start(image);
}
