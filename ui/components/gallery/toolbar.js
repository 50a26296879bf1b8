/** What of the gallery is shown, and in which order. */
import { createSelect } from "../knobs/choice.js";
import { element, listen } from "../shared/element.js";
import { say } from "../shared/words.js";
import { counts, ORDERS, progressOf, SHOWS } from "./rows.js";

/** Milliseconds of quiet after which what was typed is looked for. */
const QUIET = 120;
const START = { text: "", show: "all", label: "", order: "added" };

/**
 * @typedef {import("../shared/words.js").Words} Words
 * @typedef {import("./rows.js").Choice} Choice
 * @typedef {(prefix: string, values: string[]) => import("../knobs/choice.js").Option[]} Named
 */
/**
 * @param {Words} words
 * @param {{onChoice(choice: Choice): void}} callbacks
 * @param {AbortSignal} signal
 */
export function createToolbar(words, { onChoice }, signal) {
  let choice = { ...START };
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const change = (/** @type {Partial<Choice>} */ part) => {
    choice = { ...choice, ...part };
    onChoice(choice);
  };
  /** @type {Named} */
  const named = (prefix, values) => values.map((value) => ({ value, label: words[`${prefix}.${value}`] }));
  const search = element("input", {
    type: "search",
    class: "gallery-search",
    "aria-label": words.search,
    placeholder: words.search,
    autocomplete: "off",
    spellcheck: "false",
  });
  const knobs = createKnobs(words, named, change);
  listen(search, "input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => change({ text: search.value }), QUIET);
  }, signal);
  return {
    root: element("div", { class: "gallery-toolbar" }, search, Object.values(knobs).map(({ root }) => root)),
    choice: () => choice,
    /** @param {import("./rows.js").Row[]} rows */
    update(rows) {
      const found = counts(rows);
      if (choice.label && !found.some(([label]) => label === choice.label)) choice = { ...choice, label: "" };
      const classes = found.map(([label, count]) => ({
        value: label,
        label: say(words, "class_count", { label, count }),
      }));
      knobs.label.update({ value: choice.label, options: [{ value: "", label: words.all_classes }, ...classes] });
      const { refused } = progressOf(rows);
      knobs.show.update({
        value: choice.show,
        options: named("show", SHOWS).map((
          one,
        ) => (one.value === "refused" ? { ...one, label: `${one.label} (${refused})` } : one)),
      });
      knobs.order.update({ value: choice.order });
    },
    reset() {
      choice = { ...START };
      search.value = "";
    },
    destroy() {
      clearTimeout(timer);
      for (const knob of Object.values(knobs)) knob.destroy();
    },
  };
}

/** @param {Words} words @param {Named} named @param {(part: Partial<Choice>) => void} change */
function createKnobs(words, named, change) {
  return {
    show: createSelect({
      label: words.show_label,
      options: named("show", SHOWS),
      onChange: (show) => change({ show }),
    }),
    label: createSelect({ label: words.class_label, options: [], onChange: (label) => change({ label }) }),
    order: createSelect({
      label: words.order_label,
      options: named("order", ORDERS),
      onChange: (order) => change({ order }),
    }),
  };
}
