/** Undo, redo, the list of known networks, and how much is to be put right. */
import { element } from "../shared/element.js";
import { say } from "../shared/words.js";

/**
 * @param {Object<string, string>} words
 * @param {HTMLElement} presets the button that opens the list of known networks
 * @param {{onUndo: () => void, onRedo: () => void}} callbacks
 */
export function createToolbar(words, presets, { onUndo, onRedo }) {
  const undo = button("↶", words.undo, words.undo_keys, onUndo);
  const redo = button("↷", words.redo, words.redo_keys, onRedo);
  const count = element("span", { class: "builder-count" });
  const root = element("div", { class: "cl-buttons builder-toolbar" }, presets, undo, redo, count);
  return {
    root,
    update(editable, canUndo, canRedo, problems) {
      root.hidden = !editable;
      undo.setAttribute("aria-disabled", String(!canUndo));
      redo.setAttribute("aria-disabled", String(!canRedo));
      count.textContent = problems
        ? (problems === 1 ? words.problem_one : say(words, "problems", { count: problems }))
        : "";
    },
  };
}

/** Not disabled when there is nothing to undo: it keeps the focus. */
function button(sign, word, title, onClick) {
  const made = element(
    "button",
    { type: "button", class: "cl-button", title, "aria-label": title },
    element("span", { "aria-hidden": "true" }, sign),
    element("span", { class: "builder-toolbar-word" }, word),
  );
  made.addEventListener("click", onClick);
  return made;
}
