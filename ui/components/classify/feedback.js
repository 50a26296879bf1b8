/** Whether the answer was right, and if not what would have been: what the visitor says of it. */
import { freshId } from "../knobs/knob.js";
import { element, listen } from "../shared/element.js";
import { say } from "../shared/words.js";

/**
 * @param {Object<string, string>} words
 * @param {{onMark(message: {said: "right"|"wrong"|"nothing", name?: string}): void}} callbacks
 * @param {AbortSignal} signal
 */
export function createFeedback(words, { onMark }, signal) {
  const button = (word) => element("button", { type: "button", class: "cl-button" }, word);
  const right = button(words["mark.right"]);
  const wrong = button(words["mark.wrong"]);
  const back = button(words["mark.back"]);
  const names = element("datalist", { id: freshId("classes") });
  const id = freshId("right-class");
  const name = element("input", {
    id,
    class: "right-class",
    type: "text",
    list: names.id,
    autocomplete: "off",
    spellcheck: "false",
  });
  const save = element("button", { type: "submit", class: "cl-button" }, words["mark.save"]);
  const form = element(
    "form",
    { class: "right-class-form", hidden: true },
    element("label", { for: id }, words["mark.class"]),
    name,
    names,
    save,
  );
  const said = element("p", { class: "said", role: "status" });
  const kept = element("p", { class: "cl-muted" });
  const question = element(
    "div",
    { class: "cl-buttons" },
    element("span", { class: "mark-question" }, words["mark.question"]),
    right,
    wrong,
    back,
  );
  const root = element("section", { class: "feedback", "aria-label": words["mark.title"] }, question, form, said, kept);
  let offered = "";
  let best = "";
  let digest = "";

  listen(right, "click", () => onMark({ said: "right", name: best }), signal);
  listen(back, "click", () => onMark({ said: "nothing" }), signal);
  listen(wrong, "click", () => {
    form.hidden = false;
    wrong.setAttribute("aria-expanded", "true");
    name.focus();
  }, signal);
  listen(form, "submit", (event) => {
    event.preventDefault();
    if (name.value.trim()) onMark({ said: "wrong", name: name.value.trim() });
    else name.focus();
  }, signal);

  return {
    root,
    /** @param {{digest: string, best: string, labels: string[], mark: {said: {right: boolean, name: string}|null, pictures: number, classes: number, problem: string, longest: number}}} told */
    update({ digest: shown, best: label, labels, mark }) {
      best = label;
      const list = labels.join("\n");
      if (list !== offered) {
        offered = list;
        names.replaceChildren(...labels.map((value) => element("option", { value })));
      }
      if (shown !== digest || mark.said) {
        name.value = "";
        form.hidden = true;
        wrong.setAttribute("aria-expanded", "false");
      }
      digest = shown;
      name.maxLength = mark.longest;
      for (const one of [right, wrong]) one.hidden = Boolean(mark.said);
      back.hidden = !mark.said;
      const sentence = mark.said &&
        say(words, mark.said.right ? "mark.said_right" : "mark.said_wrong", { name: mark.said.name });
      said.textContent = mark.problem || sentence || "";
      said.hidden = !said.textContent;
      kept.textContent = mark.pictures ? say(words, "mark.kept", mark) : words["mark.saves"];
    },
  };
}
