/**
 * The body of the view for one structure (layer, kernel size, channels, activation, pooling, language): built once,
 * then only repainted. Its legends are computed from the limits that the grids are painted with; its table has all
 * numbers of the convolution, to be read by line, copied and listened to; its sentence says everything that the
 * pictures show.
 */
import { slices as slicesOf } from "../arithmetic/kernels.js";
import { createActivationStep } from "./activation_step.js";
import { axisItems, cellSize, createChannelCard } from "./channel_card.js";
import { limitsOf } from "./explanation.js";
import { createPoolingStep, createSumStep } from "./steps.js";
import { legend } from "../maps/legend.js";
import { element } from "../shared/element.js";
import { formatNumber } from "../shared/numbers.js";
import { digitsFor, digitsForWeights, exact, writeSums } from "../written/written.js";

/** What a body is built for; a body serves as long as this does not change. */
export function structureOf(lab, shown) {
  const { program, image, kernel, pointwise, feature, imageKind, language } = lab;
  const { layer, activation, pooling, groups } = program;
  const shapes = [image.shape[2], kernel.shape, pointwise?.shape, feature.shape[2], lab.beyond?.count];
  return JSON.stringify([layer, groups, activation, pooling.kind, pooling.size, shapes, imageKind, language, shown]);
}

export class Body {
  /**
   * @param {import("./explanation.js").Lab} lab
   * @param {number} shown how many channels are written out
   * @param {(key: string, values?: object) => string} text
   * @param {(row: number, column: number) => void} onPoolCell
   */
  constructor(lab, shown, text, onPoolCell) {
    const { program, language, imageKind } = lab;
    this.program = program;
    this.language = language;
    this.text = text;
    this.total = slicesOf(program, lab.kernel, lab.pointwise, 0).length;
    this.count = Math.min(shown, this.total);
    this.latest = null;
    this.pointed = null;
    this.cards = Array.from({ length: this.count }, (_, index) => this.card(index));
    this.readout = element("p", { class: "readout" });
    this.nothing = element("p", { class: "step-note", hidden: true }, text("transposed_gap"));
    this.channels = element("div", { class: "channels" }, this.cards.map((card) => card.element));
    const others = this.total - this.count + (lab.beyond?.count ?? 0);
    this.sum = createSumStep({ text, language, count: this.count, others });
    this.activation = createActivationStep({ text, language, name: program.activation, maps: lab.feature.shape[2] });
    this.pooling = lab.pooled && createPoolingStep({ text, language, pooling: program.pooling, onCell: onPoolCell });
    this.steps = [this.sum, this.activation, this.pooling].filter(Boolean).map((step) => step.element);
    this.legends = createLegends(text, language, imageKind);
    this.table = createNumbersTable(text, language);
    const plain = program.layer === "Conv2D";
    const note = plain ? null : element("p", { class: "step-note layer-note" }, text(`layer_${program.layer}`));
    /** What stands in the window, and what below it. */
    this.window = [note, this.nothing, this.channels, this.readout];
    this.rest = [element("div", { class: "steps" }, this.steps), this.legends.element, this.table.element];
  }

  card(index) {
    return createChannelCard({
      caption: this.text,
      separable: this.program.layer === "SeparableConv2D",
      onCell: (cell) => this.point(cell === null ? null : { index, cell }),
    });
  }

  paint(now, explanation, available) {
    const { map } = explanation.selection;
    const kernels = slicesOf(now.program, now.kernel, now.pointwise, map);
    const names = namesOf(now, kernels, this.text);
    const limits = limitsOf(now, kernels.map((slice) => slice.weights), map);
    const digits = digitsOf(now, kernels, limits);
    const written = writeSums(explanation, this.count, digits.feature, this.language);
    const size = cellSize(available, this.count, gridOf(explanation.channels[0], now.kernel));
    this.latest = { explanation, names, digits, written };
    this.cards.forEach((card, index) => {
      card.setName(names[index].text, names[index].hint);
      const [term, weights] = [explanation.channels[index], kernels[index].weights];
      card.paint({ lab: now, term, written: written.channels[index], weights, size, limits, digits });
    });
    this.nothing.hidden = explanation.channels[0].cells.length > 0;
    this.channels.hidden = !this.nothing.hidden;
    this.sum.setNames(names);
    this.sum.paint(written, explanation, now.preview);
    this.activation.paint(explanation, digits, limits, now.preview);
    this.pooling?.paint(explanation, digits, limits, now.preview);
    const { stage } = explanation.selection;
    for (const step of this.steps) step.classList.toggle("step-selected", step.dataset.stage === stage);
    this.legends.paint(limits, Boolean(this.pooling) && !this.program.pooling.kind.startsWith("global_"));
    this.table.set(explanation, names.slice(0, this.count));
    this.point(this.pointed);
    return size;
  }

