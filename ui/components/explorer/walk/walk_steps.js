/**
 * The steps of the walk-through: what it says of a network and a picture, one thing a step, and where each step looks.
 * Pure functions on a Side: which unit, which cell and all numbers come from what the network computed.
 *
 * A step whose kind of layer the network does not have is left out.
 *
 * @typedef {import("../side.js").Side} Side
 * @typedef {import("../side.js").Node} Node
 * @typedef {object} Target nothing: the whole network; `node` alone: all units of it
 * @property {string} [node]
 * @property {number} [unit] opens this unit
 * @property {boolean} [lit] only lights the unit up, with the edges that end at it
 * @property {number} [row] the cell that is looked at
 * @property {number} [column]
 * @property {boolean} [window] opens the window of this cell
 * @typedef {{key: string, values: Object<string, string>, target: Target}} Step `key`: of the words, without "walk."
 */
import { formatNumber, percent } from "../../shared/numbers.js";
import { nameOf, pair } from "../reading.js";
import { isVector, logitsOf } from "../overview/columns.js";
import { labelOf, short } from "../overview/captions.js";
import { largestCell, shareBelowZero, strongestUnit, tellingUnit } from "./walk_choice.js";

const FIRST = new Set(["convolution", "depthwise"]);

/**
 * @param {Side} side
 * @returns {Step[]}
 */
export function stepsOf(side) {
  const path = pathOf(side);
  /** @type {((side: Side, path: ReturnType<typeof pathOf>) => Step | null)[]} */
  const steps = [
    startStep,
    inputStep,
    layerStep,
    kernelStep,
    unitStep,
    windowStep,
    activationStep,
    poolingStep,
    deeperStep,
    joinStep,
    hiddenStep,
    logitStep,
    softmaxStep,
    endStep,
  ];
  return steps.map((step) => step(side, path)).filter(Boolean);
}

/** The nodes and the unit that the walk follows. */
function pathOf(side) {
  const convolutions = side.nodes.filter(({ kind }) => FIRST.has(kind));
  const first = convolutions[0] ?? null;
  const activation = first && following(side, first, "activation");
  const shown = activation ?? first;
  const unit = shown && side.output(shown.name) ? tellingUnit(side, first, shown) : null;
  const cell = unit === null ? null : largestCell(side.output(first.name), unit);
  const last = convolutions.length > 1 ? convolutions[convolutions.length - 1] : null;
  return { first, activation, unit, cell, last, best: bestOf(side) };
}

/** The next node of a kind behind another one, as long as the way there does not fork. */
function following(side, node, kind) {
  for (let next = side.consumers(node.name); next.length === 1; next = side.consumers(next[0].name)) {
    if (next[0].kind === kind) return next[0];
    if (!["batch_normalization", "activation"].includes(next[0].kind)) return null;
  }
  return null;
}

/** The classes in the order of their scores; null where the network ends with maps. */
function bestOf(side) {
  const output = side.node(side.graph.output);
  const tensor = isVector(output.shape) && side.output(output.name);
  if (!tensor) return null;
  return Array.from(tensor.data, (_, unit) => unit).sort((one, other) => tensor.data[other] - tensor.data[one]);
}

function startStep(side) {
  const layers = new Set(side.nodes.filter(({ kind }) => kind !== "input").map(({ layer }) => layer)).size;
  const maps = side.nodes.filter(({ shape, kind }) => kind !== "input" && !isVector(shape));
  const total = sum(maps.map(({ name }) => side.unitCount(name)));
  const parameters = sum(side.nodes.map((node) => node.parameters));
  const values = {
    title: side.title,
    layers: whole(side, layers),
    maps: whole(side, total),
    parameters: whole(side, parameters),
  };
  return { key: "start", values, target: {} };
}

function inputStep(side) {
  const node = side.nodes[0];
  const [rows, columns, channels] = node.shape;
  const ranges = side.ranges(node.name);
  if (!ranges) return null;
  const write = (value) => (side.inputScaling === "bytes" ? whole(side, value) : short(value, side.language));
  const values = {
    ...sizes(side, rows, columns),
    count: whole(side, rows * columns * channels),
    low: write(Math.min(...ranges.low)),
    high: write(Math.max(...ranges.high)),
  };
  return { key: channels === 3 ? "input_colour" : "input_grey", values, target: { node: node.name } };
}

function layerStep(side, { first }) {
  if (!first) return null;
  const values = { layer: side.label(first.name), count: whole(side, side.unitCount(first.name)) };
  return { key: first.kind, values, target: { node: first.name } };
}

function kernelStep(side, { first, unit }) {
  if (unit === null) return null;
  const target = { node: first.name, unit, lit: true };
  const [low, high] = bounds(side, first, unit);
  const values = { unit: nameOf(side, target), low, high, ...sizes(side, ...pair(first.settings.kernel_size)) };
  return { key: "kernel", values, target };
}

function unitStep(side, { first, unit, cell }) {
  if (unit === null || first.kind !== "convolution") return null;
  const bias = side.weight(first.name, "bias");
  const values = bias ? { bias: short(bias.data[unit], side.language) } : {};
  return { key: bias ? "unit" : "unit_no_bias", values, target: { node: first.name, unit, ...cell } };
}

function windowStep(side, { first, unit, cell }) {
  if (unit === null) return null;
  const { row, column } = cell;
  const output = side.output(first.name);
  const channels = first.kind === "depthwise" ? 1 : side.unitCount(first.inputs[0]) / (first.settings.groups ?? 1);
  const [rows, columns] = pair(first.settings.kernel_size);
  const values = {
    ...place(side, cell),
    count: whole(side, rows * columns * channels),
    value: short(output.data[(row * output.shape[1] + column) * output.shape[2] + unit], side.language),
    cells: whole(side, output.shape[0] * output.shape[1]),
  };
  const key = hasBias(side, first) ? "window" : "window_no_bias";
  return { key, values, target: { node: first.name, unit, row, column, window: true } };
}

