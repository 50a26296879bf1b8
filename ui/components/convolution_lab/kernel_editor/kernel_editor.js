/**
 * The kernel editor: the numbers of every kernel of the selected map as coloured grids, to type, step, drag, and
 * change as a whole.
 *
 * @typedef {import("./editing.js").Edit} Edit
 * @typedef {object} Callbacks
 * @property {(edit: Edit) => void} [onLive] while a number changes, at most once a frame
 * @property {(edit: Edit) => void} [onCommit] at the end of each edit
 * @property {(map: number|"all") => void} [onReset] back to the kernels of the chosen source
 */
import { cellSize, decimalsFor, editText, fontSize, LIMIT, moved, roomFor, typedNumber } from "./numbers.js";
import { CellGrid } from "./cell_grid.js";
import { blocked, POINTWISE, Session, withCopies, withNumber, withOperation } from "./editing.js";
import {
  biasLine,
  createControls,
  heading,
  kernelFigure,
  kernelLegend,
  meaningOf,
  pointwiseFigure,
  togetherSwitch,
} from "./parts.js";
import { limitOf } from "../../shared/colours.js";
import { element } from "../../shared/element.js";
import { say } from "../../shared/words.js";

const STEP_DECIMALS = 6;
/** Kernels narrower than this, in CSS pixels, have their sum in a line of its own. */
const NARROW = 128;

/**
 * @param {HTMLElement} root
 * @param {Callbacks} callbacks
 * @returns {{update: (lab: object, selection: {map: number}) => void, destroy: () => void}}
 */
export function create(root, callbacks) {
  const editor = new KernelEditor(root, callbacks);
  return { update: (lab, selection) => editor.update(lab, selection.map), destroy: () => editor.destroy() };
}

class KernelEditor {
  constructor(root, callbacks) {
    this.root = root;
    this.callbacks = callbacks;
    this.session = new Session(callbacks, () => this.paint());
    this.width = root.clientWidth;
    this.turn = 0;
    this.resize = new ResizeObserver(() => this.measure());
    this.resize.observe(root);
  }

  update(lab, map) {
    this.turn += 1;
    const { turn } = this;
    this.leave(map);
    if (turn !== this.turn) return; // the page answered the end of the edit with an update of its own
    this.lab = lab;
    this.session.adopt(lab, map);
    const { places, rows, columns } = this.session.draft.kernels;
    const structure = JSON.stringify([
      lab.language,
      lab.program.layer,
      lab.channelNames,
      lab.feature.shape[2],
      places,
      rows,
      columns,
    ]);
    if (structure !== this.structure) this.build();
    this.structure = structure;
    this.paint();
  }

  /** Before another map comes: hand in what is being typed, and end the edit. */
  leave(map) {
    if (!this.session.draft || map === this.session.draft.map) return;
    for (const grid of this.grids) grid.stopTyping(true);
    this.session.commit();
    this.say("");
  }

  text(key, values) {
    return say(this.lab.words, `kernel_editor.${key}`, values);
  }

  build() {
    this.abort?.abort();
    this.abort = new AbortController();
    const { signal } = this.abort;
    const text = (key, values) => this.text(key, values);
    const { kernels } = this.session.draft;
    this.names = kernels.places.map((place) => this.nameOf(place));
    this.heading = heading(text, kernels);
    this.together = togetherSwitch(text, signal, (together) => this.session.choose(together));
    this.figures = kernels.grids.map((_, index) =>
      kernelFigure(this.names[index], this.colourOf(kernels.places[index]), this.gridOf(index, signal))
    );
    this.pointwise = kernels.pointwise && pointwiseFigure(text, this.names, this.gridOf(POINTWISE, signal));
    this.grids = [...this.figures, ...(this.pointwise ? [this.pointwise] : [])].map(({ grid }) => grid);
    this.readout = element("p", { class: "kernel-readout" });
    this.legend = kernelLegend(text);
    this.meaning = element("p", { class: "kernel-meaning" });
    this.message = element("p", { class: "kernel-message", role: "status" });
    this.bias = biasLine(text);
    this.controls = this.controlsOf(text, signal);
    this.root.replaceChildren(this.layout());
    this.root.classList.add("kernel-editor", "cl-view");
    this.root.lang = this.lab.language;
    this.selected = null;
  }

  layout() {
    const several = this.figures.length > 1;
    const main = element(
      "div",
      { class: "kernel-main" },
      element("div", { class: "kernel-head" }, this.heading.node, several && this.together.node),
      element("div", { class: "kernel-figures" }, this.figures.map(({ node }) => node)),
      this.pointwise?.node,
      element("div", { class: "kernel-line" }, this.readout, this.legend.node),
      element("div", {}, this.message, this.meaning),
    );
    return element(
      "div",
      { class: "kernel-layout" },
      main,
      element("div", { class: "kernel-side" }, this.controls.node, this.bias.node),
    );
  }

  nameOf({ channel, copy }) {
    const name = this.lab.channelNames[channel];
    return this.session.draft.kernels.copies > 1 ? this.text("copy_name", { channel: name, number: copy + 1 }) : name;
  }

