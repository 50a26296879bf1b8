/**
 * A picture is moved, and two networks say at every step what they see. Scores of all steps have come beforehand, so that
 * everything follows the slider at once. State hangs on the parent element and outlives reruns.
 */
/**
 * A way to move a picture; `Movement` of `ui/components/mlp_and_cnn` writes it.
 *
 * @typedef {object} Movement
 * @property {string} name
 * @property {string} label
 * @property {string} unit
 * @property {number[]} amounts of the steps
 * @property {number[]} measured the amounts at which accuracy is measured
 */
/**
 * @typedef {object} Moved
 * @property {string} movement
 * @property {number} amount
 */
/**
 * @typedef {object} ComparedNetwork
 * @property {string} name
 * @property {string} title
 * @property {string} about
 */
/**
 * The header of the payload; `MovementHeader` of `ui/components/mlp_and_cnn` writes it.
 *
 * @typedef {object} MovementHeader
 * @property {Record<string, string>} words
 * @property {string} language
 * @property {Movement[]} movements
 * @property {Moved} chosen
 * @property {ComparedNetwork[]} networks
 * @property {string[]} labels of the classes
 * @property {number | null} answer the class that is asked for; null while nobody knows
 * @property {boolean} known whether it is the right one
 * @property {string} subject what the picture is called
 * @property {string} status what is being worked on, or ""
 * @property {string} measuredOn the pictures on which accuracy is measured
 */
import { createSegments } from "../knobs/choice.js";
import { createSlider } from "../knobs/number.js";
import { element } from "../shared/element.js";
import { mounting } from "../shared/mounting.js";
import { formatNumber } from "../shared/numbers.js";
import { say } from "../shared/words.js";
import { createCard } from "./card.js";
import { createChart } from "./chart.js";
import { createPicture } from "./picture.js";
import { accuracyLines, nearest, scoreLines } from "./steps.js";
import { createTable } from "./table.js";

/**
 * @typedef {import("../shared/mounting.js").Arrays} Arrays
 * @typedef {(message: Moved) => void} Send
 */

class MovementView {
  /** @param {HTMLElement} parent @param {MovementHeader} header */
  constructor(parent, header) {
    const { words, language, networks } = header;
    this.words = words;
    this.language = language;
    /** @type {Moved | null} */
    this.held = null;
    this.abort = new AbortController();
    this.header = header;
    this.movement = header.movements[0];
    this.index = 0;
    /** @type {Arrays} */
    this.arrays = {};
    /** @type {Send} */
    this.send = () => {};
    this.choice = createSegments({ label: words.movement, options: [], onChange: (name) => this.choose(name, 0) });
    this.slider = createSlider({
      label: words.amount,
      min: 0,
      max: 0,
      step: 1,
      format: (index) => this.amountText(index),
      onInput: (index) => this.paint(index),
      onChange: (index) => this.choose(this.movement.name, this.movement.amounts[index]),
    });
    this.picture = createPicture(words);
    this.cards = new Map(networks.map(({ name }) => [name, createCard(words, language)]));
    const onPoint = (/** @type {number} */ amount) => this.paint(nearest(this.movement.amounts, amount));
    const onLeave = () => this.choose(this.movement.name, this.movement.amounts[this.index]);
    this.scores = createChart(words, language, { onPoint, onLeave }, this.abort.signal);
    this.accuracy = createChart(words, language, { onPoint, onLeave }, this.abort.signal);
    this.status = element("p", { class: "movement-status", role: "status" });
    this.spoken = element("p", { class: "cl-visually-hidden", role: "status" });
    this.table = createTable(words, language);
    this.root = element(
      "div",
      { class: "cl-view movement" },
      element("div", { class: "movement-controls" }, this.choice.root, this.slider.root),
      this.status,
      element(
        "div",
        { class: "movement-stage" },
        this.picture.root,
        element("div", { class: "movement-cards" }, [...this.cards.values()].map(({ root }) => root)),
      ),
      element("div", { class: "movement-charts" }, this.scores.root, this.accuracy.root),
      this.table.root,
      this.spoken,
    );
    parent.append(this.root);
  }

