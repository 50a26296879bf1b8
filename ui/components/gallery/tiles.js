/** The tiles of the gallery. One Tab stop: arrow keys move between them, Enter opens one. */
import { nextTile } from "../shared/grid_keys.js";
import { around, element, listen } from "../shared/element.js";
import { percent } from "../shared/numbers.js";
import { say } from "../shared/words.js";

/** Tiles that are drawn at first, and that each “more” adds: a thousand at once would make a browser slow. */
export const PAGE = 60;

/**
 * @param {Object<string, string>} words
 * @param {string} language
 * @param {{onOpen(id: number): void, thumbnail(id: number): string, onMissing(ids: number[]): void}} callbacks `thumbnail` is a
 *   data URL, or ""; `onMissing` is told of tiles without
 * @param {AbortSignal} signal
 */
export function createTiles(words, language, { onOpen, thumbnail, onMissing }, signal) {
  const list = element("div", { class: "gallery-tiles", role: "group" });
  const more = element("button", { type: "button", class: "cl-button cl-button-small", hidden: true });
  const detail = element("p", { class: "gallery-detail cl-muted" }, words.detail_hint);
  const nothing = element("p", { class: "cl-muted", hidden: true }, words.nothing_found);
  const root = element(
    "div",
    { class: "gallery-list" },
    element("div", { class: "gallery-grid" }, list, nothing, more),
    detail,
  );
  const tiles = new Map();
  let rows = [];
  let room = PAGE;
  let chosen = -1;
  let stop = -1;

  const idOf = (target) => Number(target?.closest?.(".gallery-photo")?.dataset.id ?? -1);
  listen(list, "click", ({ target }) => idOf(target) >= 0 && onOpen(idOf(target)), signal);
  listen(list, "focusin", ({ target }) => {
    tabStop(idOf(target));
    tellOf(idOf(target));
  }, signal);
  listen(list, "pointerover", ({ target }) => idOf(target) >= 0 && tellOf(idOf(target)), signal);
  listen(list, "keydown", (event) => {
    const columns = getComputedStyle(list).gridTemplateColumns.split(" ").length;
    const index = shownTiles().findIndex((tile) => tile === around(event, ".gallery-photo"));
    const target = nextTile(event.key, index, columns, list.children.length);
    if (target === null) return;
    event.preventDefault();
    shownTiles()[target].focus();
  }, signal);
  listen(more, "click", () => {
    const first = room;
    room += PAGE;
    draw(rows, chosen);
    shownTiles()[first]?.focus();
  }, signal);

  const shownTiles = () => /** @type {HTMLElement[]} */ ([...list.children]);

  function tabStop(id) {
    stop = id;
    const wanted = tiles.get(id)?.root.isConnected ? tiles.get(id).root : list.firstChild;
    for (const tile of shownTiles()) tile.tabIndex = tile === wanted ? 0 : -1;
  }

  /** What else the network thought of. */
  function tellOf(id) {
    const row = rows.find((one) => one.id === id);
    if (row?.state !== "answered") return;
    const others = row.best.map(({ label, score }) => say(words, "tile", { label, score: percent(score, language, 0) }))
      .join(" · ");
    detail.textContent = say(words, row.refused ? "detail_refused" : "detail", { name: row.name, answers: others });
  }

  function draw(next, open) {
    rows = next;
    chosen = open;
    const drawn = rows.slice(0, room);
    const nodes = drawn.map((row) => {
      if (!tiles.has(row.id)) tiles.set(row.id, createTile(row.id));
      const tile = tiles.get(row.id);
      tile.update(row, describe(row), row.id === chosen, thumbnail(row.id));
      return tile.root;
    });
    arrange(list, nodes);
    nothing.hidden = rows.length > 0;
    more.hidden = rows.length <= room;
    more.textContent = say(words, "more", { count: Math.min(PAGE, rows.length - room) });
    tabStop(stop);
    const missing = drawn.filter(({ id }) => !thumbnail(id)).map(({ id }) => id);
    if (missing.length) onMissing(missing);
  }

  function describe(row) {
    const mark = row.mark && words[`mark_${row.mark}`];
    if (row.state === "waiting") return { text: "…", label: `${row.name}, ${words.waiting}`, mark };
    const text = row.refused ? words.none_of_these : `${row.label}\n${percent(row.score, language, 0)}`;
    return {
      text,
      label: [
        row.name,
        row.refused
          ? words.none_of_these
          : say(words, "tile", { label: row.label, score: percent(row.score, language, 0) }),
        mark,
      ].filter(Boolean).join(", "),
      mark,
    };
  }

  return {
    root,
    draw,
    label: (text) => list.setAttribute("aria-label", text),
    /** Start again with the first page, as after another choice. */
    first: () => (room = PAGE),
    clear() {
      tiles.clear();
      list.replaceChildren();
      room = PAGE;
      stop = -1;
    },
  };
}

/** Put nodes into a list in their order; what stands in its place already is not moved, so that it keeps the focus. */
function arrange(list, nodes) {
  const kept = new Set(nodes);
  for (const node of [...list.children]) if (!kept.has(node)) node.remove();
  nodes.forEach((node, place) =>
    list.children[place] === node || list.insertBefore(node, list.children[place] ?? null)
  );
}

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
