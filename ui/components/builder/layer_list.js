/**
 * The layers one below the other, between the picture and the classes, with what each puts out and costs.
 *
 * @typedef {import("./operations.js").Layer} Layer
 * @typedef {import("./layer_row.js").Row} Row
 * @typedef {Row & {name: string}} FixedRow a layer that every network has
 * @typedef {{layers: Layer[], open: number|null, rowOf: (id: number) => Row|null, problemsOf: (id: number) => object[],
 *   before: FixedRow[], after: FixedRow[], endProblems: object[], editable: boolean, pending: boolean, full: boolean,
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
  return new LayerList(speech, kinds, callbacks, signal);
}

class LayerList {
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
    /** @type {Map<number, object>} */
    this.rows = new Map();
    this.fixed = new Map();
    /** @type {ListState | null} */
    this.state = null;
    createDrag(this.list, { rows: () => this.inOrder(), onDrop: callbacks.onMove }, signal);
    listen(this.list, "keydown", (event) => this.key(event), signal);
  }

  /** @param {ListState} next */
  update(next) {
    if (this.state && this.state.editable !== next.editable) this.forget(new Set());
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

  /** @param {number} id @returns {boolean} whether there is such a layer */
  focus(id) {
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
    return this.state?.editable ? this.state.layers.map(({ id }) => ({ id, ...this.rows.get(id) })) : [];
  }

  rowOf(id) {
    if (!this.rows.has(id)) {
      this.rows.set(id, {
        ...createLayerRow(this.speech, this.state.editable ? { onToggle: () => this.callbacks.onToggle(id) } : null),
        knobs: null,
        kind: "",
      });
    }
    return this.rows.get(id);
  }

  fixedRow(name) {
    if (!this.fixed.has(name)) this.fixed.set(name, createLayerRow(this.speech, null));
    const row = this.fixed.get(name);
    row.root.classList.add("layer-fixed");
    return row;
  }

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
      row.knobs = createLayerKnobs(this.kinds.get(kind), this.speech, {
        onSet: (name, value) => this.callbacks.onSet(id, name, value),
        onAct: (action) => this.callbacks.onAct(id, action),
      });
      row.panel.append(row.knobs.root);
    }
    row.knobs.update(settings, place, this.state.layers.length, this.state.full);
  }

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
    const size = {
      kind: "",
      output_shape: picture,
      parameters: 0,
      multiply_accumulates: 0,
      bytes: rows_ * columns * channels * 4,
      receptive_field: [1, 1],
    };
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

  arrange(wanted) {
    const focused = focusedIn(this.list);
    const kept = new Set(wanted);
    for (const child of [...this.list.children]) if (!kept.has(child)) child.remove();
    wanted.forEach((node, index) =>
      this.list.children[index] !== node && this.list.insertBefore(node, this.list.children[index] ?? null)
    );
    // A row that moves in the document loses the focus.
    if (focused && this.list.contains(focused) && focusedIn(this.list) !== focused) {
      /** @type {HTMLElement} */ (focused).focus();
    }
  }

  key(event) {
    const order = this.inOrder();
    const at = order.findIndex(({ name }) => name === event.target);
    if (at < 0) return;
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (event.altKey && step) this.callbacks.onMove(order[at].id, at + step);
    else if (step) order[at + step]?.name.focus();
    else if (event.key === "Home" || event.key === "End") order.at(event.key === "Home" ? 0 : -1).name.focus();
    else if (event.key === "Delete" || event.key === "Backspace") this.callbacks.onAct(order[at].id, "remove");
    else return;
    event.preventDefault();
  }

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
