/**
 * The pipeline: picture → kernels → feature maps → activation maps → pooled maps, a row a map.
 * Pointing at a map, or moving over it by arrow keys, selects a cell; the boxes behind it light up on every stage.
 */
import { paddingOf } from "../../arithmetic/convolution.js";
import { paintMap } from "../../shared/colours.js";
import { formatNumber } from "../../shared/numbers.js";
import { say } from "../../shared/words.js";
import { Columns, paintInput, paintKernels, RowsInView } from "./columns.js";
import { limits, rangeOfMap, rangesOfMaps, union } from "../../maps/scales.js";
import { cellAt, marks, moved, outputCellAt } from "../../maps/tile.js";

const STAGES = /** @type {const} */ (["feature", "activation", "pooled"]);

/**
 * @param {HTMLElement} root
 * @param {{onSelect(selection: object): void, onPin(selection: object): void, onKernel(map: number): void}} callbacks
 */
export function create(root, callbacks) {
  const view = new Pipeline(root, callbacks);
  return {
    update: (lab, selection, scale) => view.update(lab, selection, scale),
    paintRest: () => view.paintRest(),
    updateMaps: (lab, maps) => view.updateMaps(lab, maps),
    select: (selection) => view.select(selection),
    focus: () => view.focusSelected(),
    canvasOf: (selection) => view.sheets[selection.stage].copy(selection.map),
    destroy: () => view.destroy(),
  };
}

class Pipeline {
  constructor(root, callbacks) {
    this.root = root;
    this.callbacks = callbacks;
    this.abort = new AbortController();
    this.columns = new Columns(root);
    this.tiles = this.columns.tiles;
    this.sheets = this.columns.sheets;
    this.frame = 0;
    this.rows = new RowsInView(root, () => this.tiles.feature?.slice(0, 2) ?? []);
    /** Maps whose numbers have changed and that are still to be painted, by stage. */
    this.later = {};
    const options = { signal: this.abort.signal };
    root.addEventListener("pointermove", (event) => this.point(event, false), options);
    root.addEventListener("click", (event) => this.point(event, true), options);
    root.addEventListener("keydown", (event) => this.key(event), options);
  }

  update(lab, selection, scale) {
    this.lab = lab;
    this.scale = scale;
    const made = this.columns.build(lab, this.stages());
    if (made.includes("input")) this.painted = undefined;
    this.ranges = Object.fromEntries(this.stages().map((stage) => [stage, rangesOfMaps(lab[stage])]));
    this.limits = limits(this.ranges, scale);
    this.later = {};
    this.paintInput();
    paintKernels(this.tiles.kernels, this.sheets.kernels, lab);
    for (const stage of this.stages()) this.paintStage(stage);
    this.heads();
    this.select(selection);
  }

  /** Paint what `update` has left for later: the rows that are not on screen. */
  paintRest() {
    const rest = Object.entries(this.later);
    this.later = {};
    for (const [stage, maps] of rest) this.paint(stage, maps);
    if (rest.some(([, maps]) => maps.includes(this.selected.map))) this.select(this.selected);
  }

  /**
   * Repaint the maps whose kernel is being dragged, on every stage; the others only where their shared scale changed.
   */
  updateMaps(lab, maps) {
    this.lab = lab;
    const before = this.limits;
    for (const stage of this.stages()) {
      for (const map of maps) this.ranges[stage][map] = rangeOfMap(lab[stage], map);
    }
    this.limits = limits(this.ranges, this.scale);
    paintKernels(this.tiles.kernels, this.sheets.kernels, lab);
    for (const stage of this.stages()) {
      const changed = this.limits[stage].map((
        limit,
        index,
      ) => (maps.includes(index) || limit !== before[stage][index] ? index : -1));
      this.paint(stage, changed.filter((index) => index >= 0));
    }
    this.heads();
  }

  /** The picture is painted where it, or what stands around it, has changed. */
  paintInput() {
    const { image, program, unusedRows, unusedColumns } = this.lab;
    const around = JSON.stringify([paddingOf(program), unusedRows, unusedColumns]);
    if (this.painted?.image === image && this.painted.around === around) return;
    this.painted = { image, around };
    paintInput(this.tiles.input, this.sheets.input, this.lab);
  }

  stages() {
    return STAGES.filter((stage) => this.lab[stage]);
  }

  paintStage(stage) {
    const [rows, columns] = this.lab[stage].shape;
    const aspect = String(columns / rows);
    for (const { button: { style } } of this.tiles[stage]) {
      if (style.getPropertyValue("--aspect") !== aspect) style.setProperty("--aspect", aspect);
    }
    this.sheets[stage].lay(this.tiles[stage].frames, rows, columns);
    const [now, later] = this.rows.split([...this.tiles[stage].keys()]);
    this.paint(stage, now);
    this.later[stage] = later;
  }

  /** Paint some maps of a stage, and write their ranges. */
  paint(stage, maps) {
    const { data, shape } = this.lab[stage];
    const [rows, columns, count] = shape;
    const sheet = this.sheets[stage];
    const changed = maps.filter((map) => {
      this.label(stage, map);
      return paintMap(
        sheet.pixels,
        columns,
        data,
        rows,
        columns,
        count,
        map,
        this.limits[stage][map],
        0,
        sheet.top(map),
      );
    });
    sheet.show(changed);
  }

