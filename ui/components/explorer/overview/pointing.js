/**
 * The parts of an overview that pointer, keys and screen readers meet: buttons, the unit that a key leads to, the
 * light, and the card of what is pointed at.
 *
 * @typedef {{node: string, unit: number}} Unit
 */
import { drawScore, scoresOf, shapeText } from "./captions.js";
import { entryAt, PICTURE } from "./columns.js";
import { kernelBetween } from "./edges.js";
import { described, nameOf, numbersOf, stateOf } from "../reading.js";
import { css, limitOf, textColour, weightColour } from "../../shared/colours.js";
import { around as closest, element, svg } from "../../shared/element.js";
import { formatNumber } from "../../shared/numbers.js";
import { say } from "../../shared/words.js";

// A button over every map on the canvas, over every strip, and for every class: what pointer, keys and screen readers
// meet. One of them is in the tab order; arrow keys move from there.

export class UnitButtons {
  constructor() {
    this.root = element("div", { class: "units" });
    /** @type {Map<string, HTMLElement[]>} the buttons of each column, in the order of its cells */
    this.buttons = new Map();
    this.structure = "";
  }

  /** Make buttons for a layout's columns; the same ones stay where only numbers or places changed. */
  build(side, layout) {
    const columns = layout.columns.filter(({ name }) => name !== PICTURE);
    const structure = JSON.stringify(columns.map(({ name, role, cells }) => [name, role, cells.length]));
    if (structure === this.structure) return;
    this.structure = structure;
    this.buttons = new Map(columns.map((column) => [column.name, column.cells.map(() => makeButton(column))]));
    this.root.replaceChildren(...columns.map(({ name }) => this.group(side, name)));
    this.tabStop = null;
  }

  group(side, name) {
    const { className, shape } = side.node(name);
    const label = say(side.words, "overview.layer", {
      layer: side.label(name),
      class: className,
      shape: shapeText(shape),
    });
    return element("div", { role: "group", "aria-label": label }, this.buttons.get(name));
  }

