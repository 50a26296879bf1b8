/**
 * The panels above and below an opened unit: the knobs of its layer, and the patches that excite it most.
 *
 * @typedef {import("./side.js").Side} Side
 * @typedef {import("./sides.js").Selection} Selection
 * @typedef {{compare: string, editable: boolean}} State
 * @typedef {{picture: number, name: string, value: number, box: [number, number, number, number]}} Patch `picture` is its
 *   number among those that were sent; `box` is top, left, bottom and right in pixels, and may reach over the rim
 * @typedef {{node: string, unit: number, patches: Patch[]}} Patterns
 */
import { FIELDS, offered, optionLabel, sent, valueOf } from "./controls.js";
import { createSegments, createSelect, createSwitch } from "../knobs/choice.js";
import { short } from "./overview/captions.js";
import { unitTitle } from "./reading.js";
import { element } from "../shared/element.js";
import { say } from "../shared/words.js";

// The knobs of the layer that is looked at: turn one, and Keras answers with the changed network beside the trained.

/** More options than these are a list to open. */
const MOST_SEGMENTS = 4;
/** Kinds that only pass numbers on: what is switched off there is switched off where the numbers are made. */
const PASSING = new Set(["flatten", "reshape", "softmax", "rescaling", "normalization"]);

/**
 * @param {HTMLElement} root
 * @param {{onEdit(edit: object): void}} callbacks
 * @returns {{update(sides: Side[], selection: Selection | null, state: State): void, destroy(): void,
 *   tell(notice: {layer?: string, field?: string} & import("../knobs/knob.js").Problem): boolean}} `tell` says a notice at
 *   its knob, and whether that is on screen
 */
export function createKnobsPanel(root, { onEdit }) {
  return new KnobsPanel(root, onEdit);
}

class KnobsPanel {
  constructor(root, onEdit) {
    this.onEdit = onEdit;
    this.title = element("h3", { class: "knobs-title" });
    this.why = element("p", { class: "cl-muted", hidden: true });
    this.row = element("div", { class: "knobs-row" });
    this.panel = element("section", { class: "knobs-panel", hidden: true }, this.title, this.why, this.row);
    root.append(this.panel);
    this.drawn = "";
    this.layer = null;
    /** @type {Selection | null} */
    this.current = null;
    /** @type {Object<string, string>} */
    this.trained = {};
    /** @type {Map<import("./controls.js").Field | "off", import("../knobs/knob.js").Knob>} */
    this.knobs = new Map();
  }

  /** Controls stay the same elements while the same layer is looked at, so that the focus stays where it is. */
  arrange(node, words) {
    const key = `${node.name} ${node.knobs.join()}`;
    if (key === this.drawn) return;
    this.drawn = key;
    for (const knob of this.knobs.values()) knob.destroy();
    this.knobs.clear();
    for (const field of FIELDS) {
      if (node.knobs.includes(field)) this.knobs.set(field, this.knobOf(node, field, words));
    }
    if (!PASSING.has(node.kind)) {
      const onChange = (on) => this.onEdit({ ablate: node.name, unit: this.current.unit, on });
      this.knobs.set("off", createSwitch({ label: "", onChange }));
    }
    this.row.replaceChildren(...[...this.knobs.values()].map(({ root }) => root));
  }

  knobOf(node, field, words) {
    const create = offered(field, []).length > MOST_SEGMENTS ? createSelect : createSegments;
    const help = words[`knobs.${field}_help`];
    const onChange = (value) =>
      this.onEdit({ layer: node.layer, field, value: value === this.trained[field] ? null : sent(field, value) });
    return create({ label: words[`knobs.${field}`], options: [], help, onChange });
  }

  update(sides, selection, { compare, editable }) {
    this.current = selection;
    const side = selection && editedSide(sides, selection, compare);
    const node = side?.has(selection.node) ? side.node(selection.node) : null;
    this.panel.hidden = !node;
    if (!node) return;
    const { words } = side;
    const trained = sides[0].has(node.name) ? sides[0].node(node.name) : node;
    this.trained = Object.fromEntries(FIELDS.map((field) => [field, valueOf(trained, field)]));
    this.layer = node.layer;
    this.arrange(node, words);
    this.title.textContent = say(words, "knobs.title", { layer: side.label(node.name) });
    this.why.textContent = words["knobs.rest"];
    this.why.hidden = editable;
    this.row.hidden = !editable;
    const unit = unitTitle(side, node.name, selection.unit, words);
    for (const [field, knob] of this.knobs) {
      if (field !== "off") paint(knob, field, valueOf(node, field), this.trained[field], words);
      else knob.update({ value: node.ablated.includes(selection.unit), label: say(words, "knobs.off", { unit }) });
    }
  }

  tell(notice) {
    const knob = this.panel.hidden || notice.layer !== this.layer ? undefined : this.knobs.get(notice.field);
    knob?.update({ problem: notice });
    return Boolean(knob);
  }

  destroy() {
    for (const knob of this.knobs.values()) knob.destroy();
    this.panel.remove();
  }
}

/** The side whose knobs are turned: of a trained and a changed network the changed one, whichever is looked at. */
function editedSide(sides, selection, compare) {
  return compare === "edits" ? sides[sides.length - 1] : sides[selection.side];
}

