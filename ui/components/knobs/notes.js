/**
 * Why a state cannot be, in a line that screen readers read out, with a button for the nearest one that can.
 *
 * @typedef {import("./knob.js").Problem} Problem
 */
import { element } from "../shared/element.js";
import { freshId } from "./ids.js";

/** @returns {{root: HTMLElement, update: (problem: Problem | Problem[] | null) => boolean}} */
export function createNotes() {
  const root = element("div", { class: "knob-notes", role: "status", id: freshId("knob-notes") });
  let said = "[]";
  // The sentences stay the same elements while they say the same; what their buttons do is always the newest.
  let current = [];

  /** @returns {boolean} whether something is wrong */
  function update(problem) {
    const problems = [problem ?? []].flat();
    const sentences = JSON.stringify(problems.map(({ text, fix }) => [text, fix?.label]));
    if (sentences !== said) root.replaceChildren(...problems.map(note));
    said = sentences;
    current = problems;
    return problems.length > 0;
  }

  const note = ({ text, fix }, index) => {
    const button = fix && element("button", { type: "button", class: "cl-button cl-button-small" }, fix.label);
    button?.addEventListener("click", () => current[index].fix.onClick());
    return element("div", { class: "knob-note" }, element("p", {}, text), button);
  };
  return { root, update };
}
