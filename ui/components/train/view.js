/**
 * A run's inside: the first layer's filters, the maps that they make of the visitor's picture, and what the network says
 * of it, at every epoch that was kept. All epochs come at once; stepping through them asks nobody.
 *
 * State hangs on the parent element, so that a rerun of the page continues where the visitor was.
 */
import { createSegments } from "../knobs/choice.js";
import { paintPicture } from "../shared/colours.js";
import { contextOf, element } from "../shared/element.js";
import { mounting } from "../shared/mounting.js";
import { formatNumber, percent } from "../shared/numbers.js";
import { say } from "../shared/words.js";
import { changeOf, indexFor } from "./epochs.js";
import { createFilters } from "./filters.js";
import { createPrediction } from "./prediction.js";
import { createScrubber } from "./scrubber.js";
import { createTrace } from "./trace.js";

/** Milliseconds of rest after which a link keeps the epoch. */
const REST = 700;

/**
 * The accuracies of an epoch; `Figures` of `ui/components/train` writes them.
 *
 * @typedef {object} Figures
 * @property {number | null} accuracy a share; null where nothing was measured
 * @property {number | null} val_accuracy
 */
/**
 * The header of the payload; `TrainHeader` of `ui/components/train` writes it.
 *
 * @typedef {object} TrainHeader
 * @property {Record<string, string>} words
 * @property {string} language
 * @property {string} run its id
 * @property {string} layer the name of the first one that has maps
 * @property {string[]} labels
 * @property {number[]} epochs that were kept, ascending
 * @property {number} total epochs that the run is meant to have
 * @property {(Figures | null)[]} figures
 * @property {number | null} epoch the one that is shown at first; null: the newest
 */
/**
 * @typedef {import("../shared/mounting.js").Component} Component
 * @typedef {import("../shared/mounting.js").Payload<TrainHeader>} Payload
 */

class TrainingView {
  /** @param {HTMLElement} parent @param {TrainHeader} header */
  constructor(parent, header) {
    this.header = header;
    this.words = header.words;
    this.language = header.language;
    /** @type {"run" | "epoch"} */
    this.scale = "run";
    /** @type {Component | null} */
    this.component = null;
    this.index = 0;
    /** @type {{index: number, count: number} | null} */
    this.place = null;
    /** @type {import("../shared/mounting.js").Arrays} */
    this.arrays = {};
    /** @type {ReturnType<typeof setTimeout> | 0} */
    this.timer = 0;
    this.abort = new AbortController();
    this.trace = createTrace(this.words);
    this.scrubber = createScrubber(this.words, this.trace.root, { onIndex: (index) => this.goTo(index) });
    this.filters = createFilters(this.words, this.language);
    this.prediction = createPrediction(this.words, this.language);
    this.scales = createSegments({
      label: this.words.scale,
      options: ["run", "epoch"].map((value) => ({ value, label: this.words[`scale_${value}`] })),
      onChange: (scale) => {
        this.scale = scale === "epoch" ? scale : "run";
        this.draw();
      },
    });
    this.picture = element("canvas", { role: "img", "aria-label": this.words.picture });
    this.pictureNote = element("p", { class: "cl-muted note" });
    this.title = element("h4", {});
    this.change = element("p", { class: "cl-muted note" });
    this.root = this.lay();
    parent.append(this.root);
  }

  lay() {
    const seen = element(
      "section",
      { class: "picture" },
      element("h4", {}, this.words.picture),
      this.picture,
      this.pictureNote,
    );
    const layer = element(
      "section",
      { class: "layer" },
      element("div", { class: "layer-head" }, this.title, this.scales.root),
      this.change,
      this.filters.root,
    );
    const root = element(
      "div",
      { class: "cl-view training", role: "group", "aria-label": this.words.name },
      this.scrubber.root,
      element("div", { class: "inside" }, seen, layer, this.prediction.root),
    );
    root.addEventListener("keydown", (event) => {
      const choosing = event.target instanceof HTMLInputElement && event.target.type === "radio";
      if (!choosing && this.scrubber.key(event)) event.preventDefault();
    }, { signal: this.abort.signal });
    return root;
  }

  /** @param {Component} component @param {Payload} payload */
  update(component, { header, arrays }) {
    this.component = component;
    this.index = indexFor(this.place, header.epochs, header.epoch);
    Object.assign(this, { header, arrays, place: { index: this.index, count: header.epochs.length } });
    this.scales.update({ value: this.scale });
    this.drawPicture();
    this.draw();
  }

  drawPicture() {
    const { data, shape: [rows, columns, channels] } = this.arrays.picture;
    Object.assign(this.picture, { width: columns, height: rows });
    const pixels = new ImageData(columns, rows);
    paintPicture(pixels, columns, Float32Array.from(data, (byte) => byte / 255), rows, columns, channels);
    contextOf(this.picture).putImageData(pixels, 0, 0);
    this.pictureNote.textContent = say(this.words, "picture_is", { rows, columns });
  }

  /** @param {number} index */
  goTo(index) {
    this.index = index;
    if (this.place) this.place.index = index;
    this.draw();
    clearTimeout(this.timer);
    const newest = index === this.header.epochs.length - 1;
    this.timer = setTimeout(
      () => this.component?.setStateValue("epoch", newest ? null : this.header.epochs[index]),
      REST,
    );
  }

  draw() {
    const { epochs, total, figures, layer, labels } = this.header;
    const name = say(this.words, epochs[this.index] ? "epoch_of" : "epoch_start", { epoch: epochs[this.index], total });
    this.scrubber.update({
      index: this.index,
      count: epochs.length,
      name,
      figures: this.figuresText(figures[this.index]),
    });
    this.trace.update(figures, this.index);
    const count = this.arrays.maps?.shape[3] ?? 0;
    this.title.textContent = count
      ? say(this.words, this.arrays.filters ? "layer" : "layer_maps", { layer, count })
      : this.words.no_maps;
    this.scales.root.hidden = !count;
    this.change.textContent = count ? this.changeText() : this.words.no_maps_why;
    this.filters.update(this.arrays, this.index, this.scale);
    this.prediction.update(this.arrays.prediction, labels, this.index);
  }

  /** @param {Figures | null} figures */
  figuresText(figures) {
    if (!figures) return "";
    const share = (/** @type {number | null} */ value) => (value === null ? "–" : percent(value, this.language));
    return say(this.words, "epoch_figures", {
      accuracy: share(figures.accuracy),
      validation: share(figures.val_accuracy),
    });
  }

  changeText() {
    const { filters } = this.arrays;
    if (!filters || this.header.epochs.length < 2) return "";
    const change = formatNumber(100 * changeOf(filters, this.index), 0, this.language);
    return say(this.words, "change", { change, epoch: this.header.epochs[0] });
  }

  destroy() {
    clearTimeout(this.timer);
    this.abort.abort();
    for (const part of [this.scrubber, this.filters, this.scales]) part.destroy();
    this.root.remove();
  }
}

export default mounting({
  make: (parent, /** @type {Payload} */ { header }) => new TrainingView(parent, header),
  update: (view, payload, component) => view.update(component, payload),
  identity: ({ language, run }) => `${language} ${run}`,
});
