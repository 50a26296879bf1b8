/**
 * The Network Explorer's view: the network at a glance, and in place one unit of it, down to one window.
 *
 * The server sends a payload; everything that a pointer or a key does is answered here. Only what the rest of the page
 * must know goes back: what a link keeps, and what only Keras can answer. State hangs on the parent element, so that a
 * rerun of the page continues where the visitor was.
 */
import { createNotes } from "../knobs/knob.js";
import { element, focusedIn } from "../shared/element.js";
import { mounting } from "../shared/mounting.js";
import { createChanges, createControlBar, createSideSwitch, createToolbar } from "./controls.js";
import { createKnobsPanel, createPatterns } from "./panels.js";
import { createLater, createSides, fitted, opened, selectionOf, textOf } from "./sides.js";
import { bringIntoSight } from "./overview/columns.js";
import { sideOf } from "./side.js";

/** Milliseconds of rest after which a link keeps what is open. */
const REST = 600;
/** Milliseconds after the first picture in which what a click opens is fetched. */
const SOON = 100;

class NetworkView {
  constructor(parent, { words, language, scale, detail, walk }) {
    this.words = words;
    this.language = language;
    this.scale = scale;
    this.detail = detail;
    /** @type {number | null} of the walk-through, from 1 */
    this.step = walk;
    /** @type {import("./sides.js").Selection | null} */
    this.selection = null;
    this.spotlight = null;
    /** @type {import("./side.js").Side[]} */
    this.models = [];
    this.drawn = false;
    this.walked = false;
    this.abort = new AbortController();
    this.makeParts(words);
    this.root = element(
      "div",
      { class: "cl-view network" },
      this.bar.root,
      this.notices.root,
      this.changes.root,
      this.toolbar.root,
      this.networks,
      this.panel,
      this.walkHost,
    );
    this.root.addEventListener("keydown", (event) => this.key(event), { signal: this.abort.signal });
    parent.append(this.root);
  }

  makeParts(words) {
    const edit = (message) => this.send("edit", message);
    this.bar = createControlBar(words, {
      onChoose: (field, value) => this.send("choose", { field, value }),
      onWalk: () => this.walkTo(1),
      onCard: () => this.send("card", true),
    });
    this.notices = createNotes();
    this.changes = createChanges(words, { onEdit: edit, onGone: () => this.sides.view(0)?.focus() });
    this.toolbar = createToolbar(words, {
      onScale: (scale) => this.draw({ scale }),
      onDetail: (detail) => this.draw({ detail }),
      onSave: () => this.sides.view(0)?.save(),
    });
    this.networks = element("div", { class: "sides" });
    this.sides = createSides(this.networks, {
      onOpen: ({ side, node, unit }) => this.select(opened(side, node, unit)),
      onEmpty: () => this.stepBack(),
      onLayer: (layer) => this.send("open", layer),
    });
    this.panel = element("div", { class: "unit-panel", hidden: true });
    const [knobs, unit, patterns] = [element("div"), element("div"), element("div")];
    this.sideSwitch = createSideSwitch(words["bar.side"], {
      onSide: (side) => this.select({ ...this.selection, side }),
    });
    this.panel.append(knobs, this.sideSwitch.root, unit, patterns);
    this.unit = createLater(() => import("./unit/unit_view.js"), ({ create }) =>
      create(unit, {
        onSelect: (selection) => this.select(selection),
        onClose: () => this.select(null),
        onDetail: (wanted) => this.send("unit", wanted),
      }));
    this.knobs = createKnobsPanel(knobs, { onEdit: edit });
    this.patterns = createPatterns(patterns, words, { onPatches: (message) => this.send("patches", message) });
    this.walkHost = element("div", { class: "walk-host" });
    this.walk = createLater(() => import("./walk/walk.js"), ({ createWalk }) =>
      createWalk(this.walkHost, {
        onStep: (step) => this.walkTo(step),
        goTo: (target) => this.lookAt(target),
      }));
  }

  send(name, value) {
    this.component.setTriggerValue(name, value);
  }

  update(component, { header, arrays }) {
    this.component = component;
    this.models = header.sides.map((_, index) => sideOf({ ...header, words: this.words }, arrays, index));
    const first = !this.drawn && this.models.length > 0;
    // Who turns a knob wants to see what becomes of the unit that is open.
    const changed = this.selection && header.compare === "edits" && this.header?.compare !== "edits";
    if (changed) {
      this.selection = { ...this.selection, side: this.models.length - 1 };
      this.sendSelected();
    }
    const asked = this.drawn && header.turn !== this.header.turn;
    if (asked) Object.assign(this, { scale: header.scale, detail: header.detail, step: header.walk });
    this.selection = first || asked ? selectionOf(header.selected, this.models) : fitted(this.selection, this.models);
    this.drawn ||= first;
    this.header = header;
    if (first) this.soon = setTimeout(() => this.prepare(), SOON);
    this.root.classList.toggle("stale", header.stale);
    this.root.setAttribute("aria-busy", String(header.stale || !this.models.length));
    this.show();
  }

