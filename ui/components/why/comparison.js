/** The methods compared: deletion and insertion curves, and a table of what lies under them. */
import { around, element, svg } from "../shared/element.js";
import { formatNumber, percent } from "../shared/numbers.js";
import { say } from "../shared/words.js";
import { DASHES, drawCurves } from "./curves.js";

/**
 * @typedef {import("../shared/words.js").Words} Words
 * @typedef {import("./view.js").MethodMap} MethodMap
 * @typedef {import("./view.js").MethodCurves & {method: string, number: number, gap: number}} Line the first one's `number`
 *   is 1; `gap` is what insertion has more under its curve than deletion
 */
/**
 * @param {Words} words
 * @param {string} language
 */
export function createComparison(words, language) {
  const { root, charts, table, body, waiting } = createParts(words);
  let drawn = "";
  /** @type {string | null} */
  let kept = null;

  /** One line stands out: the one that is kept, or the one that is pointed at. @param {string | null} method */
  function light(method) {
    for (const line of /** @type {NodeListOf<HTMLElement | SVGElement>} */ (root.querySelectorAll("[data-method]"))) {
      line.classList.toggle("lit", line.dataset.method === method);
      line.classList.toggle("dimmed", method !== null && line.dataset.method !== method && line.matches(".line"));
    }
    for (const button of root.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.closest("tr")?.dataset.method === kept));
    }
  }

  root.addEventListener("click", (event) => {
    const method = around(event, "button")?.closest("tr")?.dataset.method;
    if (!method) return;
    kept = kept === method ? null : method;
    light(kept);
  });
  root.addEventListener("pointerover", (event) => light(around(event, "[data-method]")?.dataset.method ?? kept));
  root.addEventListener("pointerleave", () => light(kept));

  return {
    root,
    /** @param {import("./view.js").WhyHeader} header @param {Map<string, string>} names */
    update({ controls, maps, pending }, names) {
      root.hidden = !controls.curves;
      if (root.hidden) return;
      const left = pending.filter((part) => part.startsWith("curves/")).length;
      const lines = linesOf(controls.methods, maps);
      waiting.textContent = left || !lines.length ? say(words, "compare.waiting", { count: Math.max(left, 1) }) : "";
      waiting.hidden = !waiting.textContent;
      charts.hidden = table.hidden = !lines.length;
      const written = JSON.stringify(lines);
      if (written === drawn) return;
      drawn = written;
      charts.replaceChildren(
        .../** @type {const} */ (["deletion", "insertion"]).map((kind) => chart(kind, lines, words, language)),
      );
      body.replaceChildren(...lines.map((line) => row(line, names, language)));
      light(kept);
    },
  };
}

/** @param {Words} words */
function createParts(words) {
  const charts = element("div", { class: "charts" });
  const body = element("tbody");
  const head = ["method", "deletion", "insertion", "difference"].map((name) =>
    element("th", { scope: "col" }, words[`compare.${name}`])
  );
  const table = element(
    "table",
    {},
    element("caption", { class: "cl-muted" }, words["compare.sorted"]),
    element("thead", {}, element("tr", {}, head)),
    body,
  );
  const waiting = element("p", { class: "cl-muted", role: "status" });
  const root = element(
    "section",
    { class: "comparison", hidden: true },
    element("h3", {}, words["compare.title"]),
    element("p", {}, words["compare.lead"]),
    charts,
    table,
    waiting,
  );
  return { root, charts, table, body, waiting };
}

/**
 * The methods whose curves are there, the best first: the larger insertion is than deletion, the better.
 *
 * @param {string[]} methods
 * @param {Record<string, MethodMap>} maps by method
 * @returns {Line[]}
 */
export function linesOf(methods, maps) {
  const told = methods.flatMap((method) => {
    const { curves } = maps[method];
    return curves ? [{ method, ...curves }] : [];
  });
  const gap = (/** @type {import("./view.js").MethodCurves} */ { deletion, insertion }) =>
    insertion.area - deletion.area;
  return told.sort((one, other) => gap(other) - gap(one)).map((line, place) => ({
    ...line,
    number: place + 1,
    gap: gap(line),
  }));
}

/** @param {"deletion" | "insertion"} kind @param {Line[]} lines @param {Words} words @param {string} language */
function chart(kind, lines, words, language) {
  const picture = drawCurves(
    lines.map(({ number, method, ...curves }) => ({ number, method, curve: curves[kind] })),
    words[`compare.${kind}_chart`],
  );
  return element(
    "figure",
    {},
    element("figcaption", {}, words[`compare.${kind}_title`]),
    element("p", { class: "axis cl-muted" }, words["compare.probability"]),
    picture,
    element(
      "p",
      { class: "axis across cl-muted" },
      element("span", {}, percent(0, language, 0)),
      element("span", {}, words[`compare.${kind}_axis`]),
      element("span", {}, percent(1, language, 0)),
    ),
  );
}

/** @param {Line} line @param {Map<string, string>} names @param {string} language */
function row({ number, method, deletion, insertion, gap }, names, language) {
  const sample = svg(
    "svg",
    { class: "sample", viewBox: "0 0 36 8", "aria-hidden": "true" },
    svg("path", { d: "M0 4H36", "stroke-dasharray": DASHES[(number - 1) % DASHES.length] || null }),
  );
  const cell = (/** @type {number} */ value) => element("td", { class: "cl-number" }, formatNumber(value, 2, language));
  const button = element(
    "button",
    { type: "button", class: "line-name", "aria-pressed": "false" },
    element("span", { class: "cl-number" }, String(number)),
    sample,
    names.get(method) ?? method,
  );
  return element(
    "tr",
    { "data-method": method },
    element("th", { scope: "row" }, button),
    cell(deletion.area),
    cell(insertion.area),
    cell(gap),
  );
}
