/**
 * Many pictures: where they come in, how far their answers are, and a gallery of them. The answers are the server's; the
 * pictures that have not arrived there yet, the thumbnails and what is shown of all are here.
 */
/**
 * The header of the payload; `GalleryHeader` of `ui/components/gallery` writes it.
 *
 * @typedef {object} GalleryHeader
 * @property {Record<string, string>} words
 * @property {string} language
 * @property {number} acknowledged the number of the message that was taken last
 * @property {string[]} names of the pictures, in the order of their ids
 * @property {Record<number, string>} problems by id, of what could not be read
 * @property {Record<number, string>} labels by class
 * @property {Record<number, string>} thumbnails by id, data URLs; those that were asked for
 * @property {number} chosen the id of the picture that is open, or -1
 * @property {string} notice
 * @property {boolean} full no more pictures are taken
 * @property {boolean} missing answers are still to come
 */
/**
 * @typedef {import("../intake/outbox.js").Picture} Picture
 * @typedef {import("../intake/small_pictures.js").Travelling} Travelling
 * @typedef {import("./rows.js").Row} Row
 */
import { element, listen } from "../shared/element.js";
import { mounting } from "../shared/mounting.js";
import { say } from "../shared/words.js";
import { createIntake } from "../intake/intake.js";
import { createOutbox } from "../intake/outbox.js";
import { progressOf, rowsOf, shown } from "./rows.js";
import { createTiles } from "./tiles.js";
import { createToolbar } from "./toolbar.js";

/** Thumbnails that are asked for at a time. */
const AT_A_TIME = 60;

class GalleryView {
  /** @param {HTMLElement} parent @param {GalleryHeader} header */
  constructor(parent, { words, language, acknowledged }) {
    this.words = words;
    this.language = language;
    /** @type {(message: object) => void} */
    this.send = () => {};
    /** @type {Row[]} */
    this.rows = [];
    this.chosen = -1;
    this.missing = false;
    /** By id. @type {Map<number, string>} */
    this.thumbnails = new Map();
    /** Ids whose thumbnails were asked for. @type {Set<number>} */
    this.asked = new Set();
    /** Thumbnails of pictures that the server has not taken yet. @type {string[]} */
    this.coming = [];
    this.expected = 0;
    this.abort = new AbortController();
    const { signal } = this.abort;
    this.outbox = createOutbox((message) => this.send(message), acknowledged);
    this.intake = createIntake(words, {
      alone: () => this.rows.length === 0,
      one: (picture) => this.outbox.act({ kind: "one", picture: sent(picture) }),
      add: (picture) => this.add(picture),
      waiting: () => this.outbox.waiting(),
      begin: (count) => this.begin(count),
      end: () => this.end(),
    }, signal);
    this.toolbar = createToolbar(words, { onChoice: () => (this.tiles.first(), this.draw()) }, signal);
    this.tiles = createTiles(words, language, {
      onOpen: (id) => this.outbox.act({ kind: "open", id }),
      thumbnail: (id) => this.thumbnails.get(id) ?? "",
      onMissing: (ids) => this.fetch(ids),
    }, signal);
    this.broken = createBroken(words);
    this.bar = element("progress", { class: "gallery-bar", max: 1, value: 0, "aria-label": words.progress_label });
    this.told = element("span", { class: "gallery-told" });
    this.stop = element("button", { type: "button", class: "cl-button cl-button-small" }, words.stop);
    this.clear = element("button", { type: "button", class: "cl-button cl-button-small" }, words.clear);
    this.status = element("p", { class: "cl-visually-hidden", role: "status" });
    this.notice = element("p", { class: "gallery-notice", role: "status" });
    this.whole = this.wholeOf();
    this.root = element(
      "div",
      { class: "cl-view gallery-view" },
      this.intake.root,
      this.notice,
      this.whole,
      this.status,
    );
    listen(this.stop, "click", () => this.leave(), signal);
    listen(this.clear, "click", () => (this.leave(), this.outbox.act({ kind: "clear" })), signal);
    parent.append(this.root);
  }

  /** All that is there once there are pictures. */
  wholeOf() {
    return element(
      "div",
      { class: "gallery-whole", hidden: true },
      element("div", { class: "gallery-progress" }, this.bar, this.told, this.stop, this.clear),
      this.broken.root,
      this.toolbar.root,
      this.tiles.root,
    );
  }

  /** @param {number} count of files that are read */
  begin(count) {
    this.expected += count;
    this.outbox.expect(true);
    this.tell();
  }

  end() {
    this.outbox.expect(false);
    this.tell();
  }

