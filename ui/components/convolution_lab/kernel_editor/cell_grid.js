/**
 * One kernel as a grid of numbers in colour, each a spinbutton: typed, stepped by key, or dragged: press a cell and
 * move up or down to change its number; press and let go to select it. One tab stop a grid.
 *
 * @typedef {object} GridOptions
 * @property {number} rows
 * @property {number} columns
 * @property {string} label name of the grid
 * @property {(row: number, column: number) => string} cellLabel
 * @property {Controls} controls
 * @typedef {object} Controls what the grid asks the editor to do
 * @property {() => void} begin a drag begins
 * @property {(cell: number, value: number) => void} drag
 * @property {(cell: number, change: number) => void} step
 * @property {(cell: number, text: string) => void} type
 * @property {() => void} end
 * @property {() => boolean} cancel whether there was a change to take back
 * @property {(cell: number) => void} select
 */
import { cellAction, cellText, editText, LIMIT, moved } from "./numbers.js";
import { css, textColour, weightColour } from "../../shared/colours.js";
import { element, listen } from "../../shared/element.js";

export class CellGrid {
  /** @param {GridOptions} options @param {AbortSignal} signal */
  constructor({ rows, columns, label, cellLabel, controls }, signal) {
    this.rows = rows;
    this.columns = columns;
    this.controls = controls;
    this.current = 0;
    this.typing = false;
    /** @type {ArrayLike<number>} */
    this.values = [];
    this.limit = 1;
    this.writing = { decimals: 0, room: 4 };
    this.inputs = Array.from(
      { length: rows * columns },
      (_, cell) => cellInput(cellLabel(Math.floor(cell / columns), cell % columns), cell === 0),
    );
    this.node = element("div", {
      class: "kernel-grid",
      role: "grid",
      "aria-label": label,
      style: { "--columns": columns },
    }, rowsOf(this.inputs, columns));
    this.drag = dragCells(this.node, signal, this.dragHandlers());
    for (const type of ["keydown", "input", "focusin", "focusout", "dblclick"]) {
      listen(this.node, type, (event) => this[type](event), signal);
    }
  }

  /**
   * Show numbers.
   * @param {ArrayLike<number>} values @param {number} limit of the colours
   * @param {{decimals: number, room: number}} writing room is the characters that a cell holds
   */
  paint(values, limit, writing) {
    this.values = values;
    this.limit = limit;
    this.writing = writing;
    this.inputs.forEach((input, cell) => {
      const colour = weightColour(values[cell], limit);
      input.style.backgroundColor = css(colour);
      input.style.color = textColour(colour);
      input.setAttribute("aria-valuenow", editText(values[cell]).replace("−", "-"));
      input.setAttribute("aria-valuetext", editText(values[cell]));
      if (!(this.typing && cell === this.current)) {
        this.write(input, cellText(values[cell], writing.decimals, writing.room));
      }
    });
  }

  /** Outline the cell that changes together with a selected one, or none. @param {number|null} peer */
  markPeer(peer) {
    this.inputs.forEach((input, cell) => input.classList.toggle("peer", cell === peer));
  }

  /** Replace a text; a selected cell stays selected, so that the next key typed replaces it. */
  write(input, text) {
    if (input.value === text) return;
    input.value = text;
    if (input.matches(":focus")) input.select();
  }

  focus(cell) {
    this.inputs[cell].focus();
    if (!this.typing) this.inputs[cell].select();
  }

  dragHandlers() {
    return {
      cellOf: (target) => {
        const cell = this.inputs.indexOf(target);
        return cell < 0 || (this.typing && cell === this.current) ? null : cell;
      },
      start: (cell) => {
        this.stopTyping(true);
        this.rove(cell);
        this.controls.begin();
        this.controls.select(cell);
        return this.values[cell];
      },
      move: (cell, value) => this.controls.drag(cell, value),
      end: () => this.controls.end(),
      cancel: () => this.controls.cancel(),
      select: (cell) => this.focus(cell),
    };
  }

  keydown(event) {
    if (event.isComposing) return;
    const action = cellAction(event, this.current, this.rows, this.columns, this.typing);
    if (action.kind === "none") return;
    /** @type {(action: any) => boolean | void} */
    const act = this[action.kind];
    if (act.call(this, action) === false) return;
    event.preventDefault();
    // The page's own keys (steps of a lecture, closing a view) rest while a number has the focus.
    event.stopPropagation();
  }

  move({ cell }) {
    this.stopTyping(true);
    this.focus(cell);
  }

  step({ change }) {
    this.stopTyping(true);
    this.controls.step(this.current, change);
  }

  commit() {
    this.stopTyping(true);
    this.inputs[this.current].select();
  }

  edit() {
    const input = this.inputs[this.current];
    this.startTyping();
    input.value = editText(this.values[this.current]);
    input.setSelectionRange(input.value.length, input.value.length);
  }