  label(stage, map) {
    const { button, caption } = this.tiles[stage][map];
    const name = this.nameOf(stage, map);
    const range = this.rangeText(this.ranges[stage][map]);
    const label = `${name}: ${range}`;
    if (button.getAttribute("aria-label") === label && caption.textContent === range) return;
    caption.textContent = range;
    button.setAttribute("aria-label", label);
    button.title = name;
  }

  nameOf(stage, map) {
    const { words, mapNames } = this.lab;
    return say(words, "pipeline.map_name", {
      number: map + 1,
      kernel: mapNames[map] ?? "",
      stage: words[`pipeline.${stage}`],
    });
  }

  rangeText(range) {
    const format = (value) => formatNumber(value, 2, this.lab.language);
    return `${format(range.minimum)} … ${format(range.maximum)}`;
  }

  heads() {
    const { lab } = this;
    const shape = (tensor) => tensor.shape.slice(0, 3).join(" × ");
    this.head("input", shape(lab.image), "0 … 1");
    this.head(
      "kernels",
      lab.kernel.shape.slice(0, 2).join(" × "),
      `±${formatNumber(lab.kernelLimit, 2, lab.language)}`,
    );
    for (const stage of this.stages()) {
      const limit = `±${formatNumber(this.limits[stage][0], 2, lab.language)}`;
      this.head(stage, shape(lab[stage]), this.scale === "map" ? lab.words["pipeline.own_scales"] : limit);
      this.columns.headings[stage].root.title = this.rangeText(union(this.ranges[stage]));
    }
  }

  /** Text is written where it changes: the browser lays out again what is written. */
  head(name, shape, limits) {
    const { detail, range } = this.columns.headings[name];
    if (detail.textContent !== shape) detail.textContent = shape;
    if (range.textContent !== limits) range.textContent = limits;
  }

  /** Outline a selected cell and the boxes behind it; clear those of the one before. */
  select(selection) {
    const { lab, selected } = this;
    if (selected && this.tiles[selected.stage]?.[selected.map]) this.unselect(selected);
    const boxes = marks(lab, selection);
    for (const stage of this.stages()) {
      const tile = this.tiles[stage][selection.map];
      const [rows, columns] = lab[stage].shape;
      tile.outline(boxes[stage], rows, columns, stage === selection.stage ? "cell" : "window");
    }
    const [rows, columns] = lab.image.shape;
    for (const tile of this.tiles.input) tile.outline(boxes.input, rows, columns);
    this.tiles.kernels[selection.map].root.classList.add("selected");
    const { button, caption } = this.tiles[selection.stage][selection.map];
    button.tabIndex = 0;
    button.setAttribute("aria-pressed", String(selection.pinned));
    button.setAttribute(
      "aria-label",
      `${this.nameOf(selection.stage, selection.map)}: ${caption.textContent}. ${this.cellText(selection)}`,
    );
    this.selected = selection;
  }

  unselect({ stage, map }) {
    for (const name of this.stages()) this.tiles[name][map]?.outline(null, 1, 1);
    this.tiles.kernels[map]?.root.classList.remove("selected");
    const { button, caption } = this.tiles[stage][map];
    button.tabIndex = -1;
    button.removeAttribute("aria-pressed");
    button.setAttribute("aria-label", `${this.nameOf(stage, map)}: ${caption.textContent}`);
  }

  cellText({ stage, map, row, column }) {
    const { data, shape } = this.lab[stage];
    const value = formatNumber(data[(row * shape[1] + column) * shape[2] + map], 4, this.lab.language);
    return say(this.lab.words, "pipeline.cell", { row: row + 1, column: column + 1, value });
  }

  /** A pointer over a tile selects the cell below it; a click pins it. */
  point(event, click) {
    const button = event.target.closest?.("[data-stage]");
    if (!button || !this.lab || (!click && event.pointerType === "touch")) return;
    const { stage } = button.dataset;
    if (stage === "kernel") {
      if (click) this.callbacks.onKernel(Number(button.dataset.map));
      return;
    }
    const pressedByKey = click && event.detail === 0;
    const selection = pressedByKey ? this.selected : this.selectionAt(event, button);
    if (click) this.callbacks.onPin(selection);
    else this.inNextFrame(() => this.callbacks.onSelect(selection));
  }

  selectionAt(event, button) {
    const { stage, map } = button.dataset;
    const [rows, columns] = stage === "input" ? this.lab.image.shape : this.lab[stage].shape;
    const cell = cellAt(event, button.querySelector(".frame"), rows, columns);
    if (stage !== "input") return { stage, map: Number(map), ...cell, pinned: this.selected.pinned };
    return {
      ...this.selected,
      stage: this.selected.stage === "feature" ? "feature" : "activation",
      ...outputCellAt(this.lab, cell.row, cell.column),
    };
  }

  /** Pointer events come faster than frames: only the newest counts. */
  inNextFrame(task) {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(task);
  }

  key(event) {
    if (!this.selected || !event.target.closest?.("[data-stage]") || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const selection = moved(this.selected, event.key, event.shiftKey, this.lab, this.stages());
    if (!selection) return;
    event.preventDefault();
    this.callbacks.onSelect(selection, true);
    this.focusSelected();
  }

  focusSelected() {
    this.tiles[this.selected.stage][this.selected.map].button.focus();
  }

  destroy() {
    cancelAnimationFrame(this.frame);
    this.rows.destroy();
    this.abort.abort();
    this.columns.destroy();
  }
}
