/**
 * The knobs of the layer that is looked at: turn one, and Keras answers with the changed network beside the trained one.
 *
 * @typedef {import("../side.js").Side} Side
 * @typedef {import("../selection.js").Selection} Selection
 * @typedef {{compare: string, editable: boolean}} State
 */
import { createSegments, createSelect, createSwitch } from "../../knobs/choice.js";
import { element } from "../../shared/element.js";
import { say } from "../../shared/words.js";
import { unitTitle } from "../unit/window/reading.js";
import { FIELDS, offered, optionLabel, sent, valueOf } from "./knob_values.js";

/** More options than these are a list to open. */
const MOST_SEGMENTS = 4;
/** Kinds that only pass numbers on: what is switched off there is switched off where the numbers are made. */
const PASSING = new Set(["flatten", "reshape", "softmax", "rescaling", "normalization"]);

/**
 * @param {HTMLElement} root
 * @param {{onEdit(edit: object): void}} callbacks
 * @returns {{update(sides: Side[], selection: Selection | null, state: State): void, destroy(): void,
 *   tell(notice: {layer?: string, field?: string} & import("../../knobs/knob.js").Problem): boolean}} `tell` says a notice at
 *   its knob, and whether that is on screen
 */
export function createKnobsPanel(root, { onEdit }) {
  const title = element("h3", { class: "knobs-title" });
  const why = element("p", { class: "cl-muted", hidden: true });
  const row = element("div", { class: "knobs-row" });
  const panel = element("section", { class: "knobs-panel", hidden: true }, title, why, row);
  root.append(panel);
  let drawn = "";
  let current = null;
  let layer = null;
  let trainedValues = {};
  /** @type {Map<string, import("../../knobs/knob.js").Knob>} */
  const knobs = new Map();

  /** Controls stay the same elements while the same layer is looked at, so that the focus stays where it is. */
  function arrange(node, words) {
    const key = `${node.name} ${node.knobs.join()}`;
    if (key === drawn) return;
    drawn = key;
    for (const knob of knobs.values()) knob.destroy();
    knobs.clear();
    for (const field of FIELDS) if (node.knobs.includes(field)) knobs.set(field, knobOf(node, field, words));
    if (!PASSING.has(node.kind)) {
      knobs.set(
        "off",
        createSwitch({ label: "", onChange: (on) => onEdit({ ablate: node.name, unit: current.unit, on }) }),
      );
    }
    row.replaceChildren(...[...knobs.values()].map(({ root: one }) => one));
  }

  function knobOf(node, field, words) {
    const create = offered(field, []).length > MOST_SEGMENTS ? createSelect : createSegments;
    const help = words[`knobs.${field}_help`];
    const onChange = (value) =>
      onEdit({ layer: node.layer, field, value: value === trainedValues[field] ? null : sent(field, value) });
    return create({ label: words[`knobs.${field}`], options: [], help, onChange });
  }

  return {
    update(sides, selection, { compare, editable }) {
      current = selection;
      const side = selection && editedSide(sides, selection, compare);
      const node = side?.has(selection.node) ? side.node(selection.node) : null;
      panel.hidden = !node;
      if (!node) return;
      const { words } = side;
      const trained = sides[0].has(node.name) ? sides[0].node(node.name) : node;
      trainedValues = Object.fromEntries(FIELDS.map((field) => [field, valueOf(trained, field)]));
      layer = node.layer;
      arrange(node, words);
      title.textContent = say(words, "knobs.title", { layer: side.label(node.name) });
      why.textContent = words["knobs.rest"];
      why.hidden = editable;
      row.hidden = !editable;
      for (const [field, knob] of knobs) {
        if (field !== "off") paint(knob, field, valueOf(node, field), trainedValues[field], words);
        else {knob.update({
            value: node.ablated.includes(selection.unit),
            label: say(words, "knobs.off", { unit: unitTitle(side, node.name, selection.unit, words) }),
          });}
      }
    },
    tell(notice) {
      const knob = panel.hidden || notice.layer !== layer ? undefined : knobs.get(notice.field);
      knob?.update({ problem: notice });
      return Boolean(knob);
    },
    destroy() {
      for (const knob of knobs.values()) knob.destroy();
      panel.remove();
    },
  };
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