function activationStep(side, { activation, unit, cell }) {
  if (!activation || unit === null) return null;
  const before = side.node(activation.inputs[0]);
  const target = { node: activation.name, unit, ...cell };
  if (activation.settings.activation === "relu") {
    const share = shareBelowZero(side.output(before.name), unit);
    return { key: share ? "relu" : "relu_idle", values: share ? { share: percent(share, side.language) } : {}, target };
  }
  const [[low, high], [lowAfter, highAfter]] = [before, activation].map((node) => bounds(side, node, unit));
  return { key: "activation", values: { layer: side.label(activation.name), low, high, lowAfter, highAfter }, target };
}

function poolingStep(side, { unit }) {
  const node = side.nodes.find(({ kind }) => kind === "pooling");
  if (!node || !side.output(node.name)) return null;
  const before = side.node(node.inputs[0]).shape;
  const shown = unit !== null && unit < side.unitCount(node.name) ? unit : strongestUnit(side, node);
  const values = {
    ...sizes(side, ...pair(node.settings.pool_size, 2)),
    before: whole(side, before[0] * before[1]),
    after: whole(side, node.shape[0] * node.shape[1]),
  };
  const target = { node: node.name, unit: shown, ...largestCell(side.output(node.name), shown) };
  return { key: `pooling_${node.settings.pooling}`, values, target };
}

function deeperStep(side, { first, last }) {
  if (!(last?.receptiveField?.[0] > first?.receptiveField?.[0])) return null;
  const values = {
    layer: side.label(last.name),
    inputs: whole(side, side.unitCount(last.inputs[0])),
    field: field(side, last),
    first: side.label(first.name),
    firstField: field(side, first),
  };
  const shown = following(side, last, "activation") ?? last;
  const target = side.output(shown.name)
    ? { node: last.name, unit: strongestUnit(side, shown), lit: true }
    : { node: last.name };
  return { key: "deeper", values, target };
}

function joinStep(side) {
  const node = side.nodes.find(({ kind, inputs }) =>
    ["flatten", "global_pooling"].includes(kind) && !isVector(side.node(inputs[0]).shape)
  );
  if (!node) return null;
  const [rows, columns, channels] = side.node(node.inputs[0]).shape;
  const values = node.kind === "flatten"
    ? { ...sizes(side, rows, columns), channels: whole(side, channels), count: whole(side, rows * columns * channels) }
    : { layer: side.label(node.name), count: whole(side, channels) };
  return { key: node.kind, values, target: { node: node.name } };
}

function hiddenStep(side) {
  const last = logitsOf(side) ?? side.graph.output;
  const node = side.nodes.find(({ kind, name }) => kind === "dense" && name !== last);
  if (!node) return null;
  const values = {
    layer: side.label(node.name),
    count: whole(side, side.unitCount(node.name)),
    inputs: whole(side, side.unitCount(node.inputs[0])),
  };
  return { key: "hidden", values, target: { node: node.name } };
}

function logitStep(side, { best }) {
  const node = side.node(logitsOf(side) ?? side.graph.output);
  const output = side.output(node.name);
  if (!best || best.length < 2 || node.kind !== "dense" || !output) return null;
  const values = {
    label: labelOf(side, best[0]),
    count: whole(side, side.unitCount(node.inputs[0])),
    value: short(output.data[best[0]], side.language),
    classes: whole(side, best.length),
  };
  const key = hasBias(side, node) ? "logit" : "logit_no_bias";
  return { key, values, target: { node: node.name, unit: best[0], row: 0, column: 0 } };
}

function softmaxStep(side, { best }) {
  const node = side.node(side.graph.output);
  if (!best || best.length < 2 || node.kind !== "softmax") return null;
  const share = percent(side.output(node.name).data[best[0]], side.language);
  return {
    key: "softmax",
    values: { label: labelOf(side, best[0]), share },
    target: { node: node.name, unit: best[0], row: 0, column: 0 },
  };
}

function endStep(side, { best }) {
  if (!best) return { key: "end_maps", values: {}, target: {} };
  const node = side.node(side.graph.output);
  const write = (unit) => (node.kind === "softmax" ? percent : short)(side.output(node.name).data[unit], side.language);
  if (best.length < 2) return { key: "end_single", values: { value: write(best[0]) }, target: {} };
  const [label, second] = best.map((unit) => labelOf(side, unit));
  return { key: "end", values: { label, value: write(best[0]), second, secondValue: write(best[1]) }, target: {} };
}

/** The weights of a large network are not sent; its layers have biases unless they say otherwise. */
function hasBias(side, { name, settings }) {
  return settings.use_bias ?? (side.graph.mode === "graph" || side.weight(name, "bias") !== null);
}

function bounds(side, { name }, unit) {
  const { low, high } = side.range(name, unit);
  return [low, high].map((value) => short(value, side.language));
}

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
const whole = (side, count) => formatNumber(count, 0, side.language);
const sizes = (side, rows, columns) => ({ rows: whole(side, rows), columns: whole(side, columns) });
const field = (side, { receptiveField: [rows, columns] }) => `${whole(side, rows)} × ${whole(side, columns)}`;
/** A cell as people count, from 1. */
const place = (side, { row, column }) => ({ row: whole(side, row + 1), column: whole(side, column + 1) });