  /** @param {MovementHeader} header @param {Arrays} arrays @param {Send} send */
  update(header, arrays, send) {
    Object.assign(this, { header, arrays, send });
    const { movements, chosen, status, networks } = header;
    // What was chosen here a moment ago counts, until an answer to it has come.
    if (this.held && chosen.movement === this.held.movement && chosen.amount === this.held.amount) this.held = null;
    const { movement, amount } = this.held ?? chosen;
    this.movement = this.named(movement);
    this.choice.update({ value: movement, options: movements.map(({ name, label }) => ({ value: name, label })) });
    this.status.textContent = status;
    for (const { name, title, about } of networks) this.cards.get(name)?.name(title, about);
    this.draw(amount);
  }

  /** @param {string} movement */
  named(movement) {
    return this.header.movements.find(({ name }) => name === movement) ?? this.movement;
  }

  /** All that does not follow the slider. @param {number} amount */
  draw(amount) {
    const { movement, header, arrays } = this;
    const steps = scoreLines(header, arrays, movement);
    const measured = accuracyLines(header, arrays, movement);
    const { measuredOn, answer, labels, networks } = header;
    const asked = answer === null ? "" : labels[answer];
    const unit = movement.unit;
    this.scores.draw({
      title: answer === null ? this.words.scores_later : say(this.words, "scores_title", { answer: asked }),
      unit,
      lines: steps,
      amounts: movement.amounts,
    });
    this.accuracy.draw({
      title: say(this.words, "accuracy_title", { pictures: measuredOn }),
      unit,
      lines: measured,
      amounts: movement.measured,
      waiting: this.words.accuracy_later,
    });
    this.table.draw({ networks, steps, measured, movement, asked });
    this.slider.update({ min: 0, max: movement.amounts.length - 1, value: nearest(movement.amounts, amount) });
    this.paint(nearest(movement.amounts, amount));
  }

  /** The picture is moved to a step; everything that follows it is painted. @param {number} index */
  paint(index) {
    const { movement, header, arrays } = this;
    this.index = index;
    const amount = movement.amounts[index];
    this.slider.update({ value: index });
    this.picture.paint(
      arrays[`pictures.${movement.name}`],
      index,
      say(this.words, "picture", { subject: header.subject, moved: this.amountText(index) }),
    );
    for (const [name, card] of this.cards) card.paint(arrays[`scores.${name}.${movement.name}`], index, header);
    this.scores.mark(amount);
    this.accuracy.mark(amount);
  }

  /** @param {string} movement @param {number} amount */
  choose(movement, amount) {
    this.movement = this.named(movement);
    this.held = { movement, amount };
    this.draw(amount);
    const { networks } = this.header;
    this.spoken.textContent = [
      this.amountText(this.index),
      ...networks.map(({ name, title }) => `${title}: ${this.cards.get(name)?.verdict()}`),
    ].join(". ");
    this.send({ movement, amount });
  }

  /** "3 pixels to the right". @param {number} index of the step */
  amountText(index) {
    const { name, amounts } = this.movement;
    const amount = amounts[index];
    const size = formatNumber(Math.abs(amount), 0, this.language);
    if (amount === 0) return this.words.unmoved;
    return say(this.words, `${name}_${amount > 0 ? "forth" : "back"}`, { amount: size });
  }

  destroy() {
    this.abort.abort();
    this.choice.destroy();
    this.slider.destroy();
    this.root.remove();
  }
}

export default mounting({
  make: (parent, /** @type {import("../shared/mounting.js").Payload<MovementHeader>} */ { header }) =>
    new MovementView(parent, header),
  update: (view, { header, arrays }, { setTriggerValue }) =>
    view.update(header, arrays, (message) => setTriggerValue("choose", message)),
  lingers: true,
});