  /** Mark a cell under the pointer in all three grids of its channel, and write its product with all digits. */
  point(place) {
    const { cards, latest, language, text } = this;
    if (this.pointed && this.pointed.index !== place?.index) cards[this.pointed.index].point(null);
    this.pointed = place;
    const cell = place && latest.explanation.channels[place.index].cells[place.cell];
    if (place) cards[place.index].point(cell ? place.cell : null);
    if (!cell) {
      this.readout.textContent = `${text("readout_hint")} ${text("keys")}`;
      return;
    }
    const values = { name: latest.names[place.index].text, row: cell.row + 1, column: cell.column + 1 };
    const [value, weight, product] = [cell.value, cell.weight, cell.product].map((one) => exact(one, language));
    const where = text(cell.inside ? "readout" : "readout_padding", values);
    this.readout.textContent = `${where}: ${value} × ${weight} = ${product}`;
  }

  /** The sentence for screen readers; the open table follows with it. */
  spoken() {
    this.table.refresh();
    const { explanation, names, digits, written } = this.latest;
    const write = (value) => formatNumber(value, digits.activation, this.language);
    const pooled = explanation.pooled && write(explanation.pooled.check.ours);
    const results = { activation: write(explanation.activation.ours), pooled };
    const activation = this.text(`activation_${this.program.activation}`);
    return sentence(explanation, written, results, names, this.text, activation);
  }

  slide(x, y, milliseconds) {
    for (const card of this.cards) card.slide(x, y, milliseconds);
  }
}

function digitsOf(lab, kernels, limits) {
  const feature = digitsFor(Math.max(limits.product, limits.feature / 10));
  const small = lab.program.activation === "softmax" ? 3 : 2;
  return {
    feature,
    activation: Math.max(feature, small),
    input: digitsFor(limits.input),
    weight: digitsForWeights(kernels.map((slice) => slice.weights), limits.weight),
    pointwise: digitsFor(Math.max(...kernels.map((slice) => Math.abs(slice.pointwise))) || 1),
  };
}

/** The columns that a channel's grids take, for choosing the size of a cell. */
function gridOf(term, kernel) {
  const items = axisItems(term, "column");
  const inside = items.filter((item) => item.cell >= 0).length;
  return { columns: inside, extra: items.length - inside, kernelRows: kernel.shape[0], kernelColumns: kernel.shape[1] };
}

/**
 * @param {(key: string, values?: object) => string} text
 * @param {string} language
 */
export function createNumbersTable(text, language) {
  const holder = element("div", {
    class: "numbers-tables",
    tabindex: "0",
    role: "region",
    "aria-label": text("table"),
  });
  const details = element("details", { class: "numbers" }, element("summary", {}, text("table")), holder);
  let latest = null;

  details.addEventListener("toggle", refresh);

  function refresh() {
    if (!details.open) {
      holder.replaceChildren();
    } else if (latest) {
      const [explanation, names] = latest;
      holder.replaceChildren(
        ...names.map((name, index) => tableOf(name.text, explanation.channels[index], text, language)),
      );
    }
  }

  return {
    element: details,
    /** Remember what to show; the tables follow when `refresh` is called or the visitor opens them. */
    set(explanation, names) {
      latest = [explanation, names];
    },
    refresh,
  };
}

/** The cells of a channel, a line for each, and their sum. */
function tableOf(name, channel, text, language) {
  const number = (value) => element("td", { class: "cl-number" }, exact(value, language));
  const line = ({ row, column, inside, value, weight, product }) => {
    const place = `${row + 1}, ${column + 1}${inside ? "" : ` (${text("padding")})`}`;
    return element("tr", {}, element("th", { scope: "row" }, place), number(value), number(weight), number(product));
  };
  const heads = ["table_cell", "window", "kernel", "products"].map((key) => element("th", { scope: "col" }, text(key)));
  const sum = element("th", { scope: "row", colspan: "3" }, text("channel_sum"));
  return element(
    "table",
    {},
    element("caption", {}, name),
    element("thead", {}, element("tr", {}, heads)),
    element("tbody", {}, channel.cells.map(line)),
    element("tfoot", {}, element("tr", {}, sum, number(channel.sum))),
  );
}

