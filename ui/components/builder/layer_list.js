/**
 * The layers one below the other, between the picture and the classes, with what each puts out and costs.
 *
 * @typedef {import("./operations.js").Layer} Layer
 * @typedef {import("./layer_row.js").Row} Row
 * @typedef {import("./layer_row.js").Speech} Speech
 * @typedef {import("../knobs/knob.js").Problem} Problem
 * @typedef {import("./view.js").LayerKind} LayerKind
 * @typedef {Row & {name: string}} FixedRow a layer that every network has
 * @typedef {{layers: Layer[], open: number|null, rowOf: (id: number) => Row|null, problemsOf: (id: number) => Problem[],
 *   before: FixedRow[], after: FixedRow[], endProblems: Problem[], editable: boolean, pending: boolean, full: boolean,
 *   weights: Map<number|string, string>, picture: [number, number, number]}} ListState
 * @typedef {{onToggle: (id: number) => void, onSet: (id: number, name: string, value: unknown) => void,
 *   onAct: (id: number, action: string) => void, onMove: (id: number, place: number) => void}} Callbacks
 * @typedef {ReturnType<typeof createLayerRow> & {knobs: ReturnType<typeof createLayerKnobs> | null, kind: string}} OpenRow
 */
import { element, focusedIn, listen } from "../shared/element.js";
import { say } from "../shared/words.js";
import { createDrag } from "./drag.js";
import { createLayerKnobs } from "./layer_knobs.js";
import { COLUMNS, createLayerRow } from "./layer_row.js";

/** @type {Record<string, number>} */
const STEPS = { ArrowUp: -1, ArrowDown: 1 };

/** The state before there are layers. @type {ListState} */
const NOTHING = {
  layers: [],
  open: null,
  rowOf: () => null,
  problemsOf: () => [],
  before: [],
  after: [],
  endProblems: [],
  editable: false,
  pending: false,
  full: false,
  weights: new Map(),
  picture: [0, 0, 0],
};

/**
 * @param {Speech} speech
 * @param {Map<string, LayerKind>} kinds what the server says of each kind
 * @param {Callbacks} callbacks
 * @param {AbortSignal} signal
 */
export function createLayerList(speech, kinds, callbacks, signal) {
  return new LayerList(speech, kinds, callbacks, signal);
}

class LayerList {
  /** @param {Speech} speech @param {Map<string, LayerKind>} kinds @param {Callbacks} callbacks @param {AbortSignal} signal */
  constructor(speech, kinds, callbacks, signal) {
    const { words } = speech;
    this.speech = speech;
    this.words = words;
    this.kinds = kinds;
    this.callbacks = callbacks;
    this.list = element("ol", { class: "layers-list", "aria-label": words.label });
    this.empty = element("p", { class: "layers-empty", hidden: true }, words.empty);
    this.keys = element("p", { class: "layers-keys cl-muted" }, words.keys);
    this.root = element(
      "section",
      { class: "layers", "aria-label": words.layers },
      createHead(words),
      this.list,
      this.empty,
      this.keys,
    );
    /** By id. @type {Map<number, OpenRow>} */
    this.rows = new Map();
    /** By name. @type {Map<string, ReturnType<typeof createLayerRow>>} */
    this.fixed = new Map();
    this.state = NOTHING;
    createDrag(this.list, { rows: () => this.inOrder(), onDrop: callbacks.onMove }, signal);
    listen(this.list, "keydown", (event) => this.key(event), signal);
  }

  /** @param {ListState} next */
  update(next) {
    if (this.state.editable !== next.editable) this.forget(new Set());
    this.state = next;
    this.forget(new Set(next.layers.map(({ id }) => id)));
    const [start, end] = this.drawEnds();
    const middle = next.layers.map((layer, index) => {
      const row = this.rowOf(layer.id);
      row.update(layer, {
        place: index + 1,
        row: next.rowOf(layer.id),
        problems: next.problemsOf(layer.id),
        open: next.open === layer.id,
        weights: next.weights.get(layer.id),
      });
      this.drawKnobs(row, layer, index);
      return row.root;
    });
    this.arrange([...start, ...middle, ...end]);
    this.empty.hidden = next.layers.length > 0;
    this.keys.hidden = !next.editable || !next.layers.length;
    this.root.classList.toggle("layers-pending", next.pending);
  }

  /** @param {number | undefined} id @returns {boolean} whether there is such a layer */
  focus(id) {
    if (id === undefined) return false;
    this.rows.get(id)?.name.focus();
    return this.rows.has(id);
  }

  /** Bring the layer into sight. @param {number} id */
  show(id) {
    this.rows.get(id)?.root.scrollIntoView({ block: "nearest" });
  }

  destroy() {
    this.forget(new Set());
  }

