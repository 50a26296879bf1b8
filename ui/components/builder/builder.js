/**
 * A network is built here: what the visitor does is on screen at once and goes to the server, whose table, problems and
 * remedies come back.
 *
 * @typedef {import("./operations.js").Layer} Layer
 * @typedef {import("./view.js").BuilderData} BuilderData
 * @typedef {import("./view.js").PlainLayer} PlainLayer
 * @typedef {import("./view.js").LayerProblem} LayerProblem
 * @typedef {{layers: PlainLayer[]} | {preset: string, depth: number | null} | {architecture: string}} Change
 * @typedef {(message: Change & {serial: number}) => void} Emit
 */
import { listen } from "../shared/element.js";
import { say } from "../shared/words.js";
import { createAnswer } from "./answer.js";
import {
  changed,
  createHistory,
  fittingPlace,
  identified,
  inserted,
  moved,
  plain,
  removed,
  sameLayers,
} from "./operations.js";
import { createParts } from "./parts.js";

export class Builder {
  /** @param {HTMLElement} parent @param {BuilderData} data */
  constructor(parent, data) {
    this.words = data.words;
    this.data = data;
    /** @type {number | null} */
    this.open = null;
    this.sent = 0;
    this.waiting = false;
    /** @type {Emit} */
    this.emit = () => {};
    this.made = 0;
    /** @type {Layer[]} */
    this.looked = [];
    /** @type {ReturnType<typeof createHistory<Layer[]>> | null} */
    this.history = null;
    this.kinds = new Map(data.kinds.map((kind) => [kind.kind, kind]));
    this.answer = createAnswer();
    this.abort = new AbortController();
    this.parts = createParts(data, this.kinds, {
      onChange: (change) => this.send(change),
      onTravel: (direction) => this.travel(direction),
      onOpen: (key) => void (this.data.editable && key && this.show(Number(key))),
      onToggle: (id) => this.toggle(id),
      onSet: (id, name, value) => this.set(id, name, value),
      onAct: (id, action) => this.act(id, action),
      onMove: (id, place) => this.move(id, place),
      onAdd: (kind) => this.add(kind),
    }, this.abort.signal);
    listen(this.parts.root, "keydown", (event) => this.key(event), this.abort.signal);
    parent.append(this.parts.root);
  }

  /** @returns {Layer[]} */
  get layers() {
    return this.data.editable && this.history ? this.history.now : this.looked;
  }

  get pending() {
    return this.data.serial !== 0 && this.data.serial < this.sent || this.waiting;
  }

  /** @param {BuilderData} data @param {Emit} emit */
  update(data, emit) {
    this.emit = emit;
    // What answers an earlier change is out of date: the answer to the last one is on its way.
    if (data.serial !== 0 && data.serial < this.sent) return;
    this.waiting = false;
    this.data = data;
    this.adopt(data);
    this.answer.take(data, this.layers);
    this.parts.notice.textContent = data.notice;
    this.draw();
  }

  /** Take over the server's layers where they are not those on screen. @param {BuilderData} data */
  adopt({ layers, editable }) {
    if (!editable) {
      this.looked = identified(layers, [], () => this.freshId());
      this.open = null;
      return;
    }
    if (!this.history) {
      this.history = createHistory(identified(layers, [], () => this.freshId()));
    } else if (!sameLayers(this.history.now, layers)) {
      this.history.push(identified(layers, this.history.now, () => this.freshId()));
      this.open = null;
      this.tell("replaced", { count: layers.length });
    }
  }

  freshId() {
    this.made += 1;
    return this.made;
  }

  /** Make new layers the network, and tell the server. @param {Layer[]} layers */
  commit(layers) {
    this.history?.push(layers);
    this.send({ layers: plain(layers) });
  }

  /** @param {Change} message */
  send(message) {
    this.sent = Math.max(this.sent + 1, Date.now());
    this.waiting = true;
    this.emit({ serial: this.sent, ...message });
    this.draw();
  }

  /** @param {"undo" | "redo"} direction */
  travel(direction) {
    if (!this.history) return;
    const before = this.history.now;
    const layers = this.history[direction]();
    if (layers === before || !this.data.editable) return;
    if (!layers.some(({ id }) => id === this.open)) this.open = null;
    this.send({ layers: plain(layers) });
    this.tell("undone", { count: layers.length });
  }

  /** @param {number} id */
  toggle(id) {
    this.open = this.open === id ? null : id;
    this.draw();
  }

  /** @param {number} id */
  show(id) {
    this.open = id;
    this.draw();
    this.parts.list.show(id);
  }

