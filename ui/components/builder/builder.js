/**
 * A network is built here: what the visitor does is on screen at once and goes to the server, whose table, problems and
 * remedies come back.
 *
 * @typedef {import("./operations.js").Layer} Layer
 * @typedef {any} Data of `ui.builder.payload.view_data`
 */
import { element, listen } from "../shared/element.js";
import { say } from "../shared/words.js";
import { createAnswer } from "./answer.js";
import { createDiagram } from "./diagram.js";
import { createLooking, createToolbar, createTotals } from "./head.js";
import { createLayerList } from "./layer_list.js";
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
import { createPalette } from "./palette.js";
import { createPresets } from "./presets.js";

export class Builder {
  /** @param {HTMLElement} parent @param {Data} data */
  constructor(parent, data) {
    const { words, language } = data;
    this.words = words;
    this.language = language;
    this.data = data;
    /** @type {number | null} */
    this.open = null;
    this.sent = 0;
    this.made = 0;
    /** @type {Layer[]} */
    this.looked = [];
    /** @type {ReturnType<typeof createHistory<Layer[]>> | null} */
    this.history = null;
    this.kinds = new Map(data.kinds.map((kind) => [kind.kind, kind]));
    this.answer = createAnswer();
    this.abort = new AbortController();
    this.makeParts(data, this.abort.signal);
    parent.append(this.root);
  }

  makeParts({ words, language, kinds, most }, signal) {
    const speech = { words, language };
    this.presets = createPresets(words, language, {
      onPreset: (preset, depth) => this.send({ preset, depth }),
      onLook: (architecture) => this.send({ architecture }),
    }, signal);
    this.toolbar = createToolbar(words, this.presets.toggle, {
      onUndo: () => this.travel("undo"),
      onRedo: () => this.travel("redo"),
    });
    this.looking = createLooking(words, language, {
      onBack: () => this.send({ architecture: "own" }),
      onFit: (depth) => this.send({ preset: "vgg_like", depth }),
    });
    this.diagram = createDiagram(words, language, {
      onOpen: (key) => this.data.editable && key && this.show(Number(key)),
    }, signal);
    this.totals = createTotals(words, language);
    this.list = createLayerList(speech, this.kinds, {
      onToggle: (id) => this.toggle(id),
      onSet: (id, name, value) => this.set(id, name, value),
      onAct: (id, action) => this.act(id, action),
      onMove: (id, place) => this.move(id, place),
    }, signal);
    this.palette = createPalette(words, kinds, most, { onAdd: (kind) => this.add(kind) }, signal);
    this.status = element("p", { class: "cl-visually-hidden", role: "status" });
    this.notice = element("p", { class: "builder-notice", role: "status" });
    this.root = element(
      "div",
      { class: "cl-view builder" },
      this.toolbar.root,
      this.looking.root,
      this.presets.panel,
      this.notice,
      this.diagram.root,
      this.totals.root,
      element("div", { class: "builder-body" }, this.list.root, this.palette.root),
      this.status,
    );
    listen(this.root, "keydown", (event) => this.key(event), signal);
  }

  /** @returns {Layer[]} */
  get layers() {
    return this.data.editable ? this.history.now : this.looked;
  }

  get pending() {
    return this.data.serial !== 0 && this.data.serial < this.sent || this.waiting;
  }

  /** @param {Data} data @param {(message: object) => void} emit */
  update(data, emit) {
    this.emit = emit;
    // What answers an earlier change is out of date: the answer to the last one is on its way.
    if (data.serial !== 0 && data.serial < this.sent) return;
    this.waiting = false;
    this.data = data;
    this.adopt(data);
    this.answer.take(data, this.layers);
    this.notice.textContent = data.notice;
    this.draw();
  }

