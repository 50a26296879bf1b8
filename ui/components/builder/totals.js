/** What the whole network costs, in one row. */
import { element } from "../shared/element.js";
import { say } from "../shared/words.js";
import { bytesText, shortCount, wholeCount } from "./speech.js";

const BYTES_OF_A_NUMBER = 4;

/**
 * @param {Object<string, string>} words
 * @param {string} language
 */
export function createTotals(words, language) {
  const root = element("dl", { class: "totals" });

  /** @param {{parameters: number, trained: number|null, multiply_accumulates: number, bytes: number, convolutions: number,
   *   dense: number, complete: boolean}} totals */
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

function entry(name, value, small) {
  return element(
    "div",
    { class: "total" },
    element("dt", {}, name),
    element("dd", {}, element("span", { class: "total-value" }, value), small && element("small", {}, small)),
  );
}
