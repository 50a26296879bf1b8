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
import { say } from "../shared/words.js";
import { answersOf } from "./answers.js";
import { createBars } from "./bars.js";
import { createBeside } from "./beside.js";
import { createDecision } from "./decision.js";
import { createFeedback } from "./feedback.js";
import { createPicture } from "./picture.js";
import { createRefusal } from "./refusal.js";
import { createSteps } from "./steps.js";

class ClassifyView {
  constructor(parent, { words, language, controls }) {
    this.language = language;
    this.words = words;
    this.top = controls.top;
    this.abort = new AbortController();
    const choose = (field) => (value) => this.component.setTriggerValue("choose", { field, value });
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
    this.feedback = createFeedback(words, {
      onMark: (message) => this.component.setTriggerValue("mark", { digest: this.header.picture.digest, ...message }),
    }, this.abort.signal);
    this.parts = {
      steps: createSteps(words, language),
      beside: createBeside(words, language),
      decision: createDecision(words, language, { onCut: (value) => choose("cut")(value) }),
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

  /** The server has answered. */
  update(component, { header, arrays }) {
    this.component = component;
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
      best: this.bestName(),
      labels: header.labels,
      mark: header.mark,
    });
    const most = Math.min(controls.mostAnswers, this.answers.all.length);
    this.list(Math.min(this.top, most), most);
    if (!this.opened) this.tabs.open("steps");
    this.opened = true;
    this.stage.dataset.picture = header.picture.digest;
  }

  /** What the answer says, also where it says that the picture is none of the classes. */
  bestName() {
    const { labels, judgement } = this.header;
    const [{ index }] = this.answers.ranked;
    return judgement?.refused
      ? this.words.none_of_these
      : labels[index] ?? say(this.words, "class_number", { number: index });
  }

  /** So many answers are listed. */
  list(top, most) {
    this.top = top;
    this.knobs.top.update({ value: top, ...(most && { max: most }) });
    this.bars.update(this.answers, this.told());
    this.refresh();
  }

  refresh() {
    if (this.answers) this.parts[this.tabs.current()].update(this.answers, this.told());
  }

  told() {
    const { labels, squashed, judgement, controls } = this.header;
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
  make: (parent, { header }) => new ClassifyView(parent, header),
  update: (view, payload, component) => view.update(component, payload),
  lingers: true,
});
