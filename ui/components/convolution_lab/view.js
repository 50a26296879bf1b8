/**
 * The Convolution Lab's view: the controls, the pipeline of maps, and below it the window, the kernels and the sizes.
 *
 * The server sends a payload; everything that a pointer or a key does is answered here at once, by the browser's own
 * arithmetic where it has all it needs (`settings/`). Only what the rest of the page must know goes back: a control
 * that is let go, an edited kernel, and what a link keeps (scale, pinned cell). State hangs on the parent element, so
 * that a rerun of the page continues where the visitor was.
 */
import { create as createFormula } from "../formula/formula.js";
import { create as createKernelEditor } from "./kernel_editor/kernel_editor.js";
import { mapKernels } from "../arithmetic/kernels.js";
import { create as createPipeline } from "./pipeline/pipeline.js";
import { element } from "../shared/element.js";
import { mounting } from "../shared/mounting.js";
import { create as createSizes } from "./sizes/sizes.js";
import { createPanel, createToolbar, saveCanvas } from "./controls/panel.js";
import { Follower } from "./follower.js";
import { fitted, mapsOf, pinOf, selectionOf } from "./lab.js";
import { createTabs } from "../shared/tabs.js";

/**
 * Where the visitor was in a view that is gone, by the view's key: whether the language is switched, another page is
 * visited or Streamlit draws the view anew, the next one goes on from there.
 *
 * @type {Map<string, {part: string, tab: string, pin: string, selection: object|null}>} `pin` as the server had it last
 */
const places = new Map();

class LabView {
  /**
   * @param {HTMLElement} parent
   * @param {import("./payload.d.ts").LabHeader} header
   */
  constructor(parent, header) {
    const { words, language } = header;
    this.words = words;
    this.language = language;
    this.place = places.get(header.key);
    this.wanted = this.place?.pin === header.pin ? this.place.selection : selectionOf(header.pin);
    this.scale = header.scale;
    this.follower = new Follower(() => this.repaint());
    this.root = element("div", { class: "cl-view lab" });
    this.notices = element("div", { class: "lab-notices", role: "status" });
    this.panel = createPanel(header.controls, { words, language }, {
      onInput: (name, value) => this.turn(name, value),
      onChange: (values) => this.change(values),
    });
    if (this.place) this.panel.open(this.place.part);
    this.toolbar = createToolbar(words, `scale-${header.key}`, {
      onScale: (scale) => this.rescale(scale),
      onSave: () => this.save(),
      onTake: () => this.send("take", true),
    });
    this.createViews();
    this.stage = element(
      "div",
      { class: "lab-stage", hidden: true },
      this.toolbar.root,
      element("div", { class: "lab-columns" }, this.maps, this.tabs.root),
    );
    this.root.append(
      element(
        "div",
        { class: "lab-body" },
        this.panel.root,
        element("div", { class: "lab-maps" }, this.notices, this.stage),
      ),
    );
    parent.append(this.root);
  }

  createViews() {
    this.maps = element("div", { class: "pipeline" });
    this.tabs = createTabs(
      this.words["tabs.label"],
      ["formula", "kernel_editor", "sizes"].map((id) => ({ id, title: this.words[`tabs.${id}`] })),
      () => this.refreshPanel(),
    );
    this.views = {
      formula: createFormula(this.tabs.panels.formula, {
        onSelect: (selection) => this.select(selection),
        onPin: (pinned) => this.select({ ...this.selection, pinned }),
      }),
      kernel_editor: createKernelEditor(this.tabs.panels.kernel_editor, {
        onLive: (edit) => this.live(edit),
        onCommit: (edit) => this.commit(edit),
        onReset: (map) => this.send("edit", { reset: map }),
      }),
      sizes: createSizes(this.tabs.panels.sizes),
    };
    this.pipeline = createPipeline(this.maps, {
      onSelect: (selection, byKey) => this.point(selection, byKey),
      onPin: (selection) => this.pin(selection),
      onKernel: (map) => this.openKernels(map),
    });
  }

  /** The server has answered. */
  update(component, payload) {
    this.component = component;
    this.header = payload.header;
    this.follower.answered(payload, this.words, this.lab);
    this.notices.replaceChildren(...this.header.notices.map((sentence) => element("p", {}, sentence)));
    this.stage.hidden = !this.follower.base;
    this.updatePanel();
    this.paint();
  }

  updatePanel() {
    this.panel.update(this.follower.present(), this.header.controls.problems);
  }

  /** A control is being moved: the maps follow in the next frame. */
  turn(name, value) {
    this.follower.hold(name, value);
    this.frame ??= requestAnimationFrame(() => this.follow());
  }

  /** Controls were let go: Keras is asked, and until it answers the maps follow here. */
  change(values) {
    this.send("change", this.follower.change(values));
    this.frame ??= requestAnimationFrame(() => this.follow());
  }

  /** The picture has come at the size that the visitor wants. */
  repaint() {
    this.painted = undefined;
    this.frame ??= requestAnimationFrame(() => this.follow());
  }