  /** @param {Travelling} picture */
  add(picture) {
    this.coming.push(picture.thumbnail);
    this.outbox.add(sent(picture));
  }

  /** Leave the files that have not arrived. */
  leave() {
    this.intake.stop();
    this.coming.splice(this.coming.length - this.outbox.drop());
    this.expected = 0;
    this.outbox.expect(false);
    this.tell();
  }

  /**
   * Thumbnails that only the server has: after the page was left and opened again, and of kinds that browsers cannot
   * read.
   *
   * @param {number[]} ids
   */
  fetch(ids) {
    const wanted = ids.filter((id) => !this.asked.has(id));
    for (const id of wanted) this.asked.add(id);
    for (let start = 0; start < wanted.length; start += AT_A_TIME) {
      this.outbox.act({ kind: "thumbnails", ids: wanted.slice(start, start + AT_A_TIME) });
    }
  }

  /** @param {GalleryHeader} header @param {import("../shared/mounting.js").Arrays} arrays */
  update(header, arrays) {
    const before = this.rows.length;
    if (header.names.length < before) this.forget();
    if (header.full && this.coming.length) this.leave();
    this.rows = rowsOf(header, arrays);
    this.chosen = header.chosen;
    this.missing = header.missing;
    for (let id = Math.min(before, this.rows.length); id < this.rows.length && this.coming.length; id += 1) {
      const url = this.coming.shift();
      if (url) this.thumbnails.set(id, url);
    }
    if (header.full) this.coming = [];
    for (const [id, url] of Object.entries(header.thumbnails)) this.thumbnails.set(Number(id), url);
    this.notice.textContent = header.notice;
    this.whole.hidden = this.rows.length === 0;
    this.tiles.label(say(this.words, "tiles", { count: this.rows.length }));
    this.outbox.acknowledge(header.acknowledged, header.missing);
    this.toolbar.update(this.rows);
    this.broken.update(this.rows);
    this.draw();
    this.tell();
  }

  forget() {
    this.thumbnails.clear();
    this.asked.clear();
    this.coming = [];
    this.expected = 0;
    this.tiles.clear();
    this.toolbar.reset();
  }

  draw() {
    this.tiles.draw(shown(this.rows, this.toolbar.choice(), this.language), this.chosen);
  }

  tell() {
    const { all, answered, broken } = progressOf(this.rows);
    const reading = this.intake.reading() || this.outbox.waiting() > 0;
    const whole = reading ? Math.max(this.expected, all) : all;
    const done = answered + broken;
    this.bar.max = Math.max(whole, 1);
    this.bar.value = done;
    this.bar.hidden = done >= whole;
    this.stop.hidden = !reading;
    this.told.textContent = say(this.words, "progress", { done, all: whole });
    if (!reading) this.expected = all;
    const busy = reading || this.missing;
    // Read out at the beginning and at the end, not at each step.
    const spoken = busy ? this.words.busy : all ? say(this.words, "done", { done: answered, broken }) : "";
    if (this.status.textContent !== spoken) this.status.textContent = spoken;
    this.root.setAttribute("aria-busy", String(Boolean(busy)));
  }

  destroy() {
    this.abort.abort();
    this.outbox.stop();
    this.toolbar.destroy();
    this.root.remove();
  }
}

/**
 * Make the list of the files that could not be read, each with the reason.
 *
 * @param {import("../shared/words.js").Words} words
 */
function createBroken(words) {
  const summary = element("summary");
  const list = element("ul", { tabindex: "0", "aria-label": words.broken_label });
  const root = element("details", { class: "gallery-broken", hidden: true }, summary, list);
  let drawn = "";
  return {
    root,
    /** @param {import("./rows.js").Row[]} rows */
    update(rows) {
      const broken = rows.filter(({ state }) => state === "broken");
      root.hidden = broken.length === 0;
      const content = broken.map(({ id }) => id).join();
      if (content === drawn) return;
      drawn = content;
      summary.textContent = say(words, "broken", { count: broken.length });
      list.replaceChildren(
        ...broken.map(({ name, problem }) => element("li", {}, element("strong", {}, name), ` ${problem}`)),
      );
    },
  };
}

/** What travels of a picture: its thumbnail stays here. @param {Travelling} picture @returns {Picture} */
const sent = ({ name, url, large }) => ({ name, url, ...(large && { large }) });

export default mounting({
  make: (parent, /** @type {import("../shared/mounting.js").Payload<GalleryHeader>} */ { header }) =>
    new GalleryView(parent, header),
  update: (view, { header, arrays }, { setTriggerValue }) => {
    view.send = (message) => setTriggerValue("send", message);
    view.update(header, arrays);
  },
  lingers: true,
});
