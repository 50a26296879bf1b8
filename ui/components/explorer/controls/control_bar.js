/**
 * The bar above the networks: which network, how the picture is fitted to it, what stands beside it, the walk-through
 * and everything about the network. What is offered comes from the server.
 *
 * @typedef {{value: string, options: import("../../knobs/choice.js").Option[]}} Choice
 * @typedef {object} Controls
 * @property {Choice} network
 * @property {Choice} fit
 * @property {Choice} compare
 * @property {Choice | null} partner the other picture or network; null: nothing is compared
 * @property {"partner_picture" | "partner_network"} partnerField
 * @property {string} about a sentence about the network
 * @property {string} accuracy how good it is, or ""
 * @property {boolean} card whether there is more to say about it
 */
import { createSegments, createSelect } from "../../knobs/choice.js";
import { element } from "../../shared/element.js";

/**
 * @param {Object<string, string>} words
 * @param {{onChoose(field: string, value: string): void, onWalk(): void, onCard(): void}} callbacks
 * @returns {{root: HTMLElement, update(controls: Controls): void, destroy(): void}}
 */
export function createControlBar(words, { onChoose, onWalk, onCard }) {
  let partnerField = "partner_picture";
  const choices = {
    network: createSelect({
      label: words["bar.network"],
      options: [],
      onChange: (value) => onChoose("network", value),
    }),
    fit: createSegments({
      label: words["bar.fit"],
      options: [],
      help: words["bar.fit_help"],
      onChange: (value) => onChoose("fit", value),
    }),
    compare: createSelect({
      label: words["bar.compare"],
      options: [],
      onChange: (value) => onChoose("compare", value),
    }),
    partner: createSelect({
      label: words["bar.partner_picture"],
      options: [],
      onChange: (value) => onChoose(partnerField, value),
    }),
  };
  const walk = button(words["bar.walk"], onWalk);
  const card = button(words["bar.card"], onCard);
  const about = element("p", { class: "about" });
  const controls = element(
    "div",
    { class: "control-bar" },
    ...Object.values(choices).map(({ root }) => root),
    element("div", { class: "cl-buttons" }, walk, card),
  );
  return {
    root: element("div", { class: "control-bar-frame" }, controls, about),
    update({ partner, partnerField: field, ...offered }) {
      partnerField = field;
      for (const name of ["network", "fit", "compare"]) choices[name].update(offered[name]);
      choices.partner.update({ hidden: !partner, label: words[`bar.${field}`], ...partner });
      about.replaceChildren(
        ...[offered.about, offered.accuracy].filter(Boolean).map((text) => element("span", {}, text)),
      );
      card.hidden = !offered.card;
    },
    destroy() {
      for (const choice of Object.values(choices)) choice.destroy();
    },
  };
}

function button(text, onClick) {
  const made = element("button", { type: "button", class: "cl-button" }, text);
  made.addEventListener("click", () => onClick());
  return made;
}
