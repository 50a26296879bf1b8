/**
 * What is sent to the server, one message at a time and none lost: the next goes when the last has been acknowledged,
 * and one that is not acknowledged in time is sent again (the server takes each number once).
 *
 * @typedef {{kind: string, number: number, class?: number, name?: string, picture?: string,
 *   pictures?: {name: string, url: string}[]}} Message
 */

/** Pictures, and letters, that one message holds at most. */
export const MOST_PICTURES = 12;
export const MOST_LETTERS = 700_000;
/** Milliseconds after which a message is sent again. */
const AGAIN = 6000;

/**
 * @param {(message: Message) => void} send
 * @param {number} acknowledged the number that the server has taken last
 */
export function createQueue(send, acknowledged) {
  /** @type {Message[]} */
  const waiting = [];
  let last = acknowledged;
  let underWay = false;
  let timer = null;

  function next() {
    clearTimeout(timer);
    underWay = waiting.length > 0;
    if (!underWay) return;
    send(waiting[0]);
    timer = setTimeout(next, AGAIN);
  }

  return {
    /** Send a message, after those that wait. A picture joins others of its class that wait. */
    push(message) {
      const open = underWay ? waiting.slice(1).at(-1) : waiting.at(-1);
      if (open && joins(open, message)) {
        open.pictures.push(...message.pictures);
        return;
      }
      last += 1;
      waiting.push({ ...message, number: last });
      if (!underWay) next();
    },
    /** The server has taken all messages up to this number. */
    acknowledge(number) {
      const before = waiting.length;
      while (waiting.length && waiting[0].number <= number) waiting.shift();
      last = Math.max(last, number);
      if (waiting.length < before) next();
    },
    /** How many pictures have not arrived yet. */
    pictures: () => waiting.reduce((sum, { pictures = [] }) => sum + pictures.length, 0),
    stop: () => clearTimeout(timer),
  };
}

function joins(open, message) {
  if (open.kind !== "add" || message.kind !== "add" || open.class !== message.class) return false;
  const all = [...open.pictures, ...message.pictures];
  return all.length <= MOST_PICTURES && all.reduce((sum, { url }) => sum + url.length, 0) <= MOST_LETTERS;
}
