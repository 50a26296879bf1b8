/**
 * A unit's flow from left to right: inputs, kernels, intermediate maps, their sum, the map. Built for one structure and
 * then only repainted; a moved cell changes outlines and numbers alone.
 */

import { cellAt } from "../../maps/tile.js";
import { limitOf } from "../../shared/colours.js";
import { around, element } from "../../shared/element.js";
import { formatNumber } from "../../shared/numbers.js";
import { digitsFor } from "../../written/written.js";
import { createColumn, createEdges, createKernelColumn, createKernelNumbers, listenToKernels } from "./columns.js";
import { createEquation, entriesOf, headingsOf, legends, written } from "./captions.js";
import { createMiddle } from "./middle.js";
import { valueAt } from "../reading.js";

/** Milliseconds in which a column arrives, and between two. */
const ARRIVAL = 220;
const STAGGER = 30;
/** Columns of maps, a tile a row. */
const STAGES = ["input", "strip", "weights", "part"];

/**
 * @param {import("./scene.js").Scene} scene
 * @param {{text: (key: string, values?: object) => string, language: string}} say
 * @param {(cell: {row: number, column: number, unit?: number}, pin: boolean) => void} onCell
 */
export function createFlow(scene, say, onCell) {
  return new Flow(scene, say, onCell);
}

class Flow {
  constructor(scene, { text, language }, onCell) {
    this.scene = scene;
    this.text = text;
    this.language = language;
    this.onCell = onCell;
    const { rows } = scene;
    this.maps = Object.fromEntries(
      STAGES.map((stage) => [stage, createColumn(stage, rows.map((row) => Boolean(row[stage])))]),
    );
    this.kernels = createKernelColumn(rows.filter((row) => row.kernel).length);
    this.output = createColumn("output", [true]);
    this.pointed = 0;
    this.middle = scene.middle && createMiddle(scene.middle, { text, language });
    this.equation = createEquation({ onTerm: (row) => this.point(row) });
    this.numbers = createKernelNumbers();
    this.legends = element("div", {});
    this.lay();
    this.listen();
  }

  lay() {
    const { rows, sign, bias } = this.scene;
    this.joinSign = element("span", { class: "unit-sign" }, sign);
    this.biasNumber = element("span", { class: "cl-number" });
    const biasLabel = bias === null ? null : element(
      "span",
      { class: "unit-bias" },
      element("span", { class: "cl-muted" }, this.text("bias")),
      this.biasNumber,
    );
    this.join = sign ? element("div", { class: "unit-join" }, biasLabel, this.joinSign) : null;
    const has = (key) => rows.some((row) => row[key]);
    this.columns = [
      ...["input", "strip", "weights"].map((stage) => has(stage) && this.maps[stage].root),
      has("kernel") && this.kernels.root,
      has("part") && this.maps.part.root,
      this.join,
      this.middle && element("div", { class: "unit-middle" }, this.middle.element),
      this.output.root,
    ].filter(Boolean);
    this.stage = element(
      "div",
      { class: this.classes(), style: { "--count": Math.max(rows.length, 1) } },
      this.columns,
      this.numbers.root,
    );
    this.edges = createEdges(this.stage);
    this.root = element("div", { class: "unit-body" }, this.stage, this.equation.root, this.legends);
    this.equation.build(sign ? this.termNames() : [], sign, this.text("output"));
  }

  classes() {
    const { rows, output } = this.scene;
    const alone = rows.length < 2 && !rows.some((row) => row.kernel || row.weights);
    const single = (picture) => picture && picture.tensor.shape[0] * picture.tensor.shape[1] === 1;
    return [
      "unit-flow",
      alone && "unit-pair",
      single(output) && "unit-single",
      single(rows[0]?.input) && "unit-numbers",
    ];
  }

  termNames() {
    const { rows, bias } = this.scene;
    return [...rows.map((row) => row.name), ...(bias === null ? [] : [this.text("bias")])];
  }

