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
 * @param {ClassOfPictures} first
 * @param {{words: Object<string, string>, nameLimit: number}} options
 * @param {{onSend(message: object): void, onCamera(card: object): void, onMore(id: number): void}} callbacks
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
  let shots = 0;
  let camera = null;
  let refused = [];

  const add = (name, url) => onSend({ kind: "add", class: id, pictures: [{ name, url }] });
  const take = (files) => {
    refused = [];
    shrinkAll(files, { onPicture: add, onRefused: refuse }, signal).then(tellProblems);
  };
  const refuse = (name, reason) => {
    refused.push(say(words, reason, { name }));
    tellProblems();
  };
  const tellProblems = () => {
    const lines = [...(given.problem ? [given.problem] : []), ...refused];
    parts.problems.replaceChildren(...lines.map((line) => element("li", {}, line)));
    parts.problems.hidden = !lines.length;
  };

  listen(parts.name, "change", () => {
    const name = parts.name.value.trim();
    if (name && name !== given.name) onSend({ kind: "rename", class: id, name });
    else parts.name.value = given.name;
  }, signal);
  listen(parts.name, "keydown", (event) => {
    if (event.key === "Enter") parts.name.blur();
    if (event.key === "Escape") parts.name.value = given.name;
  }, signal);
  listen(parts.remove, "click", () => onSend({ kind: "remove_class", class: id }), signal);
  listen(parts.file, "change", () => {
    take(parts.file.files);
    parts.file.value = "";
  }, signal);
  listen(parts.choose, "click", () => parts.file.click(), signal);
  listen(parts.camera, "click", () => (camera ? card.closeCamera() : onCamera(card)), signal);
  listen(parts.more, "click", () => onMore(id), signal);
  dropOn(parts.root, "collect-over", ({ files }) => files.length && take(files), signal);

  const card = {
    id,
    root: parts.root,
    take,
    openCamera() {
      camera = createCamera(words, {
        onFrame: async (video) => add(`camera-${Date.now()}-${(shots += 1)}.jpg`, await shrink(video)),
        onClose: () => {
          card.closeCamera();
          parts.camera.focus();
        },
      });
      parts.camera.setAttribute("aria-expanded", "true");
      parts.root.insertBefore(camera.root, thumbnails.root);
    },
    closeCamera() {
      camera?.destroy();
      camera = null;
      parts.camera.setAttribute("aria-expanded", "false");
    },
    update(next) {
      if (next.name !== given.name || next.problem || !parts.name.value) parts.name.value = next.name;
      given = next;
      parts.root.setAttribute("aria-label", say(words, "class", { name: next.name }));
      parts.count.textContent = say(words, "count", { count: next.count });
      parts.remove.setAttribute("aria-label", say(words, "remove_class", { name: next.name }));
      const hidden = next.count - next.pictures.length;
      parts.more.hidden = hidden <= 0;
      parts.more.textContent = say(words, "more", { count: hidden });
      thumbnails.draw(next.pictures, next.name);
      tellProblems();
    },
    destroy() {
      abort.abort();
      camera?.destroy();
      parts.root.remove();
    },
  };
  parts.name.value = first.name;
  card.update(first);
  return card;
}

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