  /** @returns {boolean} whether there was anything to put back; if not, the key is the page's */
  restore() {
    const restored = this.drag.cancel() || this.stopTyping(false) || this.controls.cancel();
    this.inputs[this.current].select();
    return restored;
  }

  input() {
    this.startTyping();
  }

  dblclick(event) {
    if (this.inputs[this.current] === event.target && !this.typing) this.edit();
  }

  focusin(event) {
    const cell = this.inputs.indexOf(event.target);
    this.rove(cell);
    event.target.select();
    this.controls.select(cell);
  }

  focusout() {
    this.stopTyping(true);
  }

  startTyping() {
    this.typing = true;
    this.inputs[this.current].classList.add("typing");
  }

  /** Leave the text: hand it in, or put the number back. */
  stopTyping(handIn) {
    if (!this.typing) return false;
    const input = this.inputs[this.current];
    const text = input.value;
    this.typing = false;
    input.classList.remove("typing");
    if (handIn) this.controls.type(this.current, text);
    this.paint(this.values, this.limit, this.writing);
    return true;
  }

  rove(cell) {
    this.inputs[this.current].tabIndex = -1;
    this.inputs[cell].tabIndex = 0;
    this.current = cell;
  }
}

/** @returns {HTMLInputElement} */
function cellInput(label, reachable) {
  return element("input", {
    class: "kernel-cell",
    type: "text",
    autocomplete: "off",
    spellcheck: "false",
    enterkeyhint: "done",
    role: "spinbutton",
    "aria-label": label,
    "aria-valuemin": -LIMIT,
    "aria-valuemax": LIMIT,
    tabindex: reachable ? 0 : -1,
  });
}

function rowsOf(inputs, columns) {
  return Array.from(
    { length: inputs.length / columns },
    (_, row) =>
      element(
        "div",
        { class: "kernel-row", role: "row" },
        inputs.slice(row * columns, (row + 1) * columns).map((input) => element("div", { role: "gridcell" }, input)),
      ),
  );
}

const CHANGE_PER_PIXEL = { coarse: 0.02, fine: 0.002 };
const DECIMALS = { coarse: 2, fine: 3 };
/** A press that strays less than this is a click. */
const SLACK_PIXELS = 3;

/**
 * @param {HTMLElement} node the grid
 * @param {AbortSignal} signal
 * @param {object} handlers
 * @param {(target: EventTarget) => number|null} handlers.cellOf the cell that a press may drag, or null
 * @param {(cell: number) => number} handlers.start the drag begins: the number it starts from
 * @param {(cell: number, value: number) => void} handlers.move
 * @param {() => void} handlers.end
 * @param {() => void} handlers.cancel
 * @param {(cell: number) => void} handlers.select
 * @returns {{cancel: () => boolean}} `cancel` ends a drag under way and says whether there was one
 */
export function dragCells(node, signal, handlers) {
  /**
   * @type {{cell: number, target: Element, pointer: number, startY: number, y: number, dragging: boolean, value?:
   *   number}}
   */
  let press = null;

  const finish = (how) => {
    const dragged = press?.dragging;
    press?.target.classList.remove("dragging");
    press = null;
    if (dragged) handlers[how]();
    return Boolean(dragged);
  };

  listen(node, "pointerdown", (event) => {
    const cell = handlers.cellOf(event.target);
    if (cell === null || event.button !== 0 || !event.isPrimary) return;
    event.preventDefault(); // no text selection, and no screen keyboard before it is known to be a tap
    const target = /** @type {Element} */ (event.target);
    target.setPointerCapture(event.pointerId);
    press = { cell, target, pointer: event.pointerId, startY: event.clientY, y: event.clientY, dragging: false };
    if (event.pointerType !== "touch") handlers.select(cell);
  }, signal);

  listen(node, "pointermove", (event) => {
    if (!press || event.pointerId !== press.pointer) return;
    if (!press.dragging && Math.abs(event.clientY - press.startY) < SLACK_PIXELS) return;
    if (!press.dragging) {
      press.dragging = true;
      press.value = handlers.start(press.cell);
      press.target.classList.add("dragging");
    }
    const pace = event.shiftKey ? "fine" : "coarse";
    press.value = moved(press.value, (press.y - event.clientY) * CHANGE_PER_PIXEL[pace], 6);
    press.y = event.clientY;
    handlers.move(press.cell, moved(press.value, 0, DECIMALS[pace]));
  }, signal);

  listen(node, "pointerup", (event) => {
    if (!press || event.pointerId !== press.pointer) return;
    const { cell, dragging } = press;
    finish("end");
    if (!dragging) handlers.select(cell);
  }, signal);

  listen(node, "pointercancel", () => finish("cancel"), signal);
  return { cancel: () => finish("cancel") };
}