  place(layout) {
    for (const { name, cells } of layout.columns) {
      this.buttons.get(name)?.forEach((button, index) => {
        const { x, y, width, height } = cells[index];
        Object.assign(button.style, { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` });
        button.hidden = height < 4;
      });
    }
  }

  /** Write what each unit is and shows. `base` is the side to compare scores with. */
  label(side, layout, base) {
    for (const column of layout.columns) {
      const buttons = this.buttons.get(column.name);
      if (!buttons) continue;
      const scores = column.role === "scores" ? scoresOf(side, column.units, base) : null;
      const best = scores && Math.max(...scores.map(({ share }) => share));
      buttons.forEach((button, index) => {
        const unit = column.units[index];
        button.dataset.unit = String(unit);
        if (column.role !== "strip") this.describe(button, side, column.name, unit, scores?.[index]);
        else this.describe(button, side, column.name, Number(button.dataset.entry ?? 0));
        if (scores) drawScore(button, scores[index], scores[index].share === best);
      });
    }
  }

  describe(button, side, node, unit, score) {
    const label = score ? `${side.label(node)}, ${score.spoken}` : described(side, { node, unit });
    button.setAttribute("aria-label", label);
    button.classList.toggle(
      "ablated",
      Boolean(side.node(node).ablated?.includes(unit)) && button.dataset.role !== "strip",
    );
  }

  /** The button of a unit; a strip's button is that of all its entries. */
  buttonOf(layout, { node, unit }) {
    const column = layout.columns.find(({ name }) => name === node);
    if (!column) return null;
    return this.buttons.get(node)?.[column.role === "strip" ? 0 : column.units.indexOf(unit)] ?? null;
  }

  /** Make a unit the one in the tab order. */
  choose(side, layout, unit) {
    const button = this.buttonOf(layout, unit);
    if (!button) return null;
    if (button.dataset.role === "strip") {
      button.dataset.entry = String(unit.unit);
      this.describe(button, side, unit.node, unit.unit);
    }
    if (this.tabStop && this.tabStop !== button) this.tabStop.tabIndex = -1;
    this.tabStop = button;
    button.tabIndex = 0;
    return button;
  }

  /**
   * The unit at an event, or null.
   *
   * @param {Event} event
   * @param {import("./layout.js").Layout} layout
   * @param {[number, number] | null} point where in the layout; null for events of the keyboard
   */
  unitAt(event, layout, point) {
    const button = closest(event, "[data-node]");
    if (!button || !this.root.contains(button)) return null;
    const node = button.dataset.node;
    if (button.dataset.role !== "strip") return { node, unit: Number(button.dataset.unit) };
    if (!point) return { node, unit: Number(button.dataset.entry ?? 0) };
    const column = layout.columns.find(({ name }) => name === node);
    return { node, unit: entryAt(column, ...point, layout.vertical) };
  }
}

function makeButton({ name, role }) {
  return element("button", {
    type: "button",
    class: ["unit", role],
    tabindex: "-1",
    "data-node": name,
    "data-role": role,
  });
}

// The effect of a key on the unit that has the focus. Pure.
//
// Across a layer the arrow keys go from unit to unit, along the network from layer to layer; Home and End go to the
// first and the last unit of the layer. With Shift the arrows across a layer go through the edges that end at the unit.

const STEPS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

/**
 * @param {import("./layout.js").Layout} layout
 * @param {Unit} current
 * @param {string} key as in KeyboardEvent.key
 * @returns {Unit | null} null where the key means nothing here
 */
export function moved(layout, current, key) {
  const columns = layout.columns.filter(({ name }) => name !== PICTURE);
  const index = columns.findIndex(({ name }) => name === current.node);
  if (index < 0) return null;
  const column = columns[index];
  const place = column.units.indexOf(current.unit);
  const last = column.units.length - 1;
  if (key === "Home" || key === "End") return { node: column.name, unit: column.units[key === "Home" ? 0 : last] };
  const [layers, units] = stepOf(key, layout.vertical);
  if (units) return { node: column.name, unit: column.units[within(place + units, last)] };
  if (!layers) return null;
  const next = columns[within(index + layers, columns.length - 1)];
  const share = last ? place / last : 0.5;
  return { node: next.name, unit: next.units[Math.round(share * (next.units.length - 1))] };
}

/** [layers along the network, units across the layer] that an arrow key moves by. */
export function stepOf(key, vertical) {
  const [right, down] = STEPS[key] ?? [0, 0];
  return vertical ? [down, right] : [right, down];
}

const within = (value, last) => Math.max(0, Math.min(last, value));

// The light: a veil over the rest, the edges that end at a unit, and frames around the maps they come from.

/**
 * @typedef {import("./layout.js").Box} Box
 * @returns {{root: SVGElement, show(size: {width: number, height: number}, lit: {target: Box | null, sources: Box[],
 *   edges: string, veiled?: boolean}): void, clear(): void}} `edges`: the `d` of their path
 */
export function createLight() {
  const paths = Object.fromEntries(
    ["veil", "edges", "sources", "halo", "target"].map((name) => [name, svg("path", { class: `light-${name}` })]),
  );
  const root = svg("svg", { class: "light", "aria-hidden": "true" }, ...Object.values(paths));
  const set = (name, d) => paths[name].setAttribute("d", d);
  return {
    root,
    show({ width, height }, { target, sources, edges, veiled = true }) {
      const open = [target, ...sources].filter(Boolean);
      set("veil", !veiled ? "" : `M0 0H${width}V${height}H0Z${open.map((box) => around(box, 0)).join("")}`);
      set("edges", edges);
      set("sources", sources.map((box) => around(box, 1)).join(""));
      set("halo", target ? around(target, 2) : "");
      set("target", target ? around(target, 1) : "");
      root.classList.add("on");
    },
    clear() {
      root.classList.remove("on");
    },
  };
}

/** The outline of a box, so many pixels outside of it. */
function around({ x, y, width, height }, space) {
  return `M${x - space} ${y - space}h${width + 2 * space}v${height + 2 * space}h${-width - 2 * space}Z`;
}

// The card beside what is pointed at: a unit's name, range and mean, or the kernel on an edge as coloured numbers.

/** A kernel larger than this is too much for a card. */
const MOST_CELLS = 49;

/**
 * @returns {{root: HTMLElement, show(side: import("../side.js").Side, target: object, box: import("./layout.js").Box,
 *   layout: import("./layout.js").Layout): void, hide(): void}}
 */
export function createReadout() {
  const root = element("div", { class: "cl-tooltip readout", "aria-hidden": "true", hidden: true });
  return {
    root,
    show(side, target, box, layout) {
      root.replaceChildren(...(target.edge ? edgeLines(side, target.edge) : unitLines(side, target)));
      root.hidden = false;
      place(root, box, layout);
    },
    hide() {
      root.hidden = true;
    },
  };
}

function unitLines(side, target) {
  const numbers = numbersOf(side, target);
  return [
    element("strong", {}, nameOf(side, target)),
    numbers && element("span", { class: "cl-muted" }, numbers),
    ...stateOf(side, target).map((text) => element("span", { class: "readout-state" }, text)),
  ].filter(Boolean);
}

function edgeLines(side, { from, to }) {
  const { words } = side;
  const title = say(words, "overview.edge", { from: nameOf(side, from), to: nameOf(side, to) });
  const kernel = to.unit !== null && from.unit !== null && from.node
    ? kernelBetween(side, to.node, to.unit, from.unit)
    : null;
  if (!kernel || kernel.data.length > MOST_CELLS) return [element("strong", {}, title)];
  return [
    element("strong", {}, title),
    element("span", { class: "cl-muted" }, words["overview.kernel"]),
    kernelGrid(kernel, side.language),
  ];
}

function kernelGrid({ data, columns }, language) {
  const limit = limitOf(data) || 1;
  const cells = Array.from(data, (weight) => {
    const colour = weightColour(weight, limit);
    return element(
      "span",
      { style: { background: css(colour), color: textColour(colour) } },
      formatNumber(weight, 2, language),
    );
  });
  return element("span", { class: "readout-kernel", style: { "--columns": columns } }, cells);
}

/** The sentence for those who listen to the kernel of an edge. */
export function spokenEdge(side, { from, to }) {
  const title = say(side.words, "overview.edge", { from: nameOf(side, from), to: nameOf(side, to) });
  const kernel = to.unit !== null && from.unit !== null && from.node
    ? kernelBetween(side, to.node, to.unit, from.unit)
    : null;
  if (!kernel || kernel.data.length > MOST_CELLS) return title;
  const numbers = Array.from(kernel.data, (weight) => formatNumber(weight, 2, side.language)).join("; ");
  return `${title}. ${side.words["overview.kernel"]} ${numbers}`;
}

/** Away from where the edges come from: to the right of a column, below a band; else where there is room. */
function place(root, box, { vertical, width, height }) {
  const [wide, high] = [root.offsetWidth, root.offsetHeight];
  const fits = (value, size, whole) => Math.max(0, Math.min(value, whole - size));
  let [x, y] = [box.x + box.width + 10, box.y + box.height / 2 - high / 2];
  if (vertical) [x, y] = [box.x + box.width / 2 - wide / 2, box.y + box.height + 10];
  else if (x + wide > width) x = box.x - wide - 10;
  root.style.left = `${fits(x, wide, width)}px`;
  root.style.top = `${vertical ? y : fits(y, high, height)}px`;
}
