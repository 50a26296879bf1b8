/** A question mark that tells what a control does: on hover, on focus, and on a tap; Escape puts it away. */
import { element } from "../shared/element.js";
import { freshId } from "./ids.js";

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
  const on = (type, handler) => root.addEventListener(type, handler, { signal: abort.signal });
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

/** Move the text to the left where it would stand out of the view on the right, and back where it would on the left. */
function keepInside(root, tip) {
  tip.style.setProperty("--shift", "0px");
  const view = root.closest(".cl-view")?.getBoundingClientRect();
  const box = tip.getBoundingClientRect();
  if (!view) return;
  const shift = Math.max(view.left - box.left, Math.min(0, view.right - box.right));
  tip.style.setProperty("--shift", `${shift}px`);
}
