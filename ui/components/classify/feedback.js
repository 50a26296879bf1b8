/** Whether the answer was right, and if not what would have been: what the visitor says of it. */
import { freshId } from "../knobs/knob.js";
import { element, listen } from "../shared/element.js";
import { say } from "../shared/words.js";

/**
 * @typedef {{said: {right: boolean, name: string} | null, pictures: number, classes: number, problem: string,
 *   longest: number}} Mark what was said of the answer, and how many pictures of how many classes are kept
 * @typedef {{said: "right" | "wrong" | "nothing", name?: string}} Said
 */

export class Feedback {
  /**
   * @param {import("../shared/words.js").Words} words
   * @param {{onMark(message: Said): void}} callbacks
   * @param {AbortSignal} signal
   */
  constructor(words, { onMark }, signal) {
    this.words = words;
    this.offered = "";
    this.best = "";
    this.digest = "";
    const button = (/** @type {string} */ word) => element("button", { type: "button", class: "cl-button" }, word);
    this.right = button(words["mark.right"]);
    this.wrong = button(words["mark.wrong"]);
    this.back = button(words["mark.back"]);
    this.names = element("datalist", { id: freshId("classes") });
    this.name = element("input", {
      id: freshId("right-class"),
      class: "right-class",
      type: "text",
      list: this.names.id,
      autocomplete: "off",
      spellcheck: "false",
    });
    this.form = element(
      "form",
      { class: "right-class-form", hidden: true },
      element("label", { for: this.name.id }, words["mark.class"]),
      this.name,
      this.names,
      element("button", { type: "submit", class: "cl-button" }, words["mark.save"]),
    );
    this.said = element("p", { class: "said", role: "status" });
    this.kept = element("p", { class: "cl-muted" });
    const asked = element("span", { class: "mark-question" }, words["mark.question"]);
    const question = element("div", { class: "cl-buttons" }, asked, this.right, this.wrong, this.back);
    const attributes = { class: "feedback", "aria-label": words["mark.title"] };
    this.root = element("section", attributes, question, this.form, this.said, this.kept);
    this.listen(onMark, signal);
  }

  /** @param {(message: Said) => void} onMark @param {AbortSignal} signal */
  listen(onMark, signal) {
    listen(this.right, "click", () => onMark({ said: "right", name: this.best }), signal);
    listen(this.back, "click", () => onMark({ said: "nothing" }), signal);
    listen(this.wrong, "click", () => {
      this.form.hidden = false;
      this.wrong.setAttribute("aria-expanded", "true");
      this.name.focus();
    }, signal);
    listen(this.form, "submit", (event) => {
      event.preventDefault();
      const name = this.name.value.trim();
      if (name) onMark({ said: "wrong", name });
      else this.name.focus();
    }, signal);
  }

  /** @param {{digest: string, best: string, labels: string[], mark: Mark}} state `digest` of the picture */
  update({ digest, best, labels, mark }) {
    this.best = best;
    const offered = labels.join("\n");
    if (offered !== this.offered) {
      this.offered = offered;
      this.names.replaceChildren(...labels.map((value) => element("option", { value })));
    }
    if (digest !== this.digest || mark.said) {
      this.name.value = "";
      this.form.hidden = true;
      this.wrong.setAttribute("aria-expanded", "false");
    }
    this.digest = digest;
    this.name.maxLength = mark.longest;
    for (const button of [this.right, this.wrong]) button.hidden = Boolean(mark.said);
    this.back.hidden = !mark.said;
    const sentence = mark.said &&
      say(this.words, mark.said.right ? "mark.said_right" : "mark.said_wrong", { name: mark.said.name });
    this.said.textContent = mark.problem || sentence || "";
    this.said.hidden = !this.said.textContent;
    const { pictures, classes } = mark;
    this.kept.textContent = pictures ? say(this.words, "mark.kept", { pictures, classes }) : this.words["mark.saves"];
  }
}
