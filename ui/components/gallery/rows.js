/**
 * The rows of the gallery: what is shown of them, and in which order. Pure functions.
 *
 * @typedef {{label: string, score: number}} Answer
 * @typedef {{id: number, name: string, state: "waiting"|"answered"|"broken", problem: string, label: string, score: number,
 *   refused: boolean, best: Answer[], mark: ""|"right"|"wrong"}} Row
 * @typedef {{text: string, show: string, label: string, order: string}} Choice
 */

/** What can be shown: all, the sure, the unsure, "none of these", marked ones. */
export const SHOWS = ["all", "sure", "unsure", "refused", "right", "wrong"];
export const ORDERS = ["added", "name", "label", "highest", "lowest"];
/** From this score on an answer counts as sure. */
export const SURE = 0.5;
const STATES = /** @type {const} */ (["waiting", "answered", "broken"]);
const MARKS = /** @type {const} */ (["", "right", "wrong"]);

/**
 * The rows of a payload.
 *
 * @param {Pick<import("./view.js").GalleryHeader, "names" | "problems" | "labels">} header
 * @param {Record<string, {data: ArrayLike<number>, shape: number[]}>} arrays "classes" and "scores" (rows, listed), "state",
 *   "refused" and "marks" (rows,)
 * @returns {Row[]}
 */
export function rowsOf({ names, problems, labels }, { classes, scores, state, refused, marks }) {
  const [, listed] = classes.shape;
  return names.map((name, id) => {
    /** @type {Answer[]} */
    const best = [];
    for (let place = id * listed; place < (id + 1) * listed && classes.data[place] >= 0; place += 1) {
      best.push({ label: labels[classes.data[place]], score: scores.data[place] });
    }
    return {
      id,
      name,
      best,
      state: STATES[state.data[id]],
      problem: problems[id] ?? "",
      label: best[0]?.label ?? "",
      score: best[0]?.score ?? 0,
      refused: refused.data[id] === 1,
      mark: MARKS[marks.data[id]],
    };
  });
}

/**
 * The rows that are shown, in their order; broken ones are listed elsewhere.
 *
 * @param {Row[]} rows
 * @param {Choice} choice
 * @param {string} [language]
 */
export function shown(rows, { text, show, label, order }, language = "en") {
  const wanted = text.trim().toLocaleLowerCase(language);
  const found = rows.filter((row) =>
    row.state !== "broken" && passes(row, show) && (!label || (!row.refused && row.label === label)) &&
    (!wanted || `${row.name} ${row.label}`.toLocaleLowerCase(language).includes(wanted))
  );
  const compare = new Intl.Collator(language, { numeric: true }).compare;
  /** @type {Record<string, (one: Row, other: Row) => number>} */
  const orders = {
    name: (one, other) => compare(one.name, other.name),
    label: (one, other) =>
      Number(one.refused) - Number(other.refused) || compare(one.label, other.label) || other.score - one.score,
    highest: (one, other) => other.score - one.score,
    lowest: (one, other) => one.score - other.score,
  };
  const by = orders[order];
  // What is still waited for has neither class nor score, and comes last.
  return by ? found.sort((one, other) => waits(one) - waits(other) || by(one, other) || one.id - other.id) : found;
}

/** @param {Row} row */
const waits = ({ state }) => Number(state === "waiting");

/** @param {Row} row @param {string} show one of `SHOWS` */
function passes({ state, refused, score, mark }, show) {
  if (show === "all") return true;
  if (show === "right" || show === "wrong") return mark === show;
  if (state !== "answered") return false;
  if (show === "refused") return refused;
  return !refused && score >= SURE === (show === "sure");
}

/**
 * How many rows there are of each answer, the most frequent first.
 *
 * @param {Row[]} rows
 * @returns {[label: string, count: number][]}
 */
export function counts(rows) {
  /** @type {Map<string, number>} */
  const found = new Map();
  for (const { state, refused, label } of rows) {
    if (state === "answered" && !refused) found.set(label, (found.get(label) ?? 0) + 1);
  }
  return [...found].sort((one, other) => other[1] - one[1] || one[0].localeCompare(other[0]));
}

/** How far it is: {all, answered, broken, refused}. @param {Row[]} rows */
export function progressOf(rows) {
  const of = (/** @type {Row["state"]} */ state) => rows.filter((row) => row.state === state).length;
  return {
    all: rows.length,
    answered: of("answered"),
    broken: of("broken"),
    refused: rows.filter(({ refused }) => refused).length,
  };
}