  /** @param {string} kind */
  add(kind) {
    const { layers } = this;
    const after = layers.findIndex(({ id }) => id === this.open);
    const place = after < 0 || kind === "EfficientNetLite0" ? fittingPlace(layers, kind) : after + 1;
    const fields = this.kinds.get(kind)?.fields ?? [];
    const settings = Object.fromEntries(fields.map((field) => [field.name, field.default]));
    const layer = { id: this.freshId(), kind, settings };
    this.open = layer.id;
    this.commit(inserted(layers, place, layer));
    this.tell("added", { kind, place: place + 1 });
    this.parts.list.show(layer.id);
  }

  /** @param {number} id @param {string} name @param {any} value */
  set(id, name, value) {
    this.commit(changed(this.layers, id, name, value));
    this.tell("changed", { kind: this.layers.find((layer) => layer.id === id)?.kind ?? "", name, value });
  }

  /** @param {number} id @param {number} place */
  move(id, place) {
    const { layers } = this;
    const at = layers.findIndex((layer) => layer.id === id);
    const to = Math.max(0, Math.min(place, layers.length - 1));
    if (at === to) return;
    this.commit(moved(layers, id, to));
    this.tell("moved", { kind: layers[at].kind, place: to + 1, count: layers.length });
  }

  /** @param {number} id @param {string} action */
  act(id, action) {
    const { layers } = this;
    const at = layers.findIndex((layer) => layer.id === id);
    if (action === "up" || action === "down") return this.move(id, at + (action === "up" ? -1 : 1));
    if (action === "remove") return this.remove(id, at);
    const copy = { ...layers[at], id: this.freshId(), settings: { ...layers[at].settings } };
    this.open = copy.id;
    this.commit(inserted(layers, at + 1, copy));
    this.tell("added", { kind: copy.kind, place: at + 2 });
    this.parts.list.focus(copy.id);
  }

  /** @param {number} id @param {number} at its place */
  remove(id, at) {
    const { layers } = this;
    if (this.open === id) this.open = null;
    this.commit(removed(layers, id));
    this.tell("removed", { kind: layers[at].kind });
    const next = this.layers[Math.min(at, this.layers.length - 1)];
    if (next) this.parts.list.focus(next.id);
    else this.parts.palette.root.querySelector("button")?.focus();
  }

  /** Put a problem's remedy in place; the focus stays at its layer. @param {PlainLayer[]} layers @param {number | undefined} id */
  fix(layers, id) {
    const at = this.layers.findIndex((layer) => layer.id === id);
    const mended = identified(layers, this.layers, () => this.freshId());
    this.commit(mended);
    this.tell("replaced", { count: mended.length });
    if (!this.parts.list.focus(id)) this.parts.list.focus(mended[Math.max(0, Math.min(at, mended.length - 1))]?.id);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const target = event.composedPath()[0];
    const typing = target instanceof Element && target.matches("input[type=text]");
    if (!(event.ctrlKey || event.metaKey) || event.altKey || typing) return;
    const pressed = event.key.toLowerCase();
    if (pressed !== "z" && pressed !== "y") return;
    event.preventDefault();
    this.travel(pressed === "y" || event.shiftKey ? "redo" : "undo");
  }

  /** @param {string} key @param {Record<string, string | number>} values */
  tell(key, values) {
    this.parts.status.textContent = say(this.words, key, values);
  }

  draw() {
    const { data, layers, words } = this;
    const full = layers.length >= data.most;
    /** @type {(problems: LayerProblem[], id: number | undefined) => import("../knobs/knob.js").Problem[]} */
    const notes = (problems, id) =>
      problems.map(({ text, fix }) => ({ text, fix: { label: fix.label, onClick: () => this.fix(fix.layers, id) } }));
    const { before, after } = this.answer.ends();
    this.parts.toolbar.update(
      data.editable,
      this.history?.canUndo() ?? false,
      this.history?.canRedo() ?? false,
      this.answer.count(),
    );
    this.parts.looking.update(data);
    this.parts.presets.update(data.presets, data.architectures);
    this.parts.totals.update(data.totals);
    this.parts.palette.update(layers.length, this.open !== null);
    this.parts.palette.root.hidden = !data.editable;
    this.parts.list.update({
      layers,
      before,
      after,
      full,
      open: this.open,
      editable: data.editable,
      pending: Boolean(this.pending),
      picture: data.picture,
      rowOf: (id) => this.answer.rowOf(id),
      problemsOf: (id) => notes(this.answer.problemsOf(id), id),
      endProblems: notes(this.answer.endProblems(), layers.at(-1)?.id),
      weights: data.editable
        ? new Map()
        : this.answer.weightNumbers(layers, (number) => say(words, "weights_number", { number })),
    });
    this.parts.diagram.update(
      this.answer.stages(layers, data.picture, words.picture),
      this.open === null ? "" : String(this.open),
    );
    this.parts.root.setAttribute("aria-busy", String(Boolean(this.pending)));
  }

  destroy() {
    this.abort.abort();
    this.parts.list.destroy();
    this.parts.presets.destroy();
    this.parts.root.remove();
  }
}