  /** Take over the server's layers where they are not those on screen. */
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
    this.history.push(layers);
    this.send({ layers: plain(layers) });
  }

  send(message) {
    this.sent = Math.max(this.sent + 1, Date.now());
    this.waiting = true;
    this.emit({ serial: this.sent, ...message });
    this.draw();
  }

  travel(direction) {
    const before = this.history.now;
    const layers = this.history[direction]();
    if (layers === before || !this.data.editable) return;
    if (!layers.some(({ id }) => id === this.open)) this.open = null;
    this.send({ layers: plain(layers) });
    this.tell("undone", { count: layers.length });
  }

  toggle(id) {
    this.open = this.open === id ? null : id;
    this.draw();
  }

  show(id) {
    this.open = id;
    this.draw();
    this.list.show(id);
  }

  add(kind) {
    const { layers } = this;
    const after = layers.findIndex(({ id }) => id === this.open);
    const place = after < 0 || kind === "EfficientNetLite0" ? fittingPlace(layers, kind) : after + 1;
    const settings = Object.fromEntries(this.kinds.get(kind).fields.map((field) => [field.name, field.default]));
    const layer = { id: this.freshId(), kind, settings };
    this.open = layer.id;
    this.commit(inserted(layers, place, layer));
    this.tell("added", { kind, place: place + 1 });
    this.list.show(layer.id);
  }

  set(id, name, value) {
    this.commit(changed(this.layers, id, name, value));
    this.tell("changed", { kind: this.layerOf(id).kind, name, value });
  }

  move(id, place) {
    const { layers } = this;
    const at = layers.findIndex((layer) => layer.id === id);
    const to = Math.max(0, Math.min(place, layers.length - 1));
    if (at === to) return;
    this.commit(moved(layers, id, to));
    this.tell("moved", { kind: layers[at].kind, place: to + 1, count: layers.length });
  }

  act(id, action) {
    const { layers } = this;
    const at = layers.findIndex((layer) => layer.id === id);
    if (action === "up" || action === "down") return this.move(id, at + (action === "up" ? -1 : 1));
    if (action === "remove") return this.remove(id, at);
    const copy = { ...layers[at], id: this.freshId(), settings: { ...layers[at].settings } };
    this.open = copy.id;
    this.commit(inserted(layers, at + 1, copy));
    this.tell("added", { kind: copy.kind, place: at + 2 });
    return this.list.focus(copy.id);
  }

  remove(id, at) {
    const { layers } = this;
    if (this.open === id) this.open = null;
    this.commit(removed(layers, id));
    this.tell("removed", { kind: layers[at].kind });
    const next = this.layers[Math.min(at, this.layers.length - 1)];
    if (next) this.list.focus(next.id);
    else this.palette.root.querySelector("button").focus();
  }

  /** Put a problem's remedy in place; the focus stays at its layer. */
  fix(layers, id) {
    const at = this.layers.findIndex((layer) => layer.id === id);
    const mended = identified(layers, this.layers, () => this.freshId());
    this.commit(mended);
    this.tell("replaced", { count: mended.length });
    if (!this.list.focus(id)) this.list.focus(mended[Math.max(0, Math.min(at, mended.length - 1))]?.id);
  }

  layerOf(id) {
    return this.layers.find((layer) => layer.id === id);
  }

  key(event) {
    const typing = event.composedPath()[0].matches?.("input[type=text]");
    if (!(event.ctrlKey || event.metaKey) || event.altKey || typing) return;
    const wanted = { z: event.shiftKey ? "redo" : "undo", y: "redo" }[event.key.toLowerCase()];
    if (!wanted) return;
    event.preventDefault();
    this.travel(wanted);
  }

  tell(key, values) {
    this.status.textContent = say(this.words, key, values);
  }

  draw() {
    const { data, layers, words } = this;
    const full = layers.length >= data.most;
    const notes = (problems, id) =>
      problems.map(({ text, fix }) => ({ text, fix: { label: fix.label, onClick: () => this.fix(fix.layers, id) } }));
    const { before, after } = this.answer.ends();
    this.toolbar.update(
      data.editable,
      this.history?.canUndo() ?? false,
      this.history?.canRedo() ?? false,
      this.answer.count(),
    );
    this.looking.update(data);
    this.presets.update(data.presets, data.architectures);
    this.totals.update(data.totals);
    this.palette.update(layers.length, this.open !== null);
    this.palette.root.hidden = !data.editable;
    this.list.update({
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
    this.diagram.update(
      this.answer.stages(layers, data.picture, words.picture),
      this.open === null ? "" : String(this.open),
    );
    this.root.setAttribute("aria-busy", String(Boolean(this.pending)));
  }

  destroy() {
    this.abort.abort();
    this.list.destroy();
    this.presets.destroy();
    this.root.remove();
  }
}
