/**
 * One layer of the list: its name and settings, what it puts out and costs, what is wrong with it, and, when it is open,
 * its knobs.
 *
 * @typedef {Omit<import("./view.js").TableRow, "name" | "index">} Row of the table
 * @typedef {{words: import("../shared/words.js").Words, language: string}} Speech
 */
import { createNotes } from "../knobs/knob.js";
import { element } from "../shared/element.js";
import { say } from "../shared/words.js";
import { bytesText, shapeText, shortCount, summary, wholeCount } from "./speech.js";

const FROZEN = "EfficientNetLite0";
export const COLUMNS = ["shape", "parameters", "multiplications", "memory", "field"];

/**
 * @param {Speech} speech
 * @param {{onToggle: () => void}|null} callbacks null for a layer that cannot be changed
 */
export function createLayerRow({ words, language }, callbacks) {
  const { root, place, kind, text, badge, name, grip, values, notes, panel } = createParts(words, callbacks !== null);
  if (callbacks) name.addEventListener("click", () => callbacks.onToggle());

  /** @param {Row|null} row null while nobody knows */
  function numbers(row) {
    const written = writtenOf(row, { words, language });
    for (const column of COLUMNS) values[column].textContent = written?.[column] ?? "–";
    root.classList.toggle("layer-unknown", !written);
  }

  return {
    root,
    name,
    grip,
    panel,
    /**
     * @param {import("./view.js").PlainLayer} layer
     * @param {{place: number|null, row: Row|null, problems: import("../knobs/knob.js").Problem[], open: boolean, about?: string,
     *   weights?: string}} state `place` from 1; `about`: what is said in place of the settings
     */
    update(layer, { place: at, row, problems, open, about, weights }) {
      const said = about ?? [layer.kind === FROZEN && words.frozen, summary(layer)].filter(Boolean).join(" · ");
      kind.textContent = layer.kind;
      text.textContent = said;
      place.textContent = String(at ?? "");
      badge.textContent = weights ?? "";
      badge.hidden = !weights;
      if (callbacks) {
        name.setAttribute("aria-expanded", String(open));
        name.setAttribute(
          "aria-label",
          say(words, said ? "open" : "open_plain", { place: at ?? "", kind: layer.kind, summary: said }),
        );
      }
      numbers(row);
      root.classList.toggle("layer-wrong", notes.update(problems));
      root.classList.toggle("layer-is-open", open);
    },
  };
}

/** @param {Object<string, string>} words @param {boolean} editable */
function createParts(words, editable) {
  const place = element("span", { class: "layer-place", "aria-hidden": "true" });
  const kind = element("span", { class: "layer-kind" });
  const text = element("span", { class: "layer-summary" });
  const badge = element("span", { class: "layer-badge", hidden: true });
  const name = editable
    ? element("button", { type: "button", class: "layer-name", "aria-expanded": "false" }, kind, text)
    : element("span", { class: "layer-name" }, kind, text, badge);
  const grip = editable
    ? element("span", { class: "layer-grip", title: words.drag, "aria-hidden": "true" }, "⠿")
    : null;
  const values = Object.fromEntries(COLUMNS.map((column) => [column, element("span", { class: "layer-value" })]));
  const cells = COLUMNS.map((column) =>
    element(
      "span",
      { class: `layer-cell layer-${column}` },
      element("span", { class: "layer-column" }, `${words[`column_${column}`]} `),
      values[column],
    )
  );
  const notes = createNotes();
  const panel = element("div", { class: "layer-open" });
  const root = element(
    "li",
    { class: "layer" },
    element(
      "div",
      { class: "layer-line" },
      grip ?? element("span", {}),
      place,
      name,
      element("div", { class: "layer-cells" }, cells),
    ),
    notes.root,
    panel,
  );
  return { root, place, kind, text, badge, name, grip, values, notes, panel };
}

/**
 * The numbers of a row as they are written, or null while nobody knows.
 *
 * @param {Row | null} row
 * @param {Speech} speech
 * @returns {Record<string, string> | null}
 */
function writtenOf(row, { words, language }) {
  if (!row?.output_shape.length) return null;
  return {
    shape: shapeText(row.output_shape, language),
    parameters: wholeCount(row.parameters, language),
    multiplications: shortCount(row.multiply_accumulates, language),
    memory: bytesText(row.bytes, language),
    field: row.receptive_field ? row.receptive_field.join(" × ") : words.all,
  };
}