function paint(knob, field, value, before, words) {
  const name = words[`knobs.${field}`];
  const was = say(words, "knobs.was", { name, value: optionLabel(before, words) });
  const options = offered(field, [value, before]).map((option) => ({
    value: option,
    label: optionLabel(option, words),
  }));
  knob.update({ options, value, label: value === before ? name : was, problem: null });
}

// Pixels to patterns: the patches of pictures that excite a unit most, and where in the picture each of them lies.

/**
 * @param {HTMLElement} root
 * @param {Object<string, string>} words
 * @param {{onPatches(message: object): void}} callbacks
 * @returns {{update(side: import("./side.js").Side | null, selection: import("./sides.js").Selection | null): void}}
 */
export function createPatterns(root, words, { onPatches }) {
  const button = element(
    "button",
    { type: "button", class: "cl-button", "aria-expanded": "false" },
    words["patterns.show"],
  );
  const lead = element("p", { class: "cl-muted" });
  const list = element("ol", { class: "patterns-list" });
  const body = element("div", { class: "patterns-body", hidden: true }, lead, list);
  const panel = element(
    "section",
    { class: "patterns", "aria-label": words["patterns.title"], hidden: true },
    button,
    body,
  );
  root.append(panel);
  let drawn;
  let wanted = false;
  let place = null;

  button.addEventListener("click", () => {
    wanted = !wanted;
    onPatches(wanted ? place : { close: true });
    paint(null, null);
  });

  function paint(side, patterns) {
    button.setAttribute("aria-expanded", String(wanted));
    button.textContent = words[wanted ? "patterns.hide" : "patterns.show"];
    body.hidden = !wanted;
    if (!wanted || patterns === drawn) return;
    drawn = patterns;
    list.replaceChildren(...(patterns?.patches ?? []).map((patch) => item(side, patch, words)));
    lead.textContent = patterns ? leadOf(side, patterns, words) : words["patterns.waiting"];
  }

  return {
    update(side, selection) {
      const node = side && selection ? side.node(selection.node) : null;
      panel.hidden = !node || node.shape.length !== 3;
      if (panel.hidden) return;
      const { side: index, unit } = selection;
      place = { side: index, node: node.name, unit };
      const patterns = side.patterns?.node === node.name && side.patterns.unit === unit ? side.patterns : null;
      // The server goes on with them from unit to unit until it is told to stop.
      wanted ||= Boolean(patterns);
      paint(side, patterns);
    },
  };
}

function leadOf(side, { node, unit, patches }, words) {
  const name = unitTitle(side, node, unit, words);
  if (!patches.length) return say(words, "patterns.none", { unit: name });
  const [rows, columns] = side.node(node).receptiveField ?? [];
  return rows
    ? say(words, "patterns.lead", { unit: name, rows, columns })
    : say(words, "patterns.lead_whole", { unit: name });
}

function item(side, patch, words) {
  const pictures = side.array("patterns:pictures");
  const [, rows, columns] = pictures.shape;
  const [top, left, bottom, right] = inside(patch.box, rows, columns);
  const text = say(words, "patterns.patch", {
    picture: patch.name,
    value: short(patch.value, side.language),
    row: top + 1,
    column: left + 1,
  });
  const frame = element("span", {
    class: "patterns-frame",
    style: {
      top: `${(100 * top) / rows}%`,
      left: `${(100 * left) / columns}%`,
      height: `${(100 * (bottom - top)) / rows}%`,
      width: `${(100 * (right - left)) / columns}%`,
    },
  });
  return element(
    "li",
    {},
    element(
      "figure",
      {},
      element("div", { class: "patterns-patch" }, pixelsOf(pictures, patch.picture, [top, left, bottom, right], text)),
      element(
        "div",
        { class: "patterns-whole", "aria-hidden": "true" },
        pixelsOf(pictures, patch.picture, [0, 0, rows, columns], null),
        frame,
      ),
      element(
        "figcaption",
        {},
        element("span", {}, patch.name),
        element("span", { class: "cl-number" }, short(patch.value, side.language)),
      ),
    ),
  );
}

/** A box as far as it lies in the picture. */
export function inside([top, left, bottom, right], rows, columns) {
  const within = (value, most) => Math.max(0, Math.min(most, value));
  return [within(top, rows - 1), within(left, columns - 1), within(bottom, rows), within(right, columns)];
}

/** A part of one of the pictures, uint8 (pictures, rows, columns, 3), one pixel a pixel. */
function pixelsOf({ data, shape: [, rows, columns] }, picture, [top, left, bottom, right], label) {
  const [height, width] = [Math.max(1, bottom - top), Math.max(1, right - left)];
  const canvas = /** @type {HTMLCanvasElement} */ (element("canvas", {
    width,
    height,
    role: label ? "img" : null,
    "aria-label": label,
    title: label,
  }));
  const context = canvas.getContext("2d");
  const image = context.createImageData(width, height);
  for (let row = 0, to = 0; row < height; row += 1) {
    let from = ((picture * rows + top + row) * columns + left) * 3;
    for (let column = 0; column < width; column += 1, to += 4, from += 3) {
      image.data.set([data[from], data[from + 1], data[from + 2], 255], to);
    }
  }
  context.putImageData(image, 0, 0);
  return canvas;
}
