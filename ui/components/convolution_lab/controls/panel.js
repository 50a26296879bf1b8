/**
 * The lab's controls: the picture's always, and one part of the stack at a time. What is wrong stands at its control,
 * or below all of them where that control is not in sight. And the line above the maps: which maps share a colour
 * scale, how to move, and the picture of the selected map.
 *
 * @typedef {import("../../knobs/field.js").Field} Field
 * @typedef {{field: string, text: string, fix: {label: string, values: object} | null}} Problem
 * @typedef {object} Controls what the server says
 * @property {Object<string, *>} values
 * @property {Problem[]} problems
 * @property {{id: string, label: string, lines: string[][]}[]} parts
 * @property {Object<string, Field>} fields
 * @property {Object<string, *>} start
 */
import { createSegments } from "../../knobs/choice.js";
import { createField, meansSomething, stateOf } from "../../knobs/field.js";
import { createNotes } from "../../knobs/knob.js";
import { element } from "../../shared/element.js";

/** The part that is always in sight. */
const PICTURE = "picture";

/**
 * @param {Controls} controls
 * @param {{words: Object<string, string>, language: string}} speech
 * @param {{onInput: (name: string, value: *) => void, onChange: (values: object) => void}} callbacks
 * @returns {{root: HTMLElement, open: (part: string) => void, current: () => string, update: (values: object, problems:
 *   Problem[]) => void, destroy: () => void}}
 */
export function createPanel(controls, speech, callbacks) {
  return new Panel(controls, speech, callbacks);
}

class Panel {
  constructor({ parts, fields, start }, { words, language }, { onInput, onChange }) {
    this.parts = parts;
    this.fields = fields;
    this.onChange = onChange;
    this.knobs = Object.fromEntries(
      Object.entries(fields).map(([name, field]) => {
        const told = { onInput: (value) => onInput(name, value), onChange: (value) => onChange({ [name]: value }) };
        return [name, createField(field, { words, language }, told)];
      }),
    );
    this.groups = Object.fromEntries(parts.map((part) => [part.id, this.group(part)]));
    const choices = parts.filter(({ id }) => id !== PICTURE).map(({ id, label }) => ({ value: id, label }));
    this.chooser = createSegments({ label: words.part, options: choices, onChange: (id) => this.open(id) });
    this.chooser.root.classList.add("lab-controls-parts");
    this.elsewhere = createNotes();
    this.undo = this.button(words.reset_edits, () => onChange({ edits: "" }));
    const reset = this.button(words.reset, () => onChange(start));
    const { [PICTURE]: picture, ...others } = this.groups;
    const kernels = this.groups.kernels;
    kernels.append(this.undo);
    this.root = element(
      "div",
      { class: "lab-controls" },
      picture,
      this.chooser.root,
      Object.values(others),
      this.elsewhere.root,
      reset,
    );
    this.opened = choices[0].value;
  }

  group({ id, label, lines }) {
    const rows = lines.map((names) =>
      element("div", { class: "lab-controls-line" }, names.map((name) => this.knobs[name].root))
    );
    return element(
      "div",
      { class: "lab-controls-part", role: "group", "aria-label": label, dataset: { part: id } },
      rows,
    );
  }

  button(label, onClick) {
    const button = element("button", { type: "button", class: "cl-button cl-button-small lab-controls-button" }, label);
    button.addEventListener("click", onClick);
    return button;
  }

  /** Show another part of the controls. */
  open(id) {
    this.opened = id;
    if (this.values) this.update(this.values, this.problems);
  }

  /** The part that is shown, besides the picture's. */
  current() {
    return this.opened;
  }

  update(values, problems) {
    this.values = values;
    this.problems = problems;
    this.chooser.update({ value: this.opened });
    for (const { id, lines } of this.parts) {
      const group = this.groups[id];
      group.hidden = !this.isOpen(id);
      lines.forEach((names, index) => {
        group.children[index].hidden = !names.some((name) => meansSomething(this.fields[name], values));
      });
    }
    for (const [name, knob] of Object.entries(this.knobs)) {
      knob.update({ ...stateOf(name, this.fields[name], values), problem: this.problemsOf(name) });
    }
    this.elsewhere.update(problems.filter(({ field }) => !this.inSight(field)).map((problem) => this.note(problem)));
    this.undo.hidden = !values.edits;
  }

  isOpen(id) {
    return id === PICTURE || id === this.opened;
  }

  /** Whether a setting's control is on screen. */
  inSight(name) {
    const part = this.parts.find(({ lines }) => lines.flat().includes(name));
    return part !== undefined && this.isOpen(part.id) && meansSomething(this.fields[name], this.values);
  }

  problemsOf(name) {
    return this.problems.filter(({ field }) => field === name).map((problem) => this.note(problem));
  }

  note({ text, fix }) {
    return { text, fix: fix && { label: fix.label, onClick: () => this.onChange(fix.values) } };
  }

  destroy() {
    for (const knob of Object.values(this.knobs)) knob.destroy();
    this.chooser.destroy();
    this.root.remove();
  }
}

const SCALES = /** @type {const} */ (["map", "stage", "all"]);

/**
 * @param {Object<string, string>} words
 * @param {string} name the radio group's name, unique on the page
 * @param {{onScale(scale: string): void, onSave(): void, onTake(): void}} callbacks
 * @returns {{root: HTMLElement, update(scale: string): void}}
 */
export function createToolbar(words, name, callbacks) {
  const radios = SCALES.map((scale) => {
    const radio = element("input", { type: "radio", name, value: scale });
    radio.addEventListener("change", () => callbacks.onScale(scale));
    return radio;
  });
  const labels = radios.map((radio, index) =>
    element("label", {}, radio, element("span", {}, words[`toolbar.scale_${SCALES[index]}`]))
  );
  const button = (label, onClick) => {
    const made = element("button", { type: "button", class: "cl-button" }, label);
    made.addEventListener("click", onClick);
    return made;
  };
  const buttons = element(
    "div",
    { class: "cl-buttons" },
    button(words["toolbar.save"], () => callbacks.onSave()),
    button(words.take, () => callbacks.onTake()),
  );
  const scales = element("fieldset", { class: "scales" }, element("legend", {}, words["toolbar.scale"]), ...labels);
  return {
    root: element("div", { class: "toolbar" }, scales, element("p", { class: "hint" }, words["toolbar.hint"]), buttons),
    update(scale) {
      for (const radio of radios) radio.checked = radio.value === scale;
    },
  };
}

/**
 * Offer a canvas as a PNG file, enlarged to at least 256 pixels with sharp cells.
 *
 * @param {HTMLCanvasElement} canvas one pixel a cell
 * @param {string} fileName
 */
export function saveCanvas(canvas, fileName) {
  const factor = Math.max(1, Math.ceil(256 / Math.max(canvas.width, canvas.height)));
  const enlarged = /** @type {HTMLCanvasElement} */ (element("canvas", {}));
  enlarged.width = canvas.width * factor;
  enlarged.height = canvas.height * factor;
  const context = enlarged.getContext("2d");
  context.imageSmoothingEnabled = false;
  context.drawImage(canvas, 0, 0, enlarged.width, enlarged.height);
  enlarged.toBlob((blob) => {
    const address = URL.createObjectURL(blob);
    element("a", { href: address, download: fileName }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  }, "image/png");
}
