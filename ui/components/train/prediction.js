/** What the network says of the picture at one epoch: a bar a class, the same classes at every epoch. */
import { barStyle } from "../shared/colours.js";
import { element } from "../shared/element.js";
import { percent } from "../shared/numbers.js";
import { say } from "../shared/words.js";
import { at, shownClasses } from "./epochs.js";

const MOST = 10;

/** @param {Object<string, string>} words @param {string} language */
export function createPrediction(words, language) {
  const list = element("ul", { class: "bars" });
  const rest = element("p", { class: "cl-muted note" });
  const root = element("section", { class: "prediction" }, element("h4", {}, words.prediction), list, rest);
  /** @type {ReturnType<typeof row>[]} */
  let rows = [];
  /** @type {number[]} */
  let units = [];

  /** @param {string[]} labels @param {number[]} wanted */
  function lay(labels, wanted) {
    units = wanted;
    rows = wanted.map((unit) => row(labels[unit] ?? say(words, "class", { number: unit + 1 })));
    list.replaceChildren(...rows.map((each) => each.root));
    rest.textContent = labels.length > wanted.length
      ? say(words, "classes_left_out", { shown: wanted.length, count: labels.length })
      : "";
  }

  return {
    root,
    /**
     * @param {import("./epochs.js").Tensor | undefined} prediction (epochs, classes)
     * @param {string[]} labels
     * @param {number} index
     */
    update(prediction, labels, index) {
      root.hidden = !prediction;
      if (!prediction) return;
      lay(labels, shownClasses(prediction, MOST));
      const shares = at(prediction, index).data;
      const best = Math.max(...shares);
      rows.forEach((each, place) => each.draw(shares[units[place]], shares[units[place]] === best, language));
    },
  };
}

/** @param {string} label */
function row(label) {
  const fill = element("span", { class: "bar-fill" });
  const number = element("span", { class: "bar-number cl-number" });
  const root = element(
    "li",
    { class: "bar-row" },
    element("span", { class: "bar-label", title: label }, label),
    element("span", { class: "bar-track", "aria-hidden": "true" }, fill),
    number,
  );
  return {
    root,
    /** @param {number} share @param {boolean} best @param {string} language */
    draw(share, best, language) {
      root.classList.toggle("best", best);
      Object.assign(fill.style, barStyle(share));
      number.textContent = percent(share, language);
    },
  };
}
