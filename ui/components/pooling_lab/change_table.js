/**
 * What pooling is for: picture, map and pooled maps as they were and of the changed picture, their difference as a
 * picture, and how much each changed, as a number and a bar.
 */
import { element } from "../shared/element.js";
import { formatNumber, percent } from "../shared/numbers.js";
import { createLegend, paintCanvas } from "./map_scale.js";

/**
 * @typedef {import("../shared/words.js").Text} Text
 * @typedef {import("./map_scale.js").Scale} Scale
 * @typedef {import("./map_scale.js").Tensor} Tensor
 * @typedef {import("./payload.d.ts").Change} Change
 * @typedef {Tensor[]} Pair original, changed
 */

const STAGES = ["picture", "map", "max", "average", "min"];
const VERSIONS = ["original", "changed", "difference"];

/** @param {Text} text @param {string} language */
export function createChangeTable(text, language) {
  const rows = STAGES.map((stage) => createRow(stage, text, language));
  const heads = [...VERSIONS, "change"].map((column) => element("th", { scope: "col" }, text(`column_${column}`)));
  const table = element(
    "table",
    { class: "changes" },
    element("thead", {}, element("tr", {}, element("td", {}), heads)),
    element("tbody", {}, rows.map((row) => row.root)),
  );
  const legends = ["picture", "maps", "difference"].map((name) => ({
    title: text(`legend_${name}`),
    ...createLegend(),
  }));
  const key = element(
    "div",
    { class: "legends" },
    legends.map(({ title, root }) => element("div", {}, element("span", {}, title), root)),
  );
  const verdict = element("p", { class: "verdict", role: "status" });

  /**
   * @param {{picture: Pair, map: Pair, pooled: Pair, changes: Record<string, Change>, scales: {picture: Scale, map: Scale},
   *   mapName: string, same: boolean, cause: string}} state
   */
  function update({ picture, map, pooled, changes, scales, mapName, same, cause }) {
    /** @type {Record<string, Pair>} */
    const pairs = { picture, map, max: pooled, average: pooled, min: pooled };
    const largest = Math.max(...STAGES.map((stage) => changes[stage].share ?? 0)) || 1;
    rows.forEach((row, index) => {
      const stage = STAGES[index];
      const scale = stage === "picture" ? scales.picture : scales.map;
      row.paint(pairs[stage], Math.max(index - 2, 0), scale, changes[stage], largest);
    });
    rows[1].rename(mapName);
    legends[0].set(scales.picture, language);
    legends[1].set(scales.map, language);
    legends[2].set(differenceScale(scales.map), language);
    verdict.textContent = same
      ? text("verdict_same")
      : `${verdictOf(changes, text, language)} ${text(`verdict_${cause}`)}`;
  }

  return { root: element("div", { class: "change-part" }, table, key, verdict), update };
}

/** @param {string} stage @param {Text} text @param {string} language */
function createRow(stage, text, language) {
  const canvases = VERSIONS.map(() => element("canvas", { "aria-hidden": "true" }));
  const name = element("span", {}, stage === "map" ? "" : text(`stage_${stage}`));
  const [share, detail] = [element("strong", { class: "share" }), element("span", { class: "detail cl-number" })];
  const bar = element("span", { class: "bar-fill" });
  const root = element(
    "tr",
    { dataset: { stage } },
    element("th", { scope: "row" }, name),
    canvases.map((canvas, index) =>
      element("td", { class: "picture", "data-column": text(`column_${VERSIONS[index]}`) }, canvas)
    ),
    element("td", { class: "change" }, share, element("span", { class: "bar", "aria-hidden": "true" }, bar), detail),
  );

  /** @param {Pair} pair @param {number} index @param {Scale} scale @param {Change} change @param {number} largest */
  function paint([before, after], index, scale, change, largest) {
    paintCanvas(canvases[0], before, index, scale);
    paintCanvas(canvases[1], after, index, scale);
    paintCanvas(canvases[2], differenceOf(before, after), index, differenceScale(scale));
    const number = (/** @type {number} */ value) => formatNumber(value, 3, language);
    share.textContent = change.share === null ? text("no_share") : percent(change.share, language, 0);
    detail.textContent = `${number(change.difference)} ÷ ${number(change.value)}`;
    bar.style.width = `${(100 * (change.share ?? 0)) / largest}%`;
  }

  return { root, paint, rename: (/** @type {string} */ title) => (name.textContent = title) };
}

/**
 * Differences have signs, so they are never grey; the limit is that of the maps.
 *
 * @param {{limit: number}} scale
 * @returns {import("../shared/colours.js").Scale}
 */
const differenceScale = ({ limit }) => ({ kind: "activation", limit });

/** @param {Tensor} before @param {Tensor} after @returns {Tensor} */
function differenceOf(before, after) {
  return { data: after.data.map((value, index) => value - before.data[index]), shape: before.shape };
}

/**
 * "Changed least: max pooling, by 54%; before pooling: 89%."
 *
 * @param {Record<string, Change>} changes
 * @param {Text} text
 * @param {string} language
 */
function verdictOf(changes, text, language) {
  const kinds = STAGES.slice(2).flatMap((kind) => {
    const { share } = changes[kind];
    return share === null ? [] : [{ kind, share }];
  });
  if (!kinds.length) return text("verdict_zeros");
  const least = kinds.reduce((best, other) => (other.share < best.share ? other : best));
  const before = changes.map.share;
  return text(before === null || least.share < before ? "verdict_least" : "verdict_none", {
    kind: text(`stage_${least.kind}`),
    share: percent(least.share, language, 0),
    before: before === null ? "—" : percent(before, language, 0),
  });
}