/** Channels that the sentence names one by one; more would be too much to listen to. */
const SPOKEN_CHANNELS = 4;
const COLOURS = ["red", "green", "blue"];

/**
 * The name of each term: "red", "grey", "channel 4"; with a number where a channel has several kernels.
 *
 * @param {import("./explanation.js").Lab} lab
 * @param {{channel: number}[]} slices of the map's kernel
 * @param {(key: string, values?: object) => string} text
 * @returns {{text: string, hint: string}[]} `hint` is a class name, "channel-red" for instance
 */
export function namesOf(lab, slices, text) {
  const channels = lab.image.shape[2];
  const several = slices.length > new Set(slices.map((slice) => slice.channel)).size;
  const seen = new Map();
  return slices.map(({ channel }) => {
    const repeat = (seen.get(channel) ?? 0) + 1;
    seen.set(channel, repeat);
    const number = lab.channelNumbers?.[channel] ?? channel;
    const colour = lab.imageKind === "maps" ? null : channels === 1 ? "grey" : channels === 3 ? COLOURS[number] : null;
    const name = colour ? text(`channel_${colour}`) : text("channel", { number: number + 1 });
    const numbered = several ? text("channel_kernel", { name, number: repeat }) : name;
    return { text: numbered, hint: colour ? `channel-${colour}` : "" };
  });
}

/**
 * The text alternative, for instance "Row 3, column 5 of filter 2: red 0.12, … plus bias 0.00 gives 0.31; …".
 *
 * @param {import("./explanation.js").Explanation} explanation
 * @param {object} written of `writeSums`
 * @param {{activation: string, pooled: string | null}} results as written
 * @param {{text: string}[]} names
 * @param {(key: string, values?: object) => string} text
 * @param {string} activation the name of the activation in words
 */
export function sentence(explanation, written, results, names, text, activation) {
  const { place, mapNumber, pooled } = explanation;
  const some = written.channels.slice(0, SPOKEN_CHANNELS);
  const spoken = some.map((channel, index) => `${names[index].text} ${channel.contribution}`);
  const channels = spoken.join(", ") + (names.length > spoken.length ? ", …" : "");
  const values = { row: place.row + 1, column: place.column + 1, map: mapNumber + 1, channels, bias: written.bias };
  const parts = [
    text("sentence", { ...values, feature: written.feature, name: activation, activation: results.activation }),
  ];
  if (pooled) {
    const kind = text(`pooling_${pooled.global ? "global_" : ""}${pooled.kind}`);
    parts.push(text("sentence_pooled", { kind, value: results.pooled }));
  }
  return parts.join(" ");
}

/**
 * @param {(key: string, values?: object) => string} text
 * @param {string} language
 * @param {"picture" | "maps"} imageKind
 */
export function createLegends(text, language, imageKind) {
  const input = imageKind === "maps" ? "activation" : "grey";
  const kinds = { window: input, kernel: "weight", products: "activation", pooling: "activation" };
  const legends = Object.entries(kinds).map(([part, kind]) => legendOf(text(`legend_${part}`), kind, language));
  const swatch = element("span", { class: "cl-swatch cl-swatch-padding" });
  const padding = element("span", { class: "formula-legend" }, swatch, " ", text("padding"));
  const holder = element("div", { class: "legends" }, legends.map((one) => one.element), padding);

  function paint(limits, pooled) {
    [limits.input, limits.weight, limits.product, limits.activation].forEach((limit, index) =>
      legends[index].set(limit)
    );
    legends[3].element.hidden = !pooled;
  }

  return { element: holder, paint };
}

function legendOf(name, kind, language) {
  const scale = legend(kind);
  const node = element("div", { class: "formula-legend" }, element("span", {}, name), scale.root);
  const set = (limit) => {
    const rounded = Number(limit.toPrecision(3));
    scale.set(kind === "grey" ? "0" : exact(-rounded, language), exact(rounded, language));
  };
  return { element: node, set };
}
