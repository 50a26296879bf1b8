/** The numbers of both charts. */
import { element } from "../shared/element.js";
import { formatNumber, percent } from "../shared/numbers.js";
import { say } from "../shared/words.js";

/**
 * @typedef {import("./steps.js").Line} Line
 * @typedef {import("./steps.js").Movement} Movement
 */
/** @param {Object<string, string>} words @param {string} language */
export function createTable(words, language) {
  const body = element("div", { class: "movement-table", tabindex: "0", role: "region", "aria-label": words.numbers });
  const root = element("details", { class: "movement-numbers" }, element("summary", {}, words.numbers), body);

  /**
   * @param {{networks: import("./view.js").ComparedNetwork[], steps: Line[], measured: Line[], movement: Movement,
   *   asked: string}} wanted
   */
  function draw({ networks, steps, measured, movement, asked }) {
    const heads = [
      movement.unit,
      ...networks.map(({ title }) => say(words, "column_score", { network: title, answer: asked || "?" })),
    ];
    heads.push(...networks.map(({ title }) => say(words, "column_accuracy", { network: title })));
    const rows = movement.amounts.map((amount) => [
      formatNumber(amount, 0, language),
      ...[steps, measured].flatMap((lines) => networks.map(({ name }) => written(lines, name, amount))),
    ]);
    body.replaceChildren(
      element(
        "table",
        {},
        element("thead", {}, element("tr", {}, heads.map((head) => element("th", { scope: "col" }, head)))),
        element(
          "tbody",
          {},
          rows.map(([first, ...rest]) =>
            element(
              "tr",
              {},
              element("th", { scope: "row" }, first),
              rest.map((cell) => element("td", {}, cell)),
            )
          ),
        ),
      ),
    );
  }

  /** @param {Line[]} lines @param {string} name @param {number} amount */
  function written(lines, name, amount) {
    const line = lines.find((one) => one.name === name);
    const at = line ? line.amounts.indexOf(amount) : -1;
    if (!line || at < 0) return "–";
    const value = percent(line.values[at], language, 0);
    return line.low && line.high
      ? `${value} (${formatNumber(100 * line.low[at], 0, language)}–${formatNumber(100 * line.high[at], 0, language)})`
      : value;
  }

  return { root, draw };
}
