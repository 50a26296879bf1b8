/**
 * A button over every map on the canvas, over every strip, and for every class: what pointer, keys and screen readers
 * meet. One of them is in the tab order; arrow keys move from there.
 */
import { element } from "../../shared/element.js";
import { say } from "../../shared/words.js";
import { PICTURE } from "../overview/columns.js";
import { entryAt } from "../overview/layout_parts.js";
import { described } from "../names.js";
import { drawScore, scoresOf } from "../scores.js";
import { shapeText } from "../short_numbers.js";

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
   * @param {import("../overview/layout.js").Layout} layout
   * @param {[number, number] | null} point where in the layout; null for events of the keyboard
   */
  unitAt(event, layout, point) {
    const button = /** @type {Element} */ (event.target).closest?.("[data-node]");
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
