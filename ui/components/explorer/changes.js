/**
 * What was changed in the network, each change with a button that takes it back, and one that takes all back.
 *
 * @typedef {{layer: string, field: string, value: *} | {ablate: string, unit: number}} Edit as the server has it
 */
import { element } from "../shared/element.js";
import { say } from "../shared/words.js";
import { unitTitle } from "./unit/window/reading.js";
import { optionLabel, valueOf } from "./controls/knob_values.js";

/**
 * @param {Object<string, string>} words
 * @param {{onEdit(edit: object): void, onGone(): void}} callbacks `onGone`: the button that had the focus is gone
 * @returns {{root: HTMLElement, update(edits: Edit[], trained: import("./side.js").Side | undefined): void}}
 */
export function createChanges(words, { onEdit, onGone }) {
  const title = element("h3", { class: "changes-title" }, words["knobs.changes"]);
  const list = element("ul", { class: "changes-list" });
  const all = element("button", { type: "button", class: "cl-button cl-button-small" }, words["knobs.reset"]);
  all.addEventListener("click", () => onEdit({ reset: "all" }));
  const root = element("section", { class: "changes", hidden: true }, title, list, all);
  let drawn = "";

  const item = ({ text, undo }) => {
    const label = say(words, "knobs.undo", { change: text });
    const button = element("button", { type: "button", class: "knob-remove", "aria-label": label, title: label }, "×");
    button.addEventListener("click", () => onEdit(undo));
    return element("li", {}, element("span", {}, text), button);
  };

  return {
    root,
    update(edits, trained) {
      const changes = trained ? edits.map((edit) => changeOf(edit, trained)) : [];
      const key = JSON.stringify(changes);
      if (key === drawn) return;
      drawn = key;
      const focused = root.contains(root.getRootNode().activeElement);
      list.replaceChildren(...changes.map(item));
      root.hidden = changes.length === 0;
      if (!focused) return;
      if (root.hidden) onGone();
      else list.querySelector("button").focus();
    },
  };
}

/**
 * A change in words, and the message that takes it back.
 *
 * @param {Edit} edit
 * @param {import("./side.js").Side} trained the network before all changes
 * @returns {{text: string, undo: object}}
 */
export function changeOf(edit, trained) {
  const { words } = trained;
  if ("ablate" in edit) {
    const { ablate, unit } = edit;
    const name = trained.has(ablate) ? unitTitle(trained, ablate, unit, words) : String(unit);
    const layer = trained.has(ablate) ? trained.label(ablate) : ablate;
    return { text: say(words, "knobs.ablation", { layer, unit: name }), undo: { ablate, unit, on: false } };
  }
  const { layer, field, value } = edit;
  const before =
    trained.nodes.filter((node) => node.layer === layer).map((node) => valueOf(node, field)).find(Boolean) ?? "";
  const text = say(words, "knobs.change", {
    layer,
    field: words[`knobs.${field}`],
    before: optionLabel(before, words),
    value: optionLabel(String(value), words),
  });
  return { text, undo: { layer, field, value: null } };
}
