/**
 * The layers one below the other, between the picture and the classes, with what each puts out and costs.
 *
 * @typedef {import("./operations.js").Layer} Layer
 * @typedef {import("./layer_row.js").Row} Row
 * @typedef {{layers: Layer[], open: number|null, rowOf: (id: number) => Row|null, problemsOf: (id: number) => object[],
 *   before: Row[], after: Row[], endProblems: object[], editable: boolean, pending: boolean, full: boolean,
 *   weights: Map<number|string, string>, picture: [number, number, number]}} ListState
 */
import { element, focusedIn, listen } from "../shared/element.js";
import { say } from "../shared/words.js";
import { createDrag } from "./drag.js";
import { createLayerKnobs } from "./layer_knobs.js";
import { COLUMNS, createLayerRow } from "./layer_row.js";

/**
 * @param {{words: Object<string, string>, language: string}} speech
 * @param {Map<string, object>} kinds what the server says of each kind
 * @param {{onToggle: (id: number) => void, onSet: Function, onAct: Function, onMove: (id: number, place: number) => void}} callbacks
 * @param {AbortSignal} signal
 */
export function createLayerList(speech, kinds, callbacks, signal) {
  const { words } = speech;
  const head = element(
    "div",
    { class: "layer-head", "aria-hidden": "true" },
    element("span", {}),
    element("span", {}),
    element("span", {}, words.column_layer),
    element(
      "div",
      { class: "layer-cells" },
      COLUMNS.map((column) =>
        element(
          "span",
          { class: `layer-cell layer-${column}`, title: words[`column_${column}_help`] },
          words[`column_${column}`],
        )
      ),
    ),
  );
  const list = element("ol", { class: "layers-list", "aria-label": words.label });
  const empty = element("p", { class: "layers-empty", hidden: true }, words.empty);
  const keys = element("p", { class: "layers-keys cl-muted" }, words.keys);
  const root = element("section", { class: "layers", "aria-label": words.layers }, head, list, empty, keys);
  /** @type {Map<number, object>} */
  const rows = new Map();
  const fixed = new Map();
  let state = null;
  const inOrder = () => (state?.editable ? state.layers.map(({ id }) => ({ id, ...rows.get(id) })) : []);
  createDrag(list, { rows: inOrder, onDrop: callbacks.onMove }, signal);
  listen(list, "keydown", (event) => key(event), signal);

  function rowOf(id) {
    if (!rows.has(id)) {
      rows.set(id, {
        ...createLayerRow(speech, state.editable ? { onToggle: () => callbacks.onToggle(id) } : null),
        knobs: null,
        kind: "",
      });
    }
    return rows.get(id);
  }

  function fixedRow(name) {
    if (!fixed.has(name)) fixed.set(name, createLayerRow(speech, null));
    const row = fixed.get(name);
    row.root.classList.add("layer-fixed");
    return row;
  }

  function drawKnobs(row, { id, kind, settings }, place) {
    const open = state.open === id && state.editable;
    if (!open || row.kind !== kind) {
      row.knobs?.destroy();
      row.knobs?.root.remove();
      row.knobs = null;
    }
    if (!open) return;
    if (!row.knobs) {
      row.kind = kind;
      row.knobs = createLayerKnobs(kinds.get(kind), speech, {
        onSet: (name, value) => callbacks.onSet(id, name, value),
        onAct: (action) => callbacks.onAct(id, action),
      });
      row.panel.append(row.knobs.root);
    }
    row.knobs.update(settings, place, state.layers.length, state.full);
  }

  function drawFixed({ kind, name }, row, about, problems = []) {
    const one = fixedRow(name);
    one.update({ kind, settings: {} }, {
      place: null,
      row,
      problems,
      open: false,
      about,
      weights: state.weights.get(name),
    });
    return one.root;
  }

  function drawEnds() {
    const { before, after, picture, endProblems } = state;
    const [rows_, columns, channels] = picture;
    const size = {
      kind: "",
      output_shape: picture,
      parameters: 0,
      multiply_accumulates: 0,
      bytes: rows_ * columns * channels * 4,
      receptive_field: [1, 1],
    };
    const about = { rescaling: words.fixed_rescaling, softmax: words.fixed_softmax };
    const known = after.every(({ output_shape: shape }) => shape.length);
    const first = [
      drawFixed(
        { kind: words.picture, name: "picture" },
        size,
        channels === 1 ? words.picture_grey : words.picture_colour,
      ),
    ];
    const start = before.map((row) => drawFixed(row, row, about[row.name]));
    const end = after.map((row, index) =>
      drawFixed(
        row,
        row,
        known
          ? about[row.name] ?? say(words, "fixed_logits", { classes: row.output_shape[0] })
          : words.fixed_head_later,
        index ? [] : endProblems,
      )
    );
    return [[...first, ...start], end];
  }

  function arrange(wanted) {
    const focused = focusedIn(list);
    const kept = new Set(wanted);
    for (const child of [...list.children]) if (!kept.has(child)) child.remove();
    wanted.forEach((node, index) =>
      list.children[index] !== node && list.insertBefore(node, list.children[index] ?? null)
    );
    // A row that moves in the document loses the focus.
    if (focused && list.contains(focused) && focusedIn(list) !== focused) /** @type {HTMLElement} */ (focused).focus();
  }

  function key(event) {
    const order = inOrder();
    const at = order.findIndex(({ name }) => name === event.target);
    if (at < 0) return;
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (event.altKey && step) callbacks.onMove(order[at].id, at + step);
    else if (step) order[at + step]?.name.focus();
    else if (event.key === "Home" || event.key === "End") order.at(event.key === "Home" ? 0 : -1).name.focus();
    else if (event.key === "Delete" || event.key === "Backspace") callbacks.onAct(order[at].id, "remove");
    else return;
    event.preventDefault();
  }

  return {
    root,
    /** @param {ListState} next */
    update(next) {
      if (state && state.editable !== next.editable) forget(new Set());
      state = next;
      forget(new Set(next.layers.map(({ id }) => id)));
      const [start, end] = drawEnds();
      const middle = next.layers.map((layer, index) => {
        const row = rowOf(layer.id);
        row.update(layer, {
          place: index + 1,
          row: next.rowOf(layer.id),
          problems: next.problemsOf(layer.id),
          open: next.open === layer.id,
          weights: next.weights.get(layer.id),
        });
        drawKnobs(row, layer, index);
        return row.root;
      });
      arrange([...start, ...middle, ...end]);
      empty.hidden = next.layers.length > 0;
      keys.hidden = !next.editable || !next.layers.length;
      root.classList.toggle("layers-pending", next.pending);
    },
    /** @param {number} id @returns {boolean} whether there is such a layer */
    focus(id) {
      rows.get(id)?.name.focus();
      return rows.has(id);
    },
    /** Bring the layer into sight. @param {number} id */
    show(id) {
      rows.get(id)?.root.scrollIntoView({ block: "nearest" });
    },
    destroy: () => forget(new Set()),
  };

  function forget(kept) {
    for (const [id, row] of rows) {
      if (kept.has(id)) continue;
      row.knobs?.destroy();
      row.root.remove();
      rows.delete(id);
    }
  }
}
