/** What stands above the layers: the toolbar, what is said of a network that is only looked at, and the costs of it all. */
import { element } from "../shared/element.js";
import { say } from "../shared/words.js";
import { bytesText, shortCount, wholeCount } from "./speech.js";

const BYTES_OF_A_NUMBER = 4;

/**
 * Make undo, redo, the list of known networks, and how much is to be put right.
 *
 * @param {Object<string, string>} words
 * @param {HTMLElement} presets the button that opens the list of known networks
 * @param {{onUndo: () => void, onRedo: () => void}} callbacks
 */
export function createToolbar(words, presets, { onUndo, onRedo }) {
  const undo = button("↶", words.undo, words.undo_keys, onUndo);
  const redo = button("↷", words.redo, words.redo_keys, onRedo);
  const count = element("span", { class: "builder-count" });
  const root = element("div", { class: "cl-buttons builder-toolbar" }, presets, undo, redo, count);
  return {
    root,
    /** @param {boolean} editable @param {boolean} canUndo @param {boolean} canRedo @param {number} problems how many */
    update(editable, canUndo, canRedo, problems) {
      root.hidden = !editable;
      undo.setAttribute("aria-disabled", String(!canUndo));
      redo.setAttribute("aria-disabled", String(!canRedo));
      count.textContent = problems
        ? (problems === 1 ? words.problem_one : say(words, "problems", { count: problems }))
        : "";
    },
  };
}

/**
 * Not disabled when there is nothing to undo: it keeps the focus.
 *
 * @param {string} sign
 * @param {string} word
 * @param {string} title
 * @param {() => void} onClick
 */
function button(sign, word, title, onClick) {
  const made = element(
    "button",
    { type: "button", class: "cl-button", title, "aria-label": title },
    element("span", { "aria-hidden": "true" }, sign),
    element("span", { class: "builder-toolbar-word" }, word),
  );
  made.addEventListener("click", onClick);
  return made;
}

/**
 * Make what stands above a large network that is only looked at.
 *
 * @param {Object<string, string>} words
 * @param {string} language
 * @param {{onBack: () => void, onFit: (depth: number) => void}} callbacks
 */
export function createLooking(words, language, { onBack, onFit }) {
  const text = element("p", {});
  const back = element("button", { type: "button", class: "cl-button" }, words.back);
  const fit = element("button", { type: "button", class: "cl-button" });
  const root = element(
    "section",
    { class: "looking", hidden: true },
    text,
    element("div", { class: "cl-buttons" }, back, fit),
  );
  let depth = 0;
  back.addEventListener("click", onBack);
  fit.addEventListener("click", () => onFit(depth));
  return {
    root,
    /** @param {import("./view.js").BuilderData} data */
    update({ editable, architecture, architectures, totals }) {
      root.hidden = editable;
      if (editable) return;
      const { convolutions, dense, parameters } = totals;
      depth = convolutions + dense;
      const looked = architectures.find(({ name }) => name === architecture);
      text.textContent = say(words, "looking", {
        name: looked?.title ?? architecture,
        convolutions,
        dense,
        count: depth,
        parameters: wholeCount(parameters, language),
      });
      fit.textContent = say(words, "fit", { count: depth });
    },
  };
}

/**
 * Make what the whole network costs, in one row.
 *
 * @param {Object<string, string>} words
 * @param {string} language
 */
export function createTotals(words, language) {
  const root = element("dl", { class: "totals" });

  /** @param {import("./view.js").Totals} totals */
  function update(
    { parameters, trained, multiply_accumulates: multiplications, bytes, convolutions, dense, complete },
  ) {
    const rest = complete ? "" : words.total_incomplete;
    root.replaceChildren(
      entry(
        words.total_parameters,
        wholeCount(parameters, language),
        trained === null ? rest : say(words, "total_trained", { count: wholeCount(trained, language) }),
      ),
      entry(words.total_multiplications, shortCount(multiplications, language), rest),
      entry(words.total_memory, bytesText(bytes, language), rest),
      entry(words.total_weights, bytesText(parameters * BYTES_OF_A_NUMBER, language), rest),
      entry(words.total_layers, String(convolutions + dense), say(words, "total_layers_of", { convolutions, dense })),
    );
  }

  return { root, update };
}

/** @param {string} name @param {string} value @param {string} small */
function entry(name, value, small) {
  return element(
    "div",
    { class: "total" },
    element("dt", {}, name),
    element("dd", {}, element("span", { class: "total-value" }, value), small && element("small", {}, small)),
  );
}
