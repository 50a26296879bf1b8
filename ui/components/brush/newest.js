/** One question at a time, and after its answer the newest one: no queue, however fast the brush is. */

import { base64 } from "../shared/payload.js";

/** Milliseconds after which an answer is not waited for any more: a question that got lost must not silence the brush. */
const PATIENCE = 10_000;

/**
 * @typedef {{turn: number, pixels: string}} Question the pixels in base64
 * @typedef {(question: Question) => void} Send
 */
/**
 * @returns {{ask(pixels: Uint8Array): void, answered(turn: number|null, send: Send): void,
 *   atLeast(turn: number|null): void, next(): number, forget(): void}}
 */
export function newestOnly() {
  /** @type {[turn: number, sent: number, sentAt: number, waiting: boolean, wanted: Uint8Array | null]} */
  let [turn, sent, sentAt, waiting, wanted] = [0, -1, 0, false, null];
  /** @type {Send | null} */
  let send = null;

  function pass() {
    if (!wanted || !send || (waiting && performance.now() - sentAt < PATIENCE)) return;
    const pixels = wanted;
    [wanted, waiting, sent, sentAt] = [null, true, turn, performance.now()];
    send({ turn, pixels: base64(pixels) });
  }

  return {
    /** The scores of these pixels are wanted, and no others any more. */
    ask(pixels) {
      turn += 1;
      wanted = pixels;
      pass();
    },
    /** The server has told the scores of a turn, or none yet; `newSend` carries the next question. */
    answered(told, newSend) {
      send = newSend;
      if (told !== null && told >= sent) waiting = false;
      pass();
    },
    /** Turns are counted on from the server's last one, which a view that was drawn anew does not know of. */
    atLeast(told) {
      if (told !== null) turn = Math.max(turn, told);
    },
    /** The number of the next question. */
    next: () => turn + 1,
    /** Nothing is wanted any more. */
    forget() {
      wanted = null;
    },
  };
}