  inOrder() {
    if (!this.state.editable) return [];
    return this.state.layers.map(({ id }) => ({ id, .../** @type {OpenRow} */ (this.rows.get(id)) }));
  }

  /** @param {number} id */
  rowOf(id) {
    const found = this.rows.get(id);
    if (found) return found;
    const callbacks = this.state.editable ? { onToggle: () => this.callbacks.onToggle(id) } : null;
    /** @type {OpenRow} */
    const row = { ...createLayerRow(this.speech, callbacks), knobs: null, kind: "" };
    this.rows.set(id, row);
    return row;
  }

  /** @param {string} name */
  fixedRow(name) {
    const row = this.fixed.get(name) ?? createLayerRow(this.speech, null);
    this.fixed.set(name, row);
    row.root.classList.add("layer-fixed");
    return row;
  }

  /** @param {OpenRow} row @param {Layer} layer @param {number} place */
  drawKnobs(row, { id, kind, settings }, place) {
    const open = this.state.open === id && this.state.editable;
    if (!open || row.kind !== kind) {
      row.knobs?.destroy();
      row.knobs?.root.remove();
      row.knobs = null;
    }
    if (!open) return;
    if (!row.knobs) {
      row.kind = kind;
      row.knobs = createLayerKnobs(/** @type {LayerKind} */ (this.kinds.get(kind)), this.speech, {
        onSet: (name, value) => this.callbacks.onSet(id, name, value),
        onAct: (action) => this.callbacks.onAct(id, action),
      });
      row.panel.append(row.knobs.root);
    }
    row.knobs.update(settings, place, this.state.layers.length, this.state.full);
  }

  /** @param {{kind: string, name: string}} layer @param {Row} row @param {string} about @param {Problem[]} [problems] */
  drawFixed({ kind, name }, row, about, problems = []) {
    const one = this.fixedRow(name);
    one.update({ kind, settings: {} }, {
      place: null,
      row,
      problems,
      open: false,
      about,
      weights: this.state.weights.get(name),
    });
    return one.root;
  }

  drawEnds() {
    const { before, after, picture, endProblems } = this.state;
    const [rows_, columns, channels] = picture;
    /** @type {Row} */
    const size = {
      kind: "",
      output_shape: picture,
      parameters: 0,
      multiply_accumulates: 0,
      bytes: rows_ * columns * channels * 4,
      receptive_field: [1, 1],
    };
    /** @type {Record<string, string>} */
    const about = { rescaling: this.words.fixed_rescaling, softmax: this.words.fixed_softmax };
    const known = after.every(({ output_shape: shape }) => shape.length);
    const first = [
      this.drawFixed(
        { kind: this.words.picture, name: "picture" },
        size,
        channels === 1 ? this.words.picture_grey : this.words.picture_colour,
      ),
    ];
    const start = before.map((row) => this.drawFixed(row, row, about[row.name]));
    const end = after.map((row, index) =>
      this.drawFixed(
        row,
        row,
        known
          ? about[row.name] ?? say(this.words, "fixed_logits", { classes: row.output_shape[0] })
          : this.words.fixed_head_later,
        index ? [] : endProblems,
      )
    );
    return [[...first, ...start], end];
  }

  /** @param {HTMLElement[]} wanted */
  arrange(wanted) {
    const focused = focusedIn(this.list);
    const kept = new Set(/** @type {Element[]} */ (wanted));
    for (const child of [...this.list.children]) if (!kept.has(child)) child.remove();
    wanted.forEach((node, index) =>
      this.list.children[index] !== node && this.list.insertBefore(node, this.list.children[index] ?? null)
    );
    // A row that moves in the document loses the focus.
    if (focused && this.list.contains(focused) && focusedIn(this.list) !== focused) {
      /** @type {HTMLElement} */ (focused).focus();
    }
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const order = this.inOrder();
    const at = order.findIndex(({ name }) => name === event.target);
    if (at < 0) return;
    const step = STEPS[event.key];
    if (event.altKey && step) this.callbacks.onMove(order[at].id, at + step);
    else if (step) order[at + step]?.name.focus();
    else if (event.key === "Home" || event.key === "End") order.at(event.key === "Home" ? 0 : -1)?.name.focus();
    else if (event.key === "Delete" || event.key === "Backspace") this.callbacks.onAct(order[at].id, "remove");
    else return;
    event.preventDefault();
  }

  /** @param {Set<number>} kept */
  forget(kept) {
    for (const [id, row] of this.rows) {
      if (kept.has(id)) continue;
      row.knobs?.destroy();
      row.root.remove();
      this.rows.delete(id);
    }
  }
}

/** The names of the columns. @param {Object<string, string>} words */
function createHead(words) {
  return element(
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
}