  follow() {
    this.frame = undefined;
    this.updatePanel();
    this.paint();
  }

  /**
   * Show the maps of the settings as the visitor has them, as far as that can be; else the last ones stay, untouched.
   */
  paint() {
    const { base } = this.follower;
    if (!base) return;
    const shown = this.follower.key();
    if (this.painted?.base === base && this.painted.shown === shown) return;
    this.painted = { base, shown };
    const { state, lab } = this.follower.look();
    const next = lab ?? this.lab ?? base.lab;
    const others = next !== this.lab;
    this.lab = next;
    this.root.classList.toggle("stale", state === "impossible");
    if (others) this.paintMaps();
    const turn = String(this.header.turn);
    if (this.maps.dataset.turn !== turn) this.maps.dataset.turn = turn;
    this.finish(state === "impossible" ? "stale" : state, others);
  }

  paintMaps() {
    this.selection = fitted(this.lab, this.wanted);
    this.toolbar.update(this.scale);
    this.pipeline.update(this.lab, this.selection, this.scale);
  }

  /** The maps come first; what stands below them follows in a task of its own, and then all on screen is one state. */
  finish(state, others) {
    clearTimeout(this.rest);
    this.root.dataset.state = "painting";
    this.behind ||= others;
    this.rest = setTimeout(() => {
      this.pipeline.paintRest();
      if (!this.opened) this.begin();
      else if (this.behind) this.refreshPanel();
      this.opened = true;
      this.behind = false;
      this.root.dataset.state = state;
    });
  }

  /** The first maps are there. A pin that was on its way when the view before this one went is sent now. */
  begin() {
    this.tabs.open(this.place?.tab ?? "formula");
    if (pinOf(this.selection) !== this.header.pin) this.sendPin();
  }

  /** Only the panel on screen is kept up to date; the others catch up when they are opened. */
  refreshPanel() {
    if (this.lab) this.views[this.tabs.current()].update(this.lab, this.selection);
  }

  /** The pointer moves over a map: follow it, unless a cell is pinned. Keys move a pinned cell too. */
  point(selection, byKey = false) {
    if (!this.selection.pinned || byKey) this.select(selection);
  }

  /** A click pins the cell; a click on the pinned cell lets it go. */
  pin(selection) {
    const { map, stage, row, column, pinned } = this.selection;
    const same = selection.map === map && selection.stage === stage && selection.row === row &&
      selection.column === column;
    this.select({ ...selection, pinned: !(pinned && same) });
  }

  select(selection) {
    const pinBefore = pinOf(this.selection);
    this.selection = this.wanted = fitted(this.lab, selection);
    this.pipeline.select(this.selection);
    this.refreshPanel();
    if (pinOf(this.selection) !== pinBefore) this.sendPin();
  }

  /** A link keeps the pinned cell; while a pin is carried about by keys only the place where it rests is sent. */
  sendPin() {
    clearTimeout(this.pinTimer);
    this.pinTimer = setTimeout(() => this.component.setStateValue("pin", pinOf(this.selection)), 600);
  }

  openKernels(map) {
    this.select({ ...this.selection, map });
    this.tabs.open("kernel_editor");
  }

  rescale(scale) {
    this.scale = scale;
    this.pipeline.update(this.lab, this.selection, scale);
    this.pipeline.paintRest();
    this.component.setStateValue("scale", scale);
  }

  /** A number of a kernel is being dragged: the maps follow in this very frame, by the browser's own arithmetic. */
  live(edit) {
    const alone = this.lab === this.follower.base.lab;
    this.follower.edit(edit);
    if (!alone) return this.paint();
    this.lab = this.follower.base.lab;
    this.root.dataset.state = "live";
    return this.pipeline.updateMaps(this.lab, mapsOf(this.lab, edit));
  }

  /** The number is let go: the same state comes from Keras. */
  commit(edit) {
    this.live(edit);
    this.refreshPanel();
    const { grids, pointwise } = mapKernels(this.lab.program, this.lab.kernel, this.lab.pointwise, edit.map);
    this.send("edit", {
      map: edit.map,
      kernels: grids.map((grid) => Array.from(grid)),
      pointwise: pointwise && Array.from(pointwise),
    });
  }

  send(name, value) {
    this.component.setTriggerValue(name, value);
  }

  save() {
    const { stage, map } = this.selection;
    saveCanvas(this.pipeline.canvasOf(this.selection), `convlens-${stage}-${map + 1}.png`);
  }

  destroy() {
    const place = {
      part: this.panel.current(),
      tab: this.tabs.current(),
      pin: this.header.pin,
      selection: this.selection ?? null,
    };
    places.set(this.header.key, place);
    clearTimeout(this.pinTimer);
    clearTimeout(this.rest);
    cancelAnimationFrame(this.frame);
    this.follower.destroy();
    for (const view of Object.values(this.views)) view.destroy();
    this.panel.destroy();
    this.pipeline.destroy();
    this.root.remove();
  }
}

export default mounting({
  make: (parent, { header }) => new LabView(parent, header),
  update: (view, payload, component) => view.update(component, payload),
});