  /** Lines from tile to tile, once the tiles have their places. */
  connect() {
    const end = this.output.tiles[0].button;
    const edges = this.scene.rows.flatMap((_, row) => {
      const { input, part } = this.maps;
      const [from, to] = [input.tiles[row]?.button, part.tiles[row]?.button];
      const last = to ? part.captions[row] : input.captions[row];
      const target = this.join ? this.joinSign : (this.middle?.element ?? end);
      return [...(from && to ? [{ from, to, row }] : []), { from: this.join ? last : from, to: target, row }];
    });
    if (this.join || this.middle) {
      edges.push({ from: this.join ? this.joinSign : this.middle.element, to: end, row: -1 });
    }
    this.edges.connect(edges.filter(({ from }) => from));
  }

  listen() {
    this.stage.addEventListener("pointermove", (event) => {
      const button = around(event, "[data-stage]");
      this.point(button && button.dataset.stage !== "output" ? Number(button.dataset.row) : -1);
      // Browsers send one such event a frame, just before they paint it: there is nothing to wait for.
      if (button && event.pointerType !== "touch") this.onCell(this.cellOf(event, button), false);
    });
    this.stage.addEventListener("pointerleave", () => this.point(-1));
    this.stage.addEventListener("click", (event) => {
      const button = around(event, "[data-stage]");
      if (button) this.onCell(this.cellOf(event, button), true);
    });
    listenToKernels(this.kernels.buttons, (row) => this.showKernel(row), () => this.numbers.hide());
    this.observer = new ResizeObserver(() => this.edges.measure());
    this.observer.observe(this.stage);
  }

  showKernel(row) {
    const { kernel, title } = this.scene.rows[row];
    this.numbers.show(
      kernel,
      this.text("kernel_of", { name: title }),
      this.kernels.buttons[row],
      this.stage,
      this.language,
    );
    this.point(row);
  }

  cellOf(event, button) {
    const { stage, row } = button.dataset;
    const picture = stage === "output" ? this.scene.output : this.scene.rows[row][stage];
    const [rows, columns] = picture.tensor.shape;
    const cell = cellAt(event, button.querySelector(".frame"), rows, columns);
    return this.scene.target(cell.row, cell.column, stage);
  }

  /** Bring one input's line and term forward; −1 lets all be alike. */
  point(row) {
    if (row >= 0) this.pointed = row;
    this.edges.highlight(row);
  }

  /** The next or the previous input, by key. */
  pointOn(step) {
    this.point(Math.min(Math.max(this.pointed + step, 0), this.scene.rows.length - 1));
  }

  paint(scene) {
    this.scene = scene;
    const { rows, output, bias } = scene;
    for (const stage of STAGES) this.maps[stage].paint(rows.map((row) => row[stage] ?? null));
    this.kernels.paint(rows.filter((row) => row.kernel).map((row) => row.kernel));
    this.output.paint([output]);
    this.middle?.set(scene.middle);
    this.partLimit = this.joinLimit();
    this.digits = digitsFor(
      Math.max(this.partLimit, limitOf(output.tensor.data, output.tensor.shape[2], output.channel)) || 1,
    );
    this.biasNumber.textContent = bias === null ? "" : formatNumber(bias, this.digits, this.language);
    this.name();
    this.legends.replaceChildren(legends(this, entriesOf(scene, this.headings())));
  }

  joinLimit() {
    const pictures = this.scene.rows.map((row) => row.part ?? row.input).filter(Boolean);
    return Math.max(0, ...pictures.map(({ tensor, channel }) => limitOf(tensor.data, tensor.shape[2], channel)));
  }

  /** Name each column: numbers and pixels are multiplied by weights, maps convolved with kernels. */
  headings() {
    return headingsOf(this.scene, this.stage.classList.contains("unit-numbers"), this.text);
  }

  name() {
    const { rows, heads } = this.scene;
    const headings = this.headings();
    for (const stage of STAGES) this.maps[stage].heading.textContent = headings[stage];
    this.kernels.heading.textContent = headings.kernel;
    this.output.heading.textContent = heads.output;
    this.output.tiles[0].button.setAttribute("aria-label", heads.output);
    rows.forEach((row, index) => {
      for (const stage of STAGES) {
        const label = stage === "input"
          ? row.title
          : this.text("stage_of", { stage: headings[stage], name: row.title });
        this.maps[stage].tiles[index]?.button.setAttribute("aria-label", label);
      }
      this.maps.input.names[index].textContent = row.name;
      if (!row.kernel) return;
      const spoken = this.text("kernel_of", { name: row.title });
      this.kernels.name(index, row.kernel, spoken, this.language);
    });
  }

