/**
 * What goes to the server: one message at a time, each acknowledged before the next; none is lost, none taken twice.
 *
 * Pictures wait here and join the next message. When there is nothing to send and answers are still missing, the outbox
 * asks for them: so the server is never asked twice at a time, however long an answer takes.
 */

/** Pictures, and letters of theirs, that one message holds at most; one picture alone may have more letters. */
export const MOST_PICTURES = 16;
export const MOST_LETTERS = 900_000;
/** Milliseconds after which a message is sent again. */
const AGAIN = 8000;

/**
 * @param {(message: object) => void} send
 * @param {number} acknowledged the number that the server has taken last
 */
export function createOutbox(send, acknowledged) {
  const acts = [];
  const pictures = [];
  let last = acknowledged;
  let underWay = null;
  let timer = null;
  let more = false;
  let lacking = false;
  let toldMore = false;

  function next() {
    if (underWay) return;
    const message = acts.shift() ?? addition() ?? (lacking || (toldMore && !more) ? { kind: "look", more } : null);
    if (!message) return;
    if ("more" in message) toldMore = message.more;
    last += 1;
    underWay = { ...message, number: last };
    transmit();
  }

  function transmit() {
    clearTimeout(timer);
    send(underWay);
    timer = setTimeout(transmit, AGAIN);
  }

  function addition() {
    if (!pictures.length) return null;
    const taken = [];
    for (let letters = 0; pictures.length && taken.length < MOST_PICTURES;) {
      letters += pictures[0].url.length;
      if (taken.length && letters > MOST_LETTERS) break;
      taken.push(pictures.shift());
    }
    return { kind: "add", pictures: taken, more: more || pictures.length > 0 };
  }

  return {
    /** Do something with the gallery, before the pictures that wait. */
    act(message) {
      acts.push(message);
      next();
    },
    add(picture) {
      pictures.push(picture);
      next();
    },
    /** Whether further pictures will come. */
    expect(coming) {
      more = coming;
      next();
    },
    /** The server has taken a message; `missing`: whether it owes answers. */
    acknowledge(number, missing) {
      lacking = missing;
      if (underWay && underWay.number <= number) {
        clearTimeout(timer);
        underWay = null;
      }
      last = Math.max(last, number);
      next();
    },
    /** Pictures that have not arrived yet. */
    waiting: () => pictures.length + (underWay?.pictures?.length ?? 0),
    /** Let go of pictures that were not sent. */
    drop: () => pictures.splice(0).length,
    stop: () => clearTimeout(timer),
  };
}
