/** The kinds of layers that can be added. */
import { around, element, listen } from "../shared/element.js";
import { say } from "../shared/words.js";

/** @typedef {import("./view.js").LayerKind} LayerKind */

/**
 * @param {Object<string, string>} words
 * @param {LayerKind[]} kinds
 * @param {number} most layers of a network
 * @param {{onAdd: (kind: string) => void}} callbacks
 * @param {AbortSignal} signal
 */
export function createPalette(words, kinds, most, { onAdd }, signal) {
  const where = element("p", { class: "palette-where cl-muted" });
  const groups = grouped(kinds);
  const sections = [...groups].map(([group, members]) =>
    element(
      "div",
      { class: "palette-group", role: "group", "aria-label": group },
      element("p", { class: "palette-title" }, group),
      members.map(button),
    )
  );
  const root = element(
    "section",
    { class: "palette", "aria-label": words.add },
    element("h3", {}, words.add),
    where,
    element("div", { class: "palette-groups" }, sections),
  );
  listen(root, "click", (event) => {
    const chosen = /** @type {HTMLButtonElement | null} */ (around(event, "button[data-kind]"));
    if (chosen?.dataset.kind && !chosen.disabled) onAdd(chosen.dataset.kind);
  }, signal);

  /** @param {number} count of layers @param {boolean} open whether one of them is open */
  function update(count, open) {
    const full = count >= most;
    where.textContent = full ? say(words, "full", { limit: most }) : open ? words.add_after : words.add_fitting;
    for (const one of root.querySelectorAll("button")) one.disabled = full;
  }

  return { root, update };
}

/** @param {LayerKind} kind */
function button({ kind, about }) {
  return element(
    "button",
    { type: "button", class: "palette-kind", "data-kind": kind },
    element("span", { class: "palette-name" }, breakable(kind)),
    element("span", { class: "palette-about" }, about),
  );
}

/** A name that can go on in the next line before each of its words. @param {string} name */
function breakable(name) {
  return name.split(/(?<=[a-z])(?=[A-Z])/).flatMap((word, index) => (index ? [element("wbr"), word] : [word]));
}

/** @param {LayerKind[]} kinds */
function grouped(kinds) {
  /** @type {Map<string, LayerKind[]>} */
  const groups = new Map();
  for (const kind of kinds) groups.set(kind.group, [...(groups.get(kind.group) ?? []), kind]);
  return groups;
}
