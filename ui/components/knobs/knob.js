/**
 * What all knobs have in common: a label, a help text behind a question mark, and room for what is wrong.
 *
 * @typedef {{label: string, onClick: () => void}} Fix the nearest state that works, one click away
 * @typedef {{text: string, fix?: Fix}} Problem why the state cannot be
 * @typedef {object} State what every knob is told of the present
 * @property {*} [value] as long as the visitor holds the knob, theirs stays
 * @property {string} [label]
 * @property {boolean} [disabled]
 * @property {boolean} [hidden]
 * @property {Problem | Problem[] | null} [problem] null or [] takes back what was said
 * @typedef {{root: HTMLElement, update: (state: State) => void, destroy: () => void}} Knob
 */
import { element } from "../shared/element.js";
import { createHelp } from "./help.js";
import { freshId } from "./ids.js";
import { createNotes } from "./notes.js";

/**
 * The frame of a knob.
 *
 * @param {object} parts
 * @param {"label" | "group" | "radiogroup"} parts.naming whether the label names one control, or a group of them
 * @param {string} parts.label
 * @param {string | null} [parts.help]
 * @param {HTMLElement} parts.control what is named, described, and marked when something is wrong; of a group: its body
 * @param {Node[]} [parts.body] what is drawn below the label's line; the control itself by default
 * @param {string} parts.kind the class of the knob
 */
export function createFrame({ naming, label, help = null, control, body = [control], kind }) {
  const notes = createNotes();
  const tip = help ? createHelp(help, label) : null;
  const alone = naming === "label";
  const text = element("span", { class: "knob-label", id: freshId("knob-label") }, label);
  if (alone) control.id = freshId("knob");
  const title = alone ? element("label", { for: control.id }, text) : text;
  const line = element("div", { class: "knob-head" }, title, tip?.root);
  const group = alone ? {} : { role: naming, "aria-labelledby": text.id };
  const root = element("div", { class: ["knob", `knob-${kind}`], ...group }, line, body, notes.root);
  const described = alone ? control : root;

  function update({ label: name, hidden, problem }) {
    if (name !== undefined && name !== text.textContent) text.textContent = name;
    if (hidden !== undefined) root.hidden = hidden;
    if (problem === undefined) return;
    const wrong = notes.update(problem);
    if (alone) setOrRemove(control, "aria-invalid", wrong ? "true" : null);
    root.classList.toggle("knob-wrong", wrong);
    setOrRemove(described, "aria-describedby", [tip?.id, wrong && notes.root.id].filter(Boolean).join(" ") || null);
  }

  update({ problem: null });
  return {
    root,
    update,
    destroy: () => {
      tip?.destroy();
      root.remove();
    },
  };
}

function setOrRemove(node, name, value) {
  if (value === null) node.removeAttribute(name);
  else if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}
