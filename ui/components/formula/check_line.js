/** The exact line under a step: what Keras computed beside what the terms add up to. */

import { element } from "../shared/element.js";
import { exact } from "../written/written.js";

/**
 * @param {(key: string, values?: object) => string} text
 * @param {string} language
 */
export function createCheckLine(text, language) {
  const theirs = element("span", { class: "cl-number" });
  const ours = element("span", { class: "cl-number" });
  const verdict = element("span", { class: "check-verdict" });
  const source = element("span", {});
  const line = element("p", { class: "check" }, source, " ", theirs, " · ", text("by_hand"), " ", ours, " ", verdict);

  /** @param {import("./explanation.js").Check} check @param {boolean} preview */
  function paint(check, preview) {
    source.textContent = text(preview ? "browser_says" : "keras_says");
    theirs.textContent = exact(check.theirs, language);
    ours.textContent = exact(check.ours, language);
    verdict.textContent = check.agrees
      ? text("agrees")
      : text("differs", { by: exact(check.ours - check.theirs, language) });
    line.classList.toggle("check-agrees", check.agrees);
    line.classList.toggle("check-differs", !check.agrees);
  }

  return { element: line, paint };
}