  colourOf({ channel }) {
    return this.lab.image.shape[2] === 3 ? ["red", "green", "blue"][channel] : "grey";
  }

  gridOf(target, signal) {
    const { rows, columns, grids } = this.session.draft.kernels;
    const row = target === POINTWISE;
    const label = row ? this.text("pointwise") : this.text("grid", { channel: this.names[target] });
    const cellLabel = row
      ? (_, column) => this.text("pointwise_cell", { channel: this.names[column] })
      : (at, column) => this.text("cell", { channel: this.names[target], row: at + 1, column: column + 1 });
    const size = row ? { rows: 1, columns: grids.length } : { rows, columns };
    return new CellGrid(
      { ...size, label, cellLabel, controls: this.cellControls(target, cellLabel, size.columns) },
      signal,
    );
  }

  cellControls(target, cellLabel, columns) {
    const { session } = this;
    const valueOf = (cell) => this.valuesOf(target)[cell];
    const put = (cell, value) => session.change(withNumber(session.draft, target, cell, value), target);
    return {
      begin: () => {
        this.say("");
        session.begin();
      },
      drag: put,
      step: (cell, change) => {
        this.say("");
        put(cell, moved(valueOf(cell), change, STEP_DECIMALS));
        session.commitSoon();
      },
      type: (cell, text) => this.type(valueOf(cell), text, (value) => put(cell, value)),
      end: () => session.commit(),
      cancel: () => session.cancel(),
      select: (cell) => {
        this.selected = { target, cell, label: cellLabel(Math.floor(cell / columns), cell % columns) };
        this.paintReadout();
      },
    };
  }

  /** Take a typed number, or refuse it and keep the old one. */
  type(old, text, put) {
    const { value, problem } = typedNumber(text);
    this.say(problem ? this.text(problem, { received: text, limit: LIMIT, kept: editText(old) }) : "");
    const untouched = text === editText(old) || Math.fround(value) === old;
    if (problem || untouched) return;
    this.session.begin();
    put(value);
    this.session.commit();
  }

  controlsOf(text, signal) {
    const { session } = this;
    const atOnce = (draft, target) => {
      session.begin();
      session.change(draft, target);
      session.commit();
    };
    return createControls({ text, names: this.names, severalMaps: this.lab.feature.shape[2] > 1, signal }, {
      operate: (name, target) => {
        const reason = blocked(session.draft, name, target);
        this.say(reason ? text(reason) : "");
        if (!reason) atOnce(withOperation(session.draft, name, target), target);
      },
      copy: (source) => {
        this.say("");
        atOnce(withCopies(session.draft, source), null);
      },
      reset: (all) => {
        this.say("");
        session.abandon();
        this.callbacks.onReset?.(all ? "all" : session.draft.map);
      },
    });
  }

  valuesOf(target) {
    const { grids, pointwise } = this.session.draft.kernels;
    return target === POINTWISE ? pointwise : grids[target];
  }

  say(sentence) {
    this.message.textContent = sentence;
  }

  measure() {
    const width = this.root.clientWidth;
    if (!width || width === this.width) return;
    this.width = width;
    if (this.lab) this.paint();
  }

  paint() {
    const { draft } = this.session;
    const { columns, grids, pointwise } = draft.kernels;
    const size = cellSize(this.width, columns, grids.length);
    // A weight has the same colour wherever it stands: the whole layer's limit, as in the other views.
    const drawn = Math.max(...grids.map((values) => limitOf(values)), pointwise ? limitOf(pointwise) : 0);
    const limit = Math.max(drawn, this.lab.kernelLimit ?? 0);
    this.root.style.setProperty("--cell", `${size}px`);
    this.root.style.setProperty("--cell-font", `${fontSize(size)}px`);
    this.root.classList.toggle("kernel-narrow", size * columns < NARROW);
    const room = roomFor(size);
    const writing = { room, decimals: decimalsFor(grids, room) };
    this.figures.forEach((figure, index) => figure.paint(grids[index], limit, writing));
    this.pointwise?.paint(pointwise, limit);
    this.legend.paint(limit);
    this.heading.paint(draft.map, this.lab.mapNames[draft.map]);
    this.together.paint(draft.together);
    this.controls.update(draft.together, (name, target) => blocked(draft, name, target));
    this.meaning.textContent = meaningOf(draft, this.lab.program.layer).map(({ key, values }) => this.text(key, values))
      .join(" ");
    this.bias.paint(this.lab.bias[draft.map]);
    this.paintReadout();
  }

  paintReadout() {
    const { selected } = this;
    this.readout.textContent = selected
      ? this.text("readout", { cell: selected.label, value: editText(this.valuesOf(selected.target)[selected.cell]) })
      : this.text("readout_none");
    const peers = selected && selected.target !== POINTWISE && this.session.draft.together;
    this.figures.forEach(({ grid }, index) => grid.markPeer(peers && index !== selected.target ? selected.cell : null));
  }

  destroy() {
    this.session.settle();
    this.resize.disconnect();
    this.abort?.abort();
    this.root.replaceChildren();
  }
}
