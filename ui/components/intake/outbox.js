/**
 * What goes to the server: one message at a time, each acknowledged before the next; none is lost, none taken twice. One
 * that is not acknowledged in time is sent again (the server takes each number once).
 *
 * @typedef {{name: string, url: string, large?: boolean}} Picture `url` is a data URL
 * @typedef {{kind: string, class?: number, pictures?: Picture[], more?: boolean, [part: string]: any}} Message
 * @typedef {Message & {number: number}} Numbered
 */

/**
 * Pictures, and letters of theirs, that a message of the queue and of the outbox holds at most; one picture alone may have
 * more letters. `again`: milliseconds after which a message is sent again.
 */
const QUEUED = { pictures: 12, letters: 700_000, again: 6000 };
const POSTED = { pictures: 16, letters: 900_000, again: 8000 };

/**
 * Messages in turns.
 *
 * @param {(message: Numbered) => void} send
 * @param {number} acknowledged the number that the server has taken last
 * @param {number} again milliseconds after which a message is sent again
 * @param {() => Message | null | undefined} next gives the next message when it can go, or nothing
 */
function createTurns(send, acknowledged, again, next) {
  let last = acknowledged;
  /** @type {Numbered | null} */
  let underWay = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  function transmit() {
    clearTimeout(timer);
    if (!underWay) return;
    send(underWay);
    timer = setTimeout(transmit, again);
  }

  /** Send the next message, unless one is under way. */
  function go() {
    const message = underWay ? null : next();
    if (!message) return;
    last += 1;
    underWay = { ...message, number: last };
    transmit();
  }

  return {
    go,
    /** @param {number} number up to which the server has taken all messages */
    acknowledge(number) {
      if (underWay && underWay.number <= number) {
        clearTimeout(timer);
        underWay = null;
      }
      last = Math.max(last, number);
      go();
    },
    /** Pictures of the message that is under way. */
    pictures: () => underWay?.pictures?.length ?? 0,
    stop: () => clearTimeout(timer),
  };
}

/**
 * Messages that keep their order; a picture joins others of its class that wait at the end.
 *
 * @param {(message: Numbered) => void} send
 * @param {number} acknowledged the number that the server has taken last
 */
export function createQueue(send, acknowledged) {
  /** @type {Message[]} */
  const waiting = [];
  const turns = createTurns(send, acknowledged, QUEUED.again, () => waiting.shift());
  return {
    /** @param {Message} message */
    push(message) {
      const open = waiting.at(-1);
      if (open && joins(open, message)) open.pictures = [...(open.pictures ?? []), ...(message.pictures ?? [])];
      else waiting.push(message);
      turns.go();
    },
    acknowledge: turns.acknowledge,
    /** Pictures that have not arrived yet. */
    pictures: () => waiting.reduce((sum, { pictures = [] }) => sum + pictures.length, turns.pictures()),
    stop: turns.stop,
  };
}

/** @param {Message} open @param {Message} message */
function joins(open, message) {
  if (open.kind !== "add" || message.kind !== "add" || open.class !== message.class) return false;
  const all = [...(open.pictures ?? []), ...(message.pictures ?? [])];
  return all.length <= QUEUED.pictures && all.reduce((sum, { url }) => sum + url.length, 0) <= QUEUED.letters;
}

/**
 * Pictures that wait and join the next message; whatever else is done goes before them. When there is nothing to send and
 * answers are still missing, the outbox asks for them: so the server is never asked twice at a time, however long an answer
 * takes.
 *
 * @param {(message: Numbered) => void} send
 * @param {number} acknowledged the number that the server has taken last
 */
export function createOutbox(send, acknowledged) {
  /** @type {Message[]} */
  const acts = [];
  /** @type {Picture[]} */
  const pictures = [];
  let more = false;
  let lacking = false;
  let toldMore = false;
  const turns = createTurns(send, acknowledged, POSTED.again, next);

  function next() {
    const message = acts.shift() ?? addition() ?? (lacking || (toldMore && !more) ? { kind: "look", more } : null);
    if (message?.more !== undefined) toldMore = message.more;
    return message;
  }

  /** @returns {Message | null} */
  function addition() {
    if (!pictures.length) return null;
    let letters = pictures[0].url.length;
    let count = 1;
    for (; count < Math.min(pictures.length, POSTED.pictures); count += 1) {
      letters += pictures[count].url.length;
      if (letters > POSTED.letters) break;
    }
    return { kind: "add", pictures: pictures.splice(0, count), more: more || pictures.length > 0 };
  }

  return {
    /** @param {Message} message something to do, before the pictures that wait */
    act(message) {
      acts.push(message);
      turns.go();
    },
    /** @param {Picture} picture */
    add(picture) {
      pictures.push(picture);
      turns.go();
    },
    /** @param {boolean} coming true while further pictures will come */
    expect(coming) {
      more = coming;
      turns.go();
    },
    /** @param {number} number of the message that the server has taken @param {boolean} missing true if it owes answers */
    acknowledge(number, missing) {
      lacking = missing;
      turns.acknowledge(number);
    },
    /** Pictures that have not arrived yet. */
    waiting: () => pictures.length + turns.pictures(),
    /** Let go of pictures that were not sent, and count them. */
    drop: () => pictures.splice(0).length,
    stop: turns.stop,
  };
}
