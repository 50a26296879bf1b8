/**
 * The view of the page Classify: the picture as the network sees it, its answers, and how they come about.
 *
 * The server sends the logits; everything that is made of them (shares, sigmoids, thresholds) is computed here, so that
 * it follows a slider at once. State hangs on the parent element and outlives reruns.
 */
import { createSegments, createSelect } from "../knobs/choice.js";
import { createSlider } from "../knobs/number.js";
import { createTabs } from "../shared/tabs.js";
import { element } from "../shared/element.js";
import { mounting } from "../shared/mounting.js";
import { answersOf, classOf } from "./answers.js";
import { Decision } from "./decision.js";
import { Feedback } from "./feedback.js";
import { createPicture } from "./picture.js";
import { createBeside, createSteps } from "./tables.js";
import { createBars, createRefusal } from "./verdict.js";

/**
 * @typedef {import("../knobs/choice.js").Option} Option
 * @typedef {{words: import("../shared/words.js").Words, language: string, labels: string[], squashed: string,
 *   controls: {classifier: {value: string, options: Option[]}, framing: {value: string, options: Option[]}, top: number,
 *     mostAnswers: number, cut: number},
 *   judgement: import("./verdict.js").Judgement | null, picture: import("./picture.js").Seen & {digest: string},
 *   mark: import("./feedback.js").Mark, about: string, notices: string[], stale: boolean}} Header
 * @typedef {import("../shared/mounting.js").Payload<Header>} Payload
 */

class ClassifyView {
  /** @param {HTMLElement} parent @param {Header} header */
  constructor(parent, { words, language, controls }) {
    this.language = language;
    this.words = words;
    this.top = controls.top;
    this.abort = new AbortController();
    /** @type {import("../shared/mounting.js").Send} */
    this.send = () => {};
    /** @type {Header | null} */
    this.header = null;
    /** @type {import("./answers.js").Answers | null} */
    this.answers = null;
    const choose = (/** @type {string} */ field) => (/** @type {string | number} */ value) =>
      this.send("choose", { field, value });
    this.knobs = {
      network: createSelect({ label: words.network, options: [], onChange: choose("classifier") }),
      framing: createSegments({
        label: words.framing,
        options: [],
        help: words.framing_help,
        onChange: choose("framing"),
      }),
      top: createSlider({
        label: words.top,
        min: 1,
        max: 1,
        onInput: (value) => this.list(value),
        onChange: choose("top"),
      }),
    };
    this.about = element("p", { class: "about cl-muted" });
    this.notices = element("div", { class: "notices", role: "status" });
    this.picture = createPicture(words, language);
    this.refusal = createRefusal(words, language);
    this.bars = createBars(words, language);
    this.feedback = new Feedback(words, {
      onMark: (message) => this.send("mark", { digest: this.header?.picture.digest, ...message }),
    }, this.abort.signal);
    this.parts = {
      steps: createSteps(words, language),
      beside: createBeside(words, language),
      decision: new Decision(words, language, { onCut: (value) => choose("cut")(value) }),
    };
    this.tabs = createTabs(
      words["tabs.label"],
      Object.keys(this.parts).map((id) => ({ id, title: words[`tabs.${id}`] })),
      () => this.refresh(),
    );
    for (const [id, part] of Object.entries(this.parts)) this.tabs.panels[id].append(part.root);
    this.stage = element(
      "div",
      { class: "stage", hidden: true },
      element("div", { class: "answer-column" }, this.bars.root, this.feedback.root, this.tabs.root),
      element("div", { class: "seen-column" }, this.picture.root, this.refusal.root),
    );
    const bar = element("div", { class: "bar-of-controls" }, Object.values(this.knobs).map(({ root }) => root));
    this.root = element("div", { class: "cl-view classify" }, bar, this.about, this.notices, this.stage);
    parent.append(this.root);
  }

  /**
   * Draw what the server has answered.
   *
   * @param {Payload} payload
   */
  update({ header, arrays }) {
    this.header = header;
    const { controls, notices, about } = header;
    this.knobs.network.update(controls.classifier);
    this.knobs.framing.update(controls.framing);
    this.about.textContent = about;
    this.notices.replaceChildren(...notices.map((sentence) => element("p", {}, sentence)));
    this.stage.hidden = this.knobs.top.root.hidden = !arrays.logits;
    this.root.classList.toggle("stale", header.stale);
    if (!arrays.logits) return;
    this.answers = answersOf(arrays.logits.data);
    this.picture.update(arrays.picture, arrays.original, header.picture);
    this.refusal.update(header.judgement);
    this.feedback.update({
      digest: header.picture.digest,
      best: this.bestName(header, this.answers),
      labels: header.labels,
      mark: header.mark,
    });
    const most = Math.min(controls.mostAnswers, this.answers.all.length);
    this.list(Math.min(this.top, most), most);
    if (!this.opened) this.tabs.open("steps");
    this.opened = true;
    this.stage.dataset.picture = header.picture.digest;
  }

  /**
   * Name the answer, also where it is that the picture is none of the classes.
   *
   * @param {Header} header
   * @param {import("./answers.js").Answers} answers
   */
  bestName({ labels, judgement }, { ranked }) {
    return judgement?.refused ? this.words.none_of_these : classOf(ranked[0], labels, this.words);
  }

  /** @param {number} top answers that are listed @param {number} [most] that there are */
  list(top, most) {
    this.top = top;
    this.knobs.top.update({ value: top, ...(most && { max: most }) });
    if (this.answers && this.header) this.bars.update(this.answers, this.context(this.header));
    this.refresh();
  }

  refresh() {
    const part = this.parts[/** @type {keyof typeof this.parts} */ (this.tabs.current())];
    if (this.answers && this.header) part.update(this.answers, this.context(this.header));
  }

  /** @param {Header} header @returns {import("./answers.js").Context} */
  context({ labels, squashed, judgement, controls }) {
    return { labels, squashed, top: this.top, refused: Boolean(judgement?.refused), cut: controls.cut };
  }

  destroy() {
    this.abort.abort();
    for (const knob of Object.values(this.knobs)) knob.destroy();
    this.parts.decision.destroy();
    this.root.remove();
  }
}

export default mounting({
  make: (parent, /** @type {Payload} */ { header }) => new ClassifyView(parent, header),
  update: (view, payload, { setTriggerValue }) => {
    view.send = setTriggerValue;
    view.update(payload);
  },
  lingers: true,
});
