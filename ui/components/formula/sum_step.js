/** The line that adds up: channel sums + bias = the feature map's value. */

import { element } from "../shared/element.js";
import { createCheckLine } from "./check_line.js";

/**
 * @param {object} options
 * @param {(key: string, values?: object) => string} options.text
 * @param {string} options.language
 * @param {number} options.count of the channels that stand by themselves; `setNames` names them
 * @param {number} options.others how many more there are
 */
export function createSumStep({ text, language, count, others }) {
  const labels = [...Array(count).fill(""), ...(others ? [text("others", { count: others })] : []), text("bias")];
  const terms = labels.map((label) => term(label));
  const result = term(text("feature"), "step-result");
  const parts = terms.map((one, index) => (index ? after("+", one) : one.element));
  const check = createCheckLine(text, language);
  const step = element(
    "section",
    { class: "step step-sum", dataset: { stage: "feature" } },
    element("h4", {}, text("step_sum")),
    element("div", { class: "step-line" }, parts, after("=", result)),
    check.element,
  );

  /** @param {object} written of `writeSums` */
  function paint(written, explanation, preview) {
    const bias = explanation.bias === 0 ? "0" : written.bias;
    const numbers = [
      ...written.channels.map((channel) => channel.contribution),
      ...(others ? [written.rest] : []),
      bias,
    ];
    numbers.forEach((number, index) => terms[index].set(number));
    result.set(written.feature);
    check.paint(explanation.feature, preview);
  }

  function setNames(names) {
    names.slice(0, count).forEach((name, index) => terms[index].rename(name.text));
  }

  return { element: step, paint, setNames };
}

/** A sign and what follows it, which stay on one line. */
function after(sign, { element: holder }) {
  return element("span", { class: "step-signed" }, element("span", { class: "operator" }, sign), holder);
}

function term(label, kind = "") {
  const number = element("span", { class: "cl-number term-number" });
  const name = element("span", { class: "term-label" }, label);
  return {
    element: element("span", { class: `term ${kind}` }, number, name),
    set: (text) => (number.textContent = text),
    rename: (text) => (name.textContent = text),
  };
}
