/** The tiles of the gallery. One Tab stop: arrow keys move between them, Enter opens one. */
import { nextTile } from "../shared/grid_keys.js";
import { around, element, listen } from "../shared/element.js";
import { percent } from "../shared/numbers.js";
import { say } from "../shared/words.js";

/** Tiles that are drawn at first, and that each “more” adds: a thousand at once would make a browser slow. */
export const PAGE = 60;

/**
 * @typedef {import("../shared/words.js").Words} Words
 * @typedef {import("./rows.js").Row} Row
 * @typedef {{onOpen(id: number): void, thumbnail(id: number): string, onMissing(ids: number[]): void}} Callbacks `thumbnail`
 *   is a data URL, or ""; `onMissing` is told of tiles without
 */
/** @param {Words} words @param {string} language @param {Callbacks} callbacks @param {AbortSignal} signal */
export function createTiles(words, language, callbacks, signal) {
  return new Tiles(words, language, callbacks, signal);
}

class Tiles {
  /** @param {Words} words @param {string} language @param {Callbacks} callbacks @param {AbortSignal} signal */
  constructor(words, language, { onOpen, thumbnail, onMissing }, signal) {
    this.words = words;
    this.language = language;
    this.thumbnail = thumbnail;
    this.onMissing = onMissing;
    this.list = element("div", { class: "gallery-tiles", role: "group" });
    this.more = element("button", { type: "button", class: "cl-button cl-button-small", hidden: true });
    this.detail = element("p", { class: "gallery-detail cl-muted" }, words.detail_hint);
    this.nothing = element("p", { class: "cl-muted", hidden: true }, words.nothing_found);
    this.root = element(
      "div",
      { class: "gallery-list" },
      element("div", { class: "gallery-grid" }, this.list, this.nothing, this.more),
      this.detail,
    );
    /** By id. @type {Map<number, ReturnType<typeof createTile>>} */
    this.tiles = new Map();
    /** @type {Row[]} */
    this.rows = [];
    this.room = PAGE;
    this.chosen = -1;
    this.stop = -1;
    this.listen(onOpen, signal);
  }

  /** @param {Callbacks["onOpen"]} onOpen @param {AbortSignal} signal */
  listen(onOpen, signal) {
    const { list } = this;
    listen(list, "click", ({ target }) => idOf(target) >= 0 && onOpen(idOf(target)), signal);
    listen(list, "focusin", ({ target }) => {
      this.tabStop(idOf(target));
      this.tellOf(idOf(target));
    }, signal);
    listen(list, "pointerover", ({ target }) => idOf(target) >= 0 && this.tellOf(idOf(target)), signal);
    listen(list, "keydown", (event) => this.key(event), signal);
    listen(this.more, "click", () => {
      const first = this.room;
      this.room += PAGE;
      this.draw(this.rows, this.chosen);
      this.shownTiles()[first]?.focus();
    }, signal);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const columns = getComputedStyle(this.list).gridTemplateColumns.split(" ").length;
    const index = this.shownTiles().findIndex((tile) => tile === around(event, ".gallery-photo"));
    const target = nextTile(event.key, index, columns, this.list.children.length);
    if (target === null) return;
    event.preventDefault();
    this.shownTiles()[target].focus();
  }

  shownTiles() {
    return /** @type {HTMLElement[]} */ ([...this.list.children]);
  }

  /** @param {number} id */
  tabStop(id) {
    this.stop = id;
    const found = this.tiles.get(id)?.root;
    const wanted = found?.isConnected ? found : this.list.firstChild;
    for (const tile of this.shownTiles()) tile.tabIndex = tile === wanted ? 0 : -1;
  }

  /** What else the network thought of. @param {number} id */
  tellOf(id) {
    const row = this.rows.find((one) => one.id === id);
    if (row?.state !== "answered") return;
    const others = row.best.map(({ label, score }) =>
      say(this.words, "tile", { label, score: percent(score, this.language, 0) })
    )
      .join(" · ");
    this.detail.textContent = say(this.words, row.refused ? "detail_refused" : "detail", {
      name: row.name,
      answers: others,
    });
  }

