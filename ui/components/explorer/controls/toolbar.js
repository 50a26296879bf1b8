/** The line above the network: which maps share a colour scale, details on or off, and the picture to take away. */
import { createSegments, createSwitch } from "../../knobs/choice.js";
import { element } from "../../shared/element.js";

export const SCALES = Object.freeze(["unit", "layer", "block", "global"]);

/**
 * @param {Object<string, string>} words
 * @param {{onScale(scale: string): void, onDetail(detail: boolean): void, onSave(): void}} callbacks
 * @returns {{root: HTMLElement, update(state: {scale: string, detail: boolean, canSave: boolean, hint: string}): void, destroy(): void}}
 */
export function createToolbar(words, callbacks) {
  const scales = createSegments({
    label: words["overview.scale"],
    options: SCALES.map((value) => ({ value, label: words[`overview.scale_${value}`] })),
    onChange: callbacks.onScale,
  });
  const detail = createSwitch({ label: words["overview.detail"], onChange: callbacks.onDetail });
  const hint = element("p", { class: "hint" });
  const save = element("button", { type: "button", class: "cl-button cl-button-small" }, words["overview.save"]);
  save.addEventListener("click", () => callbacks.onSave());
  return {
    root: element("div", { class: "network-toolbar" }, scales.root, detail.root, hint, save),
    update(state) {
      scales.update({ value: state.scale });
      detail.update({ value: state.detail });
      hint.textContent = state.hint;
      save.hidden = !state.canSave;
    },
    destroy() {
      scales.destroy();
      detail.destroy();
    },
  };
}
