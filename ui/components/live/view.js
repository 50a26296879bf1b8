/**
 * The live camera: what a network makes of it, again and again, as fast as it answers. It stops when it is told to, when
 * the page is hidden, and when it is left.
 *
 * @typedef {{words: Object<string, string>, language: string, answered: number, best: {label: string, score: number}[],
 *   refused: boolean, problem: string}} Header
 */
import { barStyle } from "../shared/colours.js";
import { element, listen } from "../shared/element.js";
import { mounting } from "../shared/mounting.js";
import { formatNumber, percent } from "../shared/numbers.js";
import { say } from "../shared/words.js";
import { createFrames } from "./frames.js";
import { createVideo } from "./video.js";

/** Milliseconds between two answers that are read out. */
const SPOKEN = 2500;

class LiveView {
  /** @param {HTMLElement} parent @param {Header} header */
  constructor(parent, { words, language, answered }) {
    this.words = words;
    this.language = language;
    this.spoken = 0;
    /** @type {import("../shared/mounting.js").Send} */
    this.trigger = () => {};
    this.abort = new AbortController();
    const { signal } = this.abort;
    this.video = createVideo(words);
    this.frames = createFrames(
      { take: () => this.video.frame(), send: (frame) => this.trigger("frame", frame) },
      answered,
    );
    this.button = element("button", { type: "button", class: "cl-button live-start" }, words.start);
    this.keep = element("button", { type: "button", class: "cl-button", disabled: true }, words.keep);
    this.status = element("p", { class: "cl-muted", role: "status" }, words.lead);
    this.heading = element("h2", { class: "live-answer" });
    this.list = element("ol", { class: "live-bars" });
    this.rate = element("p", { class: "cl-muted live-rate" });
    this.aloud = element("p", { class: "cl-visually-hidden", role: "status" });
    this.answers = element(
      "div",
      { class: "live-answers", hidden: true },
      this.heading,
      this.list,
      this.rate,
      this.aloud,
    );
    this.root = element(
      "div",
      { class: "cl-view live" },
      element("div", { class: "cl-buttons" }, this.button, this.keep),
      this.status,
      element("div", { class: "live-stage" }, this.video.root, this.answers),
    );
    this.video.root.hidden = true;
    listen(this.button, "click", () => (this.frames.running() ? this.stop("stopped") : this.start()), signal);
    listen(this.keep, "click", () => {
      this.stop("stopped");
      this.trigger("keep", true);
    }, signal);
    listen(document, "visibilitychange", () => document.hidden && this.frames.running() && this.stop("hidden"), signal);
    parent.append(this.root);
  }

  async start() {
    if (this.opening) return;
    this.opening = true;
    this.status.textContent = this.words.camera_starting;
    const refused = await this.video.open();
    this.opening = false;
    if (this.abort.signal.aborted) {
      this.video.close();
      return;
    }
    this.status.classList.toggle("live-problem", Boolean(refused));
    this.status.textContent = refused ? this.words[refused] : this.words.running;
    if (refused) return;
    this.video.root.hidden = false;
    this.button.textContent = this.words.stop;
    this.frames.start();
  }

  /** @param {"stopped"|"hidden"} why */
  stop(why) {
    this.frames.stop();
    this.video.close();
    this.video.root.hidden = true;
    this.button.textContent = this.words.start;
    this.status.textContent = this.words[why];
  }

  /** @param {Header} header */
  update(header) {
    if (!this.frames.answer(header.answered)) return;
    const { best, refused, problem } = header;
    this.answers.hidden = false;
    this.keep.disabled = false;
    const told = problem ||
      (refused
        ? this.words.none_of_these
        : best.length
        ? `${best[0].label}, ${percent(best[0].score, this.language, 0)}`
        : "");
    this.heading.textContent = told;
    this.list.classList.toggle("refused", refused);
    this.list.replaceChildren(...best.map(({ label, score }) => bar(label, score, this.language)));
    const rate = this.frames.rate();
    this.rate.textContent = rate
      ? say(this.words, "rate", {
        rate: formatNumber(rate.perSecond, 1, this.language),
        wait: formatNumber(rate.wait, 0, this.language),
      })
      : "";
    if (performance.now() - this.spoken > SPOKEN) {
      this.spoken = performance.now();
      this.aloud.textContent = told;
    }
  }

  destroy() {
    this.abort.abort();
    this.frames.stop();
    this.video.close();
    this.root.remove();
  }
}

/** @param {string} label @param {number} score @param {string} language */
function bar(label, score, language) {
  const fill = element("span", {
    class: "live-fill",
    style: barStyle(score),
  });
  return element(
    "li",
    { class: "live-bar" },
    element("span", { class: "live-label", title: label }, label),
    element("span", { class: "live-track", "aria-hidden": "true" }, fill),
    element("span", { class: "cl-number" }, percent(score, language, 0)),
  );
}

export default mounting({
  make: (parent, { header }) => new LiveView(parent, header),
  update: (view, { header }, { setTriggerValue }) => {
    view.trigger = setTriggerValue;
    view.update(header);
  },
  lingers: true,
});