  /**
   * Outline a cell and what it comes from, and write its numbers.
   *
   * @returns {{shown: string, spoken: string}} what is said of the cell beside the sum, and all of it in one sentence
   */
  select(row, column) {
    const { scene } = this;
    const marks = scene.marks(row, column);
    for (const stage of STAGES) {
      const pictures = scene.rows.map((one) => one[stage] ?? null);
      if (pictures.some(Boolean)) {
        this.maps[stage].outline(marks[stage] ?? null, pictures, stage === "input" ? "window" : "cell");
      }
    }
    const { tensor, channel } = scene.output;
    this.output.outline(marks.output, [scene.output], "cell");
    const value = valueAt(tensor, ...(marks.output ? [row, column] : [0, 0]), channel);
    const number = formatNumber(value, this.digits, this.language);
    this.output.captions[0].textContent = number;
    const place = scene.size[0] * scene.size[1] > 1 ? this.text("place", { row: row + 1, column: column + 1 }) : "";
    if (scene.sums) {
      const sum = this.writeSum(scene.sums(row, column));
      const shown = scene.term ? scene.term(this.pointed, row, column) : place;
      return { shown, spoken: [shown, sum].filter(Boolean).join(scene.term ? " " : ": ") };
    }
    const middle = this.middle?.paint(row, column, { value, before: this.valueBefore(marks.input) });
    const sentence = [place, middle || number].filter(Boolean).join(": ");
    return { shown: sentence, spoken: sentence };
  }

  /** The number that the first cell of a box has in the only input; in the padding it is 0. */
  valueBefore(box) {
    const input = this.scene.rows[0]?.input;
    return box && input && box.row >= 0 && box.column >= 0
      ? valueAt(input.tensor, box.row, box.column, input.channel)
      : 0;
  }

  writeSum({ terms, total }) {
    const { sign, rows, bias } = this.scene;
    const counted = bias === null ? terms.slice(0, rows.length) : terms;
    const shown = written(counted, total, sign, this.digits, this.language);
    rows.forEach((row, index) => {
      const { captions } = row.part ? this.maps.part : this.maps.input;
      captions[index].textContent = shown.terms[index];
    });
    if (this.stage.classList.contains("unit-numbers") && rows[0].part) this.writeInputs();
    if (bias !== null) this.biasNumber.textContent = shown.terms.at(-1);
    this.equation.paint([...shown.terms, shown.total]);
    this.edges.weigh(counted, this.scene.term ? Math.max(...counted.map(Math.abs)) : this.partLimit);
    this.root.classList.toggle("unit-differs", !shown.agrees);
    const names = this.termNames();
    const sum = shown.terms.map((term, index) => `${names[index]} ${term}`).join(` ${sign} `);
    return `${sum} = ${shown.total}`;
  }

  /** Inputs of one number each have it beside them. */
  writeInputs() {
    this.scene.rows.forEach(({ input }, index) => {
      if (!input) return;
      const number = valueAt(input.tensor, 0, 0, input.channel);
      this.maps.input.captions[index].textContent = formatNumber(number, this.digits, this.language);
    });
  }

  /** Let the columns arrive one after the other; at once for those who want less motion. */
  arrive() {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const steps = [{ opacity: 0, transform: "translateX(-18px)" }, { opacity: 1, transform: "none" }];
    this.columns.forEach((column, index) => {
      column.animate(steps, { duration: ARRIVAL, delay: index * STAGGER, easing: "ease-out", fill: "backwards" });
    });
  }

  /** Read the places of everything, once it is in the page. */
  measure() {
    for (const column of this.allColumns()) column.measure();
    this.connect();
  }

  allColumns() {
    return [...Object.values(this.maps), this.kernels, this.output];
  }

  destroy() {
    this.observer.disconnect();
    for (const column of this.allColumns()) column.destroy();
  }
}