  /** @param {Row[]} next @param {number} open the id of the one that is open, or -1 */
  draw(next, open) {
    this.rows = next;
    this.chosen = open;
    const drawn = this.rows.slice(0, this.room);
    const nodes = drawn.map((row) => {
      const tile = this.tiles.get(row.id) ?? createTile(row.id);
      this.tiles.set(row.id, tile);
      tile.update(row, this.describe(row), row.id === this.chosen, this.thumbnail(row.id));
      return tile.root;
    });
    arrange(this.list, nodes);
    this.nothing.hidden = this.rows.length > 0;
    this.more.hidden = this.rows.length <= this.room;
    this.more.textContent = say(this.words, "more", { count: Math.min(PAGE, this.rows.length - this.room) });
    this.tabStop(this.stop);
    const missing = drawn.filter(({ id }) => !this.thumbnail(id)).map(({ id }) => id);
    if (missing.length) this.onMissing(missing);
  }

  /** @param {Row} row */
  describe(row) {
    const mark = row.mark && this.words[`mark_${row.mark}`];
    if (row.state === "waiting") return { text: "…", label: `${row.name}, ${this.words.waiting}`, mark };
    const text = row.refused ? this.words.none_of_these : `${row.label}\n${percent(row.score, this.language, 0)}`;
    return {
      text,
      label: [
        row.name,
        row.refused
          ? this.words.none_of_these
          : say(this.words, "tile", { label: row.label, score: percent(row.score, this.language, 0) }),
        mark,
      ].filter(Boolean).join(", "),
      mark,
    };
  }

  /** @param {string} text */
  label(text) {
    this.list.setAttribute("aria-label", text);
  }

  /** Start again with the first page, as after another choice. */
  first() {
    this.room = PAGE;
  }

  clear() {
    this.tiles.clear();
    this.list.replaceChildren();
    this.room = PAGE;
    this.stop = -1;
  }
}

/** @param {EventTarget | null} target */
function idOf(target) {
  return Number(around({ target }, ".gallery-photo")?.dataset.id ?? -1);
}

/**
 * Put nodes into a list in their order; what stands in its place already is not moved, so that it keeps the focus.
 *
 * @param {Element} list
 * @param {Element[]} nodes
 */
function arrange(list, nodes) {
  const kept = new Set(nodes);
  for (const node of [...list.children]) if (!kept.has(node)) node.remove();
  nodes.forEach((node, place) =>
    list.children[place] === node || list.insertBefore(node, list.children[place] ?? null)
  );
}

/** @param {number} id */
function createTile(id) {
  const image = element("img", { alt: "", width: 96, height: 96, hidden: true });
  const mark = element("span", { class: "gallery-mark", "aria-hidden": "true", hidden: true });
  const text = element("span", { class: "gallery-answer", "aria-hidden": "true" });
  const root = element(
    "button",
    { type: "button", class: "gallery-photo", dataset: { id } },
    element("span", { class: "gallery-frame" }, image, mark),
    text,
  );
  return {
    root,
    /** @param {Row} row @param {{text: string, label: string}} said @param {boolean} open @param {string} url */
    update(row, { text: answer, label }, open, url) {
      if (text.textContent !== answer) text.textContent = answer;
      root.title = row.name;
      root.setAttribute("aria-label", label);
      root.setAttribute("aria-pressed", String(open));
      root.classList.toggle("refused", row.refused);
      mark.hidden = !row.mark;
      mark.textContent = { right: "✓", wrong: "✗", "": "" }[row.mark];
      mark.dataset.mark = row.mark;
      if (url && image.hidden) Object.assign(image, { src: url, hidden: false });
    },
  };
}