  /** Fetch what a click opens. */
  prepare() {
    for (const part of [this.unit, this.walk, this.sides]) part.prepare();
  }

  /** Show what stands around the networks, as the server sent it. */
  surround() {
    const { controls, notices = [], edits = [] } = this.header;
    this.bar.root.hidden = !controls;
    if (controls) this.bar.update(controls);
    const ready = notices.map(({ fix, ...notice }) => ({
      ...notice,
      fix: fix && { label: fix.label, onClick: () => this.send(fix.event, fix.value) },
    }));
    this.notices.update(ready.filter((notice) => !this.knobs.tell(notice)));
    this.changes.update(edits, this.models[0]);
  }

  /** Another way to draw the same numbers. */
  draw(change) {
    Object.assign(this, change);
    this.show();
    for (const [name, value] of Object.entries(change)) this.component.setStateValue(name, value);
  }

  select(selection) {
    const last = this.selection;
    const inside = this.panel.contains(focusedIn(this.panel));
    this.selection = fitted(selection, this.models);
    this.spotlight = null;
    // Within one unit its own view has drawn what changed.
    if (textOf(this.selection) === textOf(last) && this.selection?.window === last?.window) return;
    this.show();
    if (!this.selection && inside) this.sides.view(last.side)?.focus({ node: last.node, unit: last.unit });
    if (textOf(this.selection) !== textOf(last)) this.sendSelected();
  }

  /** @param {number | null} step of the walk-through, from 1 */
  walkTo(step) {
    this.step = step;
    this.show();
    this.component.setStateValue("walk", step ?? 0);
  }

  /**
   * Look where a step of the walk-through does: at the network, a layer, a unit of it, or opened down to a window.
   *
   * @param {import("./walk/walk_steps.js").Target} target
   */
  lookAt({ node, unit, lit, row, column, window = false }) {
    const side = 0;
    const open = node !== undefined && unit !== undefined && !lit;
    this.spotlight = node !== undefined && !open ? { side, node, unit: unit ?? null } : null;
    this.selection = open ? fitted({ ...opened(side, node, unit), row, column, window }, this.models) : null;
    this.show();
    this.sendSelected();
    this.stopScrolling?.();
    this.stopScrolling = bringIntoSight(() => (open ? this.panel : this.litPlace() ?? this.networks));
  }

  /** Find what lights up in a network that may be higher than the window. */
  litPlace() {
    const lights = this.networks.querySelectorAll(
      ".stage.vertical :is(.light.on .light-target, .light.on .light-sources)",
    );
    return [...lights].find((light) => light.getAttribute("d")) ?? null;
  }

  sendSelected() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.component.setStateValue("selected", textOf(this.selection)), REST);
  }

  /** From the window to the unit, from the unit to the network. */
  stepBack() {
    if (this.selection) this.select(this.selection.window ? { ...this.selection, window: false } : null);
  }

  key(event) {
    if (event.key !== "Escape" || event.defaultPrevented || !this.selection) return;
    event.preventDefault();
    this.stepBack();
  }

  show() {
    const { models, scale, detail, selection, spotlight, words, language, header } = this;
    const graph = models.some((side) => side.graph.mode === "graph");
    this.toolbar.root.hidden = !models.length;
    this.toolbar.update({
      scale,
      detail,
      canSave: !graph,
      hint: words[graph ? "overview.hint_graph" : "overview.hint"],
    });
    this.sides.update(models, { scale, detail, selection, spotlight });
    this.panel.hidden = !selection;
    this.knobs.update(models, selection, { compare: header.compare, editable: header.editable });
    if (selection) this.unit.update(models[selection.side], selection, { scale, words, language });
    this.sideSwitch.update(models, selection);
    this.patterns.update(selection && models[selection.side], selection);
    this.surround();
    if (models.length && (this.step || this.walked)) this.walk.update(this.step, models[0], words, language);
    this.walked ||= Boolean(this.step);
  }

  destroy() {
    clearTimeout(this.timer);
    clearTimeout(this.soon);
    this.stopScrolling?.();
    this.abort.abort();
    for (const part of [this.sides, this.unit, this.knobs, this.sideSwitch, this.toolbar, this.bar, this.walk]) {
      part.destroy();
    }
    this.root.remove();
  }
}

export default mounting({
  make: (parent, { header }) => new NetworkView(parent, header),
  update: (view, payload, component) => view.update(component, payload),
});
