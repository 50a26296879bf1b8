/** One class: its name, its pictures, and the ways to add to them. */

import { dropOn } from "../shared/drop.js";
import { element, listen } from "../shared/element.js";
import { say } from "../shared/words.js";
import { createCamera } from "../intake/camera.js";
import { shrink, shrinkAll } from "../intake/small_pictures.js";
import { createThumbnails } from "./thumbnails.js";

/**
 * @typedef {{id: number, name: string, count: number, pictures: {name: string, url: string}[], problem: string}} ClassOfPictures
 *
 * @typedef {import("../intake/outbox.js").Message} Message
 * @typedef {import("../shared/words.js").Words} Words
 * @typedef {ReturnType<typeof build>} Parts
 * @typedef {{id: number, root: HTMLElement, take: (files: Iterable<File>) => void, openCamera: () => void,
 *   closeCamera: () => void, update: (next: ClassOfPictures) => void, destroy: () => void}} Card
 *
 * @param {ClassOfPictures} first
 * @param {{words: Object<string, string>, nameLimit: number}} options
 * @param {{onSend(message: Message): void, onCamera(card: Card): void, onMore(id: number): void}} callbacks
 * @returns {Card}
 */
export function createCard(first, { words, nameLimit }, { onSend, onCamera, onMore }) {
  const abort = new AbortController();
  const { signal } = abort;
  const parts = build(words, nameLimit);
  const thumbnails = createThumbnails(words, {
    onRemove: (picture) => onSend({ kind: "remove_picture", class: id, picture }),
  }, signal);
  parts.more.before(thumbnails.root);
  const { id } = first;
  let given = first;

  const add = (/** @type {string} */ name, /** @type {string} */ url) =>
    onSend({ kind: "add", class: id, pictures: [{ name, url }] });
  const camera = createShooting(parts, thumbnails.root, words, add);
  const problems = createProblems(parts.problems, words);
  const take = (/** @type {Iterable<File>} */ files) => {
    problems.clear();
    shrinkAll(files, { onPicture: add, onRefused: problems.refuse }, signal).then(problems.draw);
  };

  listenTo(parts, {
    given: () => given,
    take,
    onSend,
    onCamera: () => (camera.isOpen() ? camera.close() : onCamera(card)),
    onMore,
  }, signal);

  /** @type {Card} */
  const card = {
    id,
    root: parts.root,
    take,
    openCamera: camera.open,
    closeCamera: camera.close,
    update(next) {
      if (next.name !== given.name || next.problem || !parts.name.value) parts.name.value = next.name;
      given = next;
      tellCounts(parts, next, words);
      thumbnails.draw(next.pictures, next.name);
      problems.of(next.problem);
    },
    destroy() {
      abort.abort();
      camera.close();
      parts.root.remove();
    },
  };
  parts.name.value = first.name;
  card.update(first);
  return card;
}

/**
 * The camera of a card, which stands above its pictures while it is open.
 *
 * @param {Parts} parts @param {HTMLElement} below
 * @param {Words} words @param {(name: string, url: string) => void} add
 */
function createShooting(parts, below, words, add) {
  let shots = 0;
  /** @type {ReturnType<typeof createCamera> | null} */
  let camera = null;
  function close() {
    camera?.destroy();
    camera = null;
    parts.camera.setAttribute("aria-expanded", "false");
  }
  return {
    isOpen: () => camera !== null,
    close,
    open() {
      camera = createCamera(words, {
        onFrame: async (video) => add(`camera-${Date.now()}-${(shots += 1)}.jpg`, await shrink(video)),
        onClose: () => {
          close();
          parts.camera.focus();
        },
      });
      parts.camera.setAttribute("aria-expanded", "true");
      below.before(camera.root);
    },
  };
}

/**
 * The line of what the server says is wrong, and one for each file that was refused.
 *
 * @param {HTMLElement} root @param {Words} words
 */
function createProblems(root, words) {
  let problem = "";
  /** @type {string[]} */
  let refused = [];
  const draw = () => {
    const lines = [...(problem ? [problem] : []), ...refused];
    root.replaceChildren(...lines.map((line) => element("li", {}, line)));
    root.hidden = !lines.length;
  };
  return {
    draw,
    clear: () => (refused = []),
    /** @param {string} said by the server */
    of(said) {
      problem = said;
      draw();
    },
    /** @param {string} name @param {string} reason a word of the catalogue */
    refuse(name, reason) {
      refused.push(say(words, reason, { name }));
      draw();
    },
  };
}

/** What is said of the class in numbers. @param {Parts} parts @param {ClassOfPictures} given @param {Words} words */
function tellCounts(parts, { name, count, pictures }, words) {
  parts.root.setAttribute("aria-label", say(words, "class", { name }));
  parts.count.textContent = say(words, "count", { count });
  parts.remove.setAttribute("aria-label", say(words, "remove_class", { name }));
  const hidden = count - pictures.length;
  parts.more.hidden = hidden <= 0;
  parts.more.textContent = say(words, "more", { count: hidden });
}

/**
 * @param {Parts} parts
 * @param {{given: () => ClassOfPictures, take: Card["take"], onSend: (message: Message) => void, onCamera: () => void,
 *   onMore: (id: number) => void}} callbacks
 * @param {AbortSignal} signal
 */
function listenTo(parts, { given, take, onSend, onCamera, onMore }, signal) {
  listen(parts.name, "change", () => {
    const name = parts.name.value.trim();
    if (name && name !== given().name) onSend({ kind: "rename", class: given().id, name });
    else parts.name.value = given().name;
  }, signal);
  listen(parts.name, "keydown", (event) => {
    if (event.key === "Enter") parts.name.blur();
    if (event.key === "Escape") parts.name.value = given().name;
  }, signal);
  listen(parts.remove, "click", () => onSend({ kind: "remove_class", class: given().id }), signal);
  listen(parts.file, "change", () => {
    take(parts.file.files ?? []);
    parts.file.value = "";
  }, signal);
  listen(parts.choose, "click", () => parts.file.click(), signal);
  listen(parts.camera, "click", () => onCamera(), signal);
  listen(parts.more, "click", () => onMore(given().id), signal);
  dropOn(parts.root, "collect-over", ({ files }) => files.length && take(files), signal);
}

/** @param {Words} words @param {number} nameLimit */
function build(words, nameLimit) {
  const name = element("input", {
    class: "collect-name",
    type: "text",
    maxlength: nameLimit,
    "aria-label": words.name,
    autocomplete: "off",
    spellcheck: "false",
  });
  const count = element("span", { class: "collect-count cl-muted" });
  const remove = element("button", { type: "button", class: "cl-button cl-button-small collect-remove" }, "×");
  const camera = element(
    "button",
    { type: "button", class: "cl-button cl-button-small", "aria-expanded": "false" },
    words.camera,
  );
  const choose = element("button", { type: "button", class: "cl-button cl-button-small" }, words.choose);
  const file = element("input", {
    type: "file",
    accept: "image/*",
    multiple: true,
    hidden: true,
    tabindex: -1,
    "aria-label": words.choose,
  });
  const problems = element("ul", { class: "collect-problems", hidden: true });
  const more = element("button", { type: "button", class: "cl-button cl-button-small", hidden: true });
  const root = element(
    "section",
    { class: "collect-card" },
    element("div", { class: "collect-head" }, name, count, remove),
    element(
      "div",
      { class: "cl-buttons" },
      camera,
      choose,
      file,
      element("span", { class: "collect-hint cl-muted" }, words.drop),
    ),
    element("div", { role: "status" }, problems),
    more,
  );
  return { root, name, count, remove, camera, choose, file, problems, more };
}
