/**
 * Frames of a camera, one at a time: the next is taken when the answer to the last has come, so that there is never a
 * queue, and each answer is about the newest frame that there was.
 */

/** Milliseconds after which a frame without an answer is given up, and the newest one is sent. */
const GIVEN_UP = 15_000;
/** Answers over which the rate is told. */
const RECENT = 12;

/**
 * @param {{take(): string|null, send(frame: {number: number, url: string}): void, now?: () => number,
 *   later?: (act: () => void, milliseconds: number) => number, never?: (timer: number) => void}} options `take` gives the newest
 *   frame as a data URL, or null while there is none; `later` and `never` are `setTimeout` and `clearTimeout`
 * @param {number} answered the number of the frame that was answered last
 */
export function createFrames(
  { take, send, now = () => performance.now(), later = setTimeout, never = clearTimeout },
  answered,
) {
  let running = false;
  let number = answered;
  let sentAt = 0;
  let timer = 0;
  /** @type {number[]} */
  let times = [];
  /** @type {number[]} */
  let waits = [];

  function next() {
    never(timer);
    if (!running) return;
    const url = take();
    if (url === null) {
      timer = later(next, 50);
      return;
    }
    number += 1;
    sentAt = now();
    send({ number, url });
    timer = later(next, GIVEN_UP);
  }

  return {
    start() {
      if (running) return;
      running = true;
      times = [];
      waits = [];
      next();
    },
    stop() {
      running = false;
      never(timer);
    },
    /** @param {number} told the number of the frame @returns {boolean} whether this is the answer that was waited for */
    answer(told) {
      if (!running || told !== number) return false;
      times = [...times, now()].slice(-RECENT);
      waits = [...waits, now() - sentAt].slice(-RECENT);
      next();
      return true;
    },
    running: () => running,
    /** Answers a second, and milliseconds from a frame to its answer (the median); null before there are two. */
    rate() {
      if (times.length < 2) return null;
      const sorted = [...waits].sort((one, other) => one - other);
      return {
        perSecond: ((times.length - 1) * 1000) / (times[times.length - 1] - times[0]),
        wait: sorted[Math.floor(sorted.length / 2)],
      };
    },
  };
}
