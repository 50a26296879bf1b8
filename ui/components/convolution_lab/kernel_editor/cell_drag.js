/** Press a cell and move up or down to change its number; press and let go to select it. */

import { listen } from "../../shared/element.js";
import { moved } from "./typed_number.js";

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
    event.target.setPointerCapture(event.pointerId);
    press = {
      cell,
      target: event.target,
      pointer: event.pointerId,
      startY: event.clientY,
      y: event.clientY,
      dragging: false,
    };
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
