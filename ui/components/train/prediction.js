/** What the network says of the picture at one epoch: a bar a class, the same classes at every epoch. */
import { css, probabilityColour } from "../shared/colours.js";
import { element } from "../shared/element.js";
import { formatNumber } from "../shared/numbers.js";
import { say } from "../shared/words.js";
import { at, shownClasses } from "./epochs.js";

const MOST = 10;

/** @param {Object<string, string>} words @param {string} language */
export function createPrediction(words, language) {
  const list = element("ul", { class: "bars" });
  const rest = element("p", { class: "cl-muted note" });
  const root = element("section", { class: "prediction" }, element("h4", {}, words.prediction), list, rest);
  let rows = [];
  let units = [];
  const percent = (
    share,
  ) => (share > 0 && share < 0.0005
    ? `< ${formatNumber(0.1, 1, language)} %`
    : `${formatNumber(100 * share, 1, language)} %`);

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
    /** @param {import("./epochs.js").Tensor | undefined} prediction (epochs, classes) */
    update(prediction, labels, index) {
      root.hidden = !prediction;
      if (!prediction) return;
      lay(labels, shownClasses(prediction, MOST));
      const shares = at(prediction, index).data;
      const best = Math.max(...shares);
      rows.forEach((each, place) => each.draw(shares[units[place]], shares[units[place]] === best, percent));
    },
  };
}

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
    draw(share, best, percent) {
      root.classList.toggle("best", best);
      fill.style.width = `${100 * share}%`;
      fill.style.background = css(probabilityColour(0.25 + 0.6 * share));
      number.textContent = percent(share);
    },
  };
}
