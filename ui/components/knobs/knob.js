/**
 * The frame of all knobs: a label, a help text behind a question mark, and room for why a state cannot be.
 *
 * @typedef {{label: string, onClick: () => void}} Fix the nearest state that works, one click away
 * @typedef {{text: string, fix?: Fix | null}} Problem why the state cannot be
 * @typedef {{value: string, label: string}} Option
 * @typedef {object} State what every knob is told of the present
 * @property {*} [value] as long as the visitor holds the knob, theirs stays
 * @property {string} [label]
 * @property {boolean} [disabled]
 * @property {boolean} [hidden]
 * @property {Problem | Problem[] | null} [problem] null or [] takes back what was said
 * @property {number} [min] of a number
 * @property {number} [max] of a number
 * @property {Option[]} [options] of a choice
 * @typedef {{root: HTMLElement, update: (state: State) => void, destroy: () => void}} Knob
 */
import { element } from "../shared/element.js";

let made = 0;

/** An id that no other element of the page has. @param {string} word what it is for */
export function freshId(word) {
  made += 1;
  return `${word}-${made}`;
}

/**
 * @param {string} text
 * @param {string} label of the control that it belongs to
 * @returns {{root: HTMLElement, id: string, destroy: () => void}} `id` of the text, for `aria-describedby`
 */
export function createHelp(text, label) {
  const tip = element(
    "span",
    { class: "cl-tooltip knob-tip", role: "tooltip", id: freshId("knob-tip"), hidden: true },
    text,
  );
  const mark = element("button", { type: "button", class: "knob-mark", "aria-label": `${label}: ${text}` }, "?");
  const root = element("span", { class: "knob-help" }, mark, tip);
  const abort = new AbortController();
  /** @type {(type: string, handler: (event: any) => void) => void} */
  const on = (type, handler) => root.addEventListener(type, handler, { signal: abort.signal });
  /** @param {boolean} shown */
  const show = (shown) => {
    tip.hidden = !shown;
    if (shown) keepInside(root, tip);
  };
  on("pointerenter", (event) => event.pointerType !== "touch" && show(true));
  on("pointerleave", (event) => event.pointerType !== "touch" && show(false));
  on("focusin", () => show(mark.matches(":focus-visible")));
  on("focusout", () => show(false));
  on("click", () => show(true));
  on("keydown", (event) => {
    if (event.key !== "Escape" || tip.hidden) return;
    event.stopPropagation();
    show(false);
  });
  return { root, id: tip.id, destroy: () => abort.abort() };
}

/**
 * Move the text to the left where it would stand out of the view on the right, and back where it would on the left.
 *
 * @param {HTMLElement} root
 * @param {HTMLElement} tip
 */
function keepInside(root, tip) {
  tip.style.setProperty("--shift", "0px");
  const view = root.closest(".cl-view")?.getBoundingClientRect();
  const box = tip.getBoundingClientRect();
  if (!view) return;
  const shift = Math.max(view.left - box.left, Math.min(0, view.right - box.right));
  tip.style.setProperty("--shift", `${shift}px`);
}

/** @returns {{root: HTMLElement, update: (problem: Problem | Problem[] | null) => boolean}} */
export function createNotes() {
  const root = element("div", { class: "knob-notes", role: "status", id: freshId("knob-notes") });
  let said = "[]";
  // The sentences stay the same elements while they say the same; what their buttons do is always the newest.
  /** @type {Problem[]} */
  let current = [];

  /** @param {Problem | Problem[] | null} problem @returns {boolean} whether something is wrong */
  function update(problem) {
    const problems = [problem ?? []].flat();
    const sentences = JSON.stringify(problems.map(({ text, fix }) => [text, fix?.label]));
    if (sentences !== said) root.replaceChildren(...problems.map(note));
    said = sentences;
    current = problems;
    return problems.length > 0;
  }

  /** @param {Problem} problem @param {number} index */
  const note = ({ text, fix }, index) => {
    const button = fix && element("button", { type: "button", class: "cl-button cl-button-small" }, fix.label);
    button?.addEventListener("click", () => current[index].fix?.onClick());
    return element("div", { class: "knob-note" }, element("p", {}, text), button);
  };
  return { root, update };
}

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

  /** @param {State} state */
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

/** @param {Element} node @param {string} name @param {string | null} value */
function setOrRemove(node, name, value) {
  if (value === null) node.removeAttribute(name);
  else if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}
