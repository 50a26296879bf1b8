/** What stands above a large network that is only looked at. */
import { element } from "../shared/element.js";
import { say } from "../shared/words.js";
import { wholeCount } from "./speech.js";

/**
 * @param {Object<string, string>} words
 * @param {string} language
 * @param {{onBack: () => void, onFit: (depth: number) => void}} callbacks
 */
export function createLooking(words, language, { onBack, onFit }) {
  const text = element("p", {});
  const back = element("button", { type: "button", class: "cl-button" }, words.back);
  const fit = element("button", { type: "button", class: "cl-button" });
  const root = element(
    "section",
    { class: "looking", hidden: true },
    text,
    element("div", { class: "cl-buttons" }, back, fit),
  );
  let depth = 0;
  back.addEventListener("click", onBack);
  fit.addEventListener("click", () => onFit(depth));
  return {
    root,
    update({ editable, architecture, architectures, totals }) {
      root.hidden = editable;
      if (editable) return;
      const { convolutions, dense, parameters } = totals;
      depth = convolutions + dense;
      const { title } = architectures.find(({ name }) => name === architecture);
      text.textContent = say(words, "looking", {
        name: title,
        convolutions,
        dense,
        count: depth,
        parameters: wholeCount(parameters, language),
      });
      fit.textContent = say(words, "fit", { count: depth });
    },
  };
}
