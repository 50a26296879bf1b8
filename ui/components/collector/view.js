/**
 * Pictures for classes that the visitor names: from the camera, from files, by drop or paste. The classes and their
 * pictures are the server's; what is done here goes there as messages, one after the other, and none is lost.
 *
 * @typedef {import("./card.js").ClassOfPictures} ClassOfPictures
 * @typedef {import("./card.js").Card} Card
 * @typedef {import("../intake/outbox.js").Message} Message
 * @typedef {import("../shared/words.js").Words} Words
 * @typedef {{acknowledged: number, classes: ClassOfPictures[], problem: string, mostClasses: number, nameLimit: number,
 *   words: Object<string, string>}} Collection
 */

import { element, focusedIn, listen } from "../shared/element.js";
import { mounting } from "../shared/mounting.js";
import { say } from "../shared/words.js";
import { createCard } from "./card.js";
import { createQueue } from "../intake/outbox.js";

/** @param {HTMLElement} parentElement @param {Collection} collection */
function create(parentElement, { words, acknowledged, nameLimit }) {
  const abort = new AbortController();
  const { signal } = abort;
  /** @type {(message: import("../intake/outbox.js").Numbered) => void} */
  let send = () => {};
  const queue = createQueue((message) => send(message), acknowledged);
  /** @type {Map<number, Card>} */
  const cards = new Map();
  const { root, list, addClass, status, problem } = createParts(words);
  /** @type {Card | null} */
  let last = null;
  let wantsFocus = false;

  const tell = () => tellSending(status, queue.pictures(), words);
  const push = (/** @type {Message} */ message) => {
    queue.push(message);
    tell();
  };
  const openCamera = (/** @type {Card} */ card) => {
    for (const other of cards.values()) other.closeCamera();
    card.openCamera();
  };
  const focusedCard = () => [...cards.values()].find((card) => card.root.contains(focusedIn(root)));

  listen(addClass, "click", () => {
    wantsFocus = true;
    push({ kind: "add_class" });
  }, signal);
  listen(root, "focusin", () => (last = focusedCard() ?? last), signal);
  listen(document, "paste", (event) => root.isConnected && paste(event, last ? cards.get(last.id) : undefined), signal);
  parentElement.append(root);

  return {
    words,
    /** @param {Collection} data @param {typeof send} sendMessage */
    update(data, sendMessage) {
      send = sendMessage;
      queue.acknowledge(data.acknowledged);
      drawCards(list, cards, data.classes, (given) =>
        createCard(given, { words, nameLimit }, {
          onSend: push,
          onCamera: openCamera,
          onMore: (id) => push({ kind: "more", class: id }),
        }));
      addClass.disabled = data.classes.length >= data.mostClasses;
      problem.textContent = data.problem;
      tell();
      if (wantsFocus && data.classes.length) {
        wantsFocus = false;
        cards.get(data.classes[data.classes.length - 1].id)?.root.querySelector("input")?.select();
      }
    },
    destroy() {
      abort.abort();
      queue.stop();
      for (const card of cards.values()) card.destroy();
      root.remove();
    },
  };
}

/** How many pictures are still on their way. @param {HTMLElement} status @param {number} count @param {Words} words */
function tellSending(status, count, words) {
  status.textContent = count ? say(words, "sending", { count }) : "";
}

/** Take pasted files into a card. @param {ClipboardEvent} event @param {Card} [card] */
function paste(event, card) {
  const files = [...(event.clipboardData?.files ?? [])];
  if (!card || !files.length) return;
  event.preventDefault();
  card.take(files);
}

/** @param {Words} words */
function createParts(words) {
  const list = element("div", { class: "collect-cards" });
  const addClass = element("button", { type: "button", class: "cl-button" }, words.add_class);
  const status = element("p", { class: "collect-sending cl-muted", role: "status" });
  const problem = element("p", { class: "collect-problem", role: "status" });
  const root = element(
    "div",
    { class: "cl-view collect" },
    list,
    element("div", { class: "cl-buttons" }, addClass, status),
    problem,
  );
  return { root, list, addClass, status, problem };
}

/**
 * Make, change and remove cards, so that there is one for each class.
 *
 * @param {HTMLElement} list
 * @param {Map<number, Card>} cards
 * @param {ClassOfPictures[]} classes
 * @param {(given: ClassOfPictures) => Card} make
 */
function drawCards(list, cards, classes, make) {
  const kept = new Set(classes.map(({ id }) => id));
  for (const [id, card] of cards) {
    if (kept.has(id)) continue;
    card.destroy();
    cards.delete(id);
  }
  for (const given of classes) {
    const card = cards.get(given.id) ?? make(given);
    if (cards.has(given.id)) card.update(given);
    else cards.set(given.id, card);
    // New ones are added behind the others: moving a card would take its focus and stop its camera.
    if (!card.root.isConnected) list.append(card.root);
  }
}

export default mounting({
  make: (parent, { header }) => create(parent, header),
  update: (view, { header }, { setTriggerValue }) => view.update(header, (message) => setTriggerValue("send", message)),
  identity: ({ words }) => words.add_class,
  lingers: true,
});
