/**
 * The body of the view for one structure (layer, kernel size, channels, activation, pooling, language): built once,
 * then only repainted.
 */

import { slices as slicesOf } from "../arithmetic/kernels.js";
import { element } from "../shared/element.js";
import { formatNumber } from "../shared/numbers.js";
import { createActivationStep } from "./activation_step.js";
import { createChannelCard } from "./channel_card.js";
import { cellSize } from "./layout.js";
import { createLegends } from "./legends.js";
import { axisItems } from "./neighbourhood.js";
import { createNumbersTable } from "./numbers_table.js";
import { createPoolingStep } from "./pooling_step.js";
import { namesOf, sentence } from "./spoken.js";
import { createSumStep } from "./sum_step.js";
import { digitsFor, digitsForWeights, exact, limitsOf, writeSums } from "../written/written.js";

/** What a body is built for; a body serves as long as this does not change. */
export function structureOf(lab, shown) {
  const { program, image, kernel, pointwise, feature, imageKind, language } = lab;
  const { layer, activation, pooling, groups } = program;
  const shapes = [image.shape[2], kernel.shape, pointwise?.shape, feature.shape[2], lab.beyond?.count];
  return JSON.stringify([layer, groups, activation, pooling.kind, pooling.size, shapes, imageKind, language, shown]);
}

/**
 * @param {import("./explanation.js").Lab} lab
 * @param {number} shown how many channels are written out
 * @param {(key: string, values?: object) => string} text
 * @param {(row: number, column: number) => void} onPoolCell
 */
export function createBody(lab, shown, text, onPoolCell) {
  const { program, language } = lab;
  const separable = program.layer === "SeparableConv2D";
  let latest = null;
  let pointed = null;

  const first = slicesOf(program, lab.kernel, lab.pointwise, 0);
  const count = Math.min(shown, first.length);
  const cards = Array.from(
    { length: count },
    (_, index) =>
      createChannelCard({ caption: text, separable, onCell: (cell) => point(cell === null ? null : { index, cell }) }),
  );
  const readout = element("p", { class: "readout" });
  const nothing = element("p", { class: "step-note", hidden: true }, text("transposed_gap"));
  const channels = element("div", { class: "channels" }, cards.map((card) => card.element));
  const others = first.length - count + (lab.beyond?.count ?? 0);
  const sum = createSumStep({ text, language, count, others });
  const activation = createActivationStep({ text, language, name: program.activation, maps: lab.feature.shape[2] });
  const pooling = lab.pooled && createPoolingStep({ text, language, pooling: program.pooling, onCell: onPoolCell });
  const steps = [sum, activation, pooling].filter(Boolean);
  const legends = createLegends(text, language, lab.imageKind);
  const table = createNumbersTable(text, language);
  const plain = program.layer === "Conv2D";
  const note = plain ? null : element("p", { class: "step-note layer-note" }, text(`layer_${program.layer}`));

  function paint(now, explanation, available) {
    const { map } = explanation.selection;
    const kernels = slicesOf(now.program, now.kernel, now.pointwise, map);
    const names = namesOf(now, kernels, text);
    const limits = limitsOf(now, kernels.map((slice) => slice.weights), map);
    const digits = digitsOf(now, kernels, limits);
    const written = writeSums(explanation, count, digits.feature, language);
    const size = cellSize(available, count, gridOf(explanation.channels[0], now.kernel));
    latest = { explanation, names, digits, written };
    cards.forEach((card, index) => {
      card.setName(names[index].text, names[index].hint);
      const [term, weights] = [explanation.channels[index], kernels[index].weights];
      card.paint({ lab: now, term, written: written.channels[index], weights, size, limits, digits });
    });
    nothing.hidden = explanation.channels[0].cells.length > 0;
    channels.hidden = !nothing.hidden;
    sum.setNames(names);
    sum.paint(written, explanation, now.preview);
    activation.paint(explanation, digits, limits, now.preview);
    pooling?.paint(explanation, digits, limits, now.preview);
    for (const { element: step } of steps) {
      step.classList.toggle("step-selected", step.dataset.stage === explanation.selection.stage);
    }
    legends.paint(limits, Boolean(pooling) && !program.pooling.kind.startsWith("global_"));
    table.set(explanation, names.slice(0, count));
    point(pointed);
    return size;
  }

  /** Mark a cell under the pointer in all three grids of its channel, and write its product with all digits. */
  function point(place) {
    if (pointed && pointed.index !== place?.index) cards[pointed.index].point(null);
    pointed = place;
    const cell = place && latest.explanation.channels[place.index].cells[place.cell];
    if (place) cards[place.index].point(cell ? place.cell : null);
    if (!cell) {
      readout.textContent = `${text("readout_hint")} ${text("keys")}`;
      return;
    }
    const values = { name: latest.names[place.index].text, row: cell.row + 1, column: cell.column + 1 };
    const [value, weight, product] = [cell.value, cell.weight, cell.product].map((one) => exact(one, language));
    readout.textContent = `${
      text(cell.inside ? "readout" : "readout_padding", values)
    }: ${value} × ${weight} = ${product}`;
  }

  /** The sentence for screen readers; the open table follows with it. */
  function spoken() {
    table.refresh();
    const { explanation, names, digits, written } = latest;
    const write = (value) => formatNumber(value, digits.activation, language);
    const pooled = explanation.pooled && write(explanation.pooled.check.ours);
    const results = { activation: write(explanation.activation.ours), pooled };
    return sentence(explanation, written, results, names, text, text(`activation_${program.activation}`));
  }

  return {
    window: [note, nothing, channels, readout],
    rest: [element("div", { class: "steps" }, steps.map((step) => step.element)), legends.element, table.element],
    total: first.length,
    paint,
    spoken,
    slide: (x, y, milliseconds) => cards.forEach((card) => card.slide(x, y, milliseconds)),
  };
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
