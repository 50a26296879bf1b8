/** The settings of one layer as knobs, and what can be done with the layer. */
import { createField } from "../knobs/field.js";
import { element } from "../shared/element.js";

const ACTIONS = ["up", "down", "duplicate", "remove"];

/**
 * @param {import("./view.js").LayerKind} kind
 * @param {{words: Object<string, string>, language: string}} speech
 * @param {{onSet: (name: string, value: *) => void, onAct: (action: string) => void}} callbacks
 */
export function createLayerKnobs({ about, fields }, speech, { onSet, onAct }) {
  const { words } = speech;
  const knobs = new Map(
    fields.map((
      field,
    ) => [
      field.name,
      createField(field, speech, { onInput: () => {}, onChange: (value) => onSet(field.name, value) }),
    ]),
  );
  const buttons = Object.fromEntries(ACTIONS.map((action) => {
    const button = element("button", { type: "button", class: "cl-button cl-button-small" }, words[action]);
    button.addEventListener("click", () => button.getAttribute("aria-disabled") !== "true" && onAct(action));
    return [action, button];
  }));
  const body = fields.length
    ? [...knobs.values()].map(({ root }) => root)
    : element("p", { class: "cl-muted" }, words.no_settings);
  const root = element(
    "div",
    { class: "layer-panel" },
    element("p", { class: "layer-about" }, about),
    element("div", { class: "layer-knobs" }, body),
    element("div", { class: "cl-buttons layer-actions" }, ACTIONS.map((action) => buttons[action])),
  );

  return {
    root,
    /** @param {Object<string, *>} settings @param {number} place from 0 @param {number} count of layers @param {boolean} full */
    update(settings, place, count, full) {
      for (const [name, knob] of knobs) knob.update({ value: settings[name] });
      // Not disabled: a button that moved its layer to the end keeps the focus.
      /** @type {Record<string, boolean>} */
      const impossible = { up: place === 0, down: place === count - 1, duplicate: full, remove: false };
      for (const action of ACTIONS) buttons[action].setAttribute("aria-disabled", String(impossible[action]));
    },
    destroy: () => knobs.forEach((knob) => knob.destroy()),
  };
}
