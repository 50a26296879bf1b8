/**
 * The content of the unit view at the moment: the flow of a unit, softmax or one window: built when its structure
 * changes.
 */
import { ACTIVATION_NAMES } from "../../arithmetic/activation.js";
import { structureOf } from "./captions.js";
import { createFlow } from "./flow.js";
import { create } from "../../formula/formula.js";
import { asMaps, layerOf, mapsOf, poolingOf, programOf, sizeOf } from "../reading.js";
import { responseOf, singleMap } from "./scene.js";
import { limitOf } from "../../shared/colours.js";
import { element } from "../../shared/element.js";
import { createSoftmaxView } from "./softmax.js";

/**
 * @param {HTMLElement} holder
 * @param {{onCell: (cell: {row: number, column: number, unit?: number}, pin: boolean) => void,
 *   onChange: (change: object) => void}} callbacks a cell was pointed at; a change of the selection was asked for
 */
export function createLevel(holder, { onCell, onChange }) {
  return new Level(holder, {
    flow: (scene, context) => createFlow(scene, context, onCell),
    softmax: (_, context) => createSoftmaxView(context, (unit) => onChange({ unit })),
    window: () => createWindowView({ onSelect: onChange }),
  });
}

class Level {
  constructor(holder, make) {
    this.holder = holder;
    this.make = make;
    this.shown = "";
    this.structure = "";
    this.words = null;
    this.body = null;
  }

  /** @returns {string} "flow", "softmax", "window", or "" for nothing */
  kind() {
    return this.shown;
  }

  /**
   * @param {"flow" | "softmax" | "window"} next
   * @param {import("./scene.js").Scene | null} scene of a flow
   * @param {import("./scene.js").Context} context
   * @param {boolean} arrives whether another unit comes into view, which is worth a movement
   */
  show(next, scene, context, arrives) {
    const structure = next === "flow" ? structureOf(scene, context.language) : next;
    const other = this.shown !== next || structure !== this.structure || this.words !== context.words;
    if (other) this.rebuild(next, scene, context);
    else if (next === "flow") this.body.paint(scene);
    [this.shown, this.structure, this.words] = [next, structure, context.words];
    if (next === "flow" && arrives) this.body.arrive();
  }

  rebuild(next, scene, context) {
    this.destroy();
    this.body = this.make[next](scene, context);
    this.holder.replaceChildren(this.body.root);
    if (next !== "flow") return;
    this.body.paint(scene);
    this.body.measure();
  }

  /** Show nothing. */
  clear() {
    this.destroy();
    this.body = null;
    this.shown = "";
    this.holder.replaceChildren();
  }

  /**
   * Show the selected cell: outlines and numbers alone.
   *
   * @returns {{shown: string, spoken: string} | null} null where the window view speaks for itself
   */
  point(context, selection, options) {
    const { row, column } = selection;
    if (this.shown === "window") this.body.update(context.side, selection, options, context.text);
    else if (this.shown === "softmax") return this.body.paint(context, row, column);
    else if (this.shown === "flow") return this.body.select(row, column);
    return null;
  }

  /** Read out the next or the previous input. */
  pointOn(step) {
    this.body.pointOn(step);
  }

  destroy() {
    this.body?.destroy?.();
  }
}

// The third level of zoom: the Convolution Lab's formula view over a window of a layer of the network.

/**
 * @param {{onSelect: (change: object) => void}} callbacks a change of the selection was asked for
 */
export function createWindowView({ onSelect }) {
  const note = element("p", { class: "unit-note", hidden: true });
  const holder = element("div", {});
  const root = element("div", { class: "unit-body unit-window" }, note, holder);
  let found = null;
  let key = [];
  const formula = create(holder, {
    onSelect: ({ stage, map, row, column, pinned }) =>
      onSelect({ node: nodeOf(found.chain, stage), unit: found.alone ?? map, row, column, pinned }),
    onPin: (pinned) => onSelect({ pinned }),
  });

  /**
   * @param {import("../reading.js").Side} side
   * @param {import("../reading.js").Selection} selection
   * @param {import("../reading.js").Options} options
   * @param {(key: string, values?: object) => string} text
   */
  function update(side, selection, options, text) {
    const { node, unit, row, column, pinned } = selection;
    const next = [side, node, options.words, side.unitDetail ? unit : null];
    if (next.some((part, index) => part !== key[index])) found = windowOf(side, node, unit, options);
    key = next;
    if (!found) return;
    const left = side.node(found.chain.convolution);
    const activated = side.graph.nodes.some((one) => one.kind === "activation" && one.inputs[0] === left.name);
    const alone = found.alone !== null;
    const { strongest, lab } = found;
    const sentence = alone ? "window_strongest" : "window_without_activation";
    note.hidden = alone ? strongest === 0 : found.chain.activation !== null || !activated;
    note.textContent = text(sentence, { shown: strongest, count: strongest + (lab.beyond?.count ?? 0) });
    formula.update(lab, { map: alone ? 0 : unit, stage: found.stage, row, column, pinned });
  }

  return { root, update, destroy: () => formula.destroy() };
}

// One convolution of a network as the lab's formula view takes it (formula/explanation.js): with the activation and
// the pooling that come directly after it. Pure functions.

const CONVOLUTIONS = new Set(["convolution", "depthwise", "separable", "transposed"]);
/** @type {import("../../arithmetic/pooling.js").Pooling} */
const NONE = { kind: "none", size: [1, 1], strides: [1, 1], padding: [[0, 0], [0, 0]] };
const STAGES = { feature: "convolution", activation: "activation", pooled: "pooling" };

/**
 * @typedef {{convolution: string, activation: string | null, pooling: string | null}} Chain names of nodes
 * @typedef {object} Window
 * @property {import("../../formula/explanation.js").Lab} lab @property {Chain} chain
 * @property {"feature" | "activation" | "pooled"} stage
 * @property {number | null} alone the unit whose maps `lab` holds, where they came alone; null: those of all units
 * @property {number} strongest how many inputs are told apart, where all the others are one term; else 0
 */

/**
 * The convolution that a node's numbers come from, and what follows it.
 *
 * @param {import("../reading.js").Side} side
 * @param {string} name of a convolution, or of an activation or a pooling that comes directly after one
 * @returns {Chain | null}
 */
export function chainOf(side, name) {
  let node = side.node(name);
  while (["activation", "softmax", "pooling", "global_pooling"].includes(node.kind)) node = side.node(node.inputs[0]);
  if (!CONVOLUTIONS.has(node.kind)) return null;
  const after = (from, kinds) =>
    side.graph.nodes.find((one) => kinds.includes(one.kind) && one.inputs[0] === from)?.name ?? null;
  const activation = after(node.name, ["activation"]);
  const pooling = after(activation ?? node.name, ["pooling", "global_pooling"]);
  const chain = { convolution: node.name, activation, pooling };
  return Object.values(chain).includes(name) ? chain : null;
}

/**
 * @param {import("../reading.js").Side} side
 * @param {string} name of the selected node
 * @param {number} unit which of its maps
 * @param {import("../reading.js").Options} options
 * @returns {Window | null} null where no convolution is behind the node, or its arrays are not here
 */
export function windowOf(side, name, unit, options) {
  const detail = side.unitDetail;
  if (detail?.node === name && detail.unit === unit) return windowOfDetail(side, side.node(name), detail, options);
  return windowOfMaps(side, name, options);
}

/** @returns {Window | null} */
function windowOfMaps(side, name, { words, language }) {
  const chain = chainOf(side, name);
  const node = chain && side.node(chain.convolution);
  const image = node && mapsOf(side, node.inputs[0]);
  const layer = image && layerOf(side, node);
  const feature = layer && mapsOf(side, node.name);
  if (!feature) return null;
  const { activation, after } = activationOf(side, chain.activation, feature);
  const { pooling, pooled } = poolingAfter(side, activation === null ? null : chain.pooling, after);
  const { program, kernel, pointwise, bias } = layer;
  /** @type {Window["lab"]} */
  const lab = {
    program: { ...program, activation: activation ?? "linear", pooling },
    image,
    imageKind: side.node(node.inputs[0]).kind === "input" ? "picture" : "maps",
    kernel,
    pointwise,
    bias,
    kernelLimit: limitOf(kernel.data) || 1,
    feature,
    activation: after,
    pooled,
    preview: false,
    words,
    language,
  };
  const known = {
    ...chain,
    activation: activation === null ? null : chain.activation,
    pooling: pooled && chain.pooling,
  };
  return { lab, chain: known, stage: stageOf(known, name), alone: null, strongest: 0 };
}

/**
 * Of a large network a unit comes alone, with its strongest inputs and the sum of all others: that sum is one term. A
 * kernel's pointwise weights are counted in, and only the channels of its group are there, so it is a plain one.
 *
 * @returns {Window | null}
 */
function windowOfDetail(side, node, detail, { words, language }) {
  const { inputs, kernels, channels, count, bias, rest, unit } = detail;
  if (!CONVOLUTIONS.has(node.kind) || !inputs || !kernels) return null;
  const [input] = node.inputs;
  const transposed = node.kind === "transposed";
  const [rows, columns, terms] = kernels.shape;
  const shape = transposed ? [rows, columns, 1, terms] : [rows, columns, terms, 1];
  const program = programOf(node, sizeOf(side.node(input)), shape);
  const feature = singleMap(detail.output);
  const others = count - channels.length;
  /** @type {Window["lab"]} */
  const lab = {
    program: {
      ...program,
      layer: transposed ? "Conv2DTranspose" : "Conv2D",
      groups: 1,
      activation: "linear",
      pooling: NONE,
    },
    image: asMaps(inputs),
    imageKind: side.node(input).kind === "input" ? "picture" : "maps",
    channelNumbers: channels,
    beyond: others > 0 && rest ? { count: others, map: singleMap(rest) } : null,
    mapNumber: unit,
    kernel: { data: kernels.data, shape },
    pointwise: null,
    bias: [bias ?? 0],
    kernelLimit: limitOf(kernels.data) || 1,
    feature,
    activation: feature,
    pooled: null,
    preview: false,
    words,
    language,
  };
  const chain = { convolution: node.name, activation: null, pooling: null };
  return { lab, chain, stage: "feature", alone: unit, strongest: lab.beyond ? channels.length : 0 };
}

/** The activation, where the formula view knows how to write it; else the map before it, and null. */
function activationOf(side, name, feature) {
  if (!name) return { activation: "linear", after: feature };
  const after = mapsOf(side, name);
  const activation = side.node(name).settings.activation;
  const known = after && ACTIVATION_NAMES.includes(activation) && responseOf(activation, feature.data, after.data);
  return known ? { activation, after } : { activation: null, after: feature };
}

/** @returns {{pooling: typeof NONE, pooled: import("../reading.js").Tensor | null}} */
function poolingAfter(side, name, input) {
  const nothing = { pooling: NONE, pooled: null };
  if (!name) return nothing;
  const node = side.node(name);
  const output = side.output(name);
  const global = node.kind === "global_pooling";
  if (!output || (global && node.settings.pooling === "min")) return nothing;
  const pooling = poolingOf(node, input.shape);
  if (!global) return { pooling, pooled: asMaps(output) };
  const kind = pooling.kind === "max" ? "global_max" : "global_average";
  return { pooling: { ...pooling, kind }, pooled: asMaps(output) };
}

/** @returns {Window["stage"]} */
function stageOf(chain, name) {
  const stages = /** @type {Window["stage"][]} */ (Object.keys(STAGES));
  return stages.find((stage) => chain[STAGES[stage]] === name) ?? "feature";
}

/** The node that a stage of the formula view stands for; without an activation the map itself. */
export const nodeOf = (chain, stage) => chain[STAGES[stage]] ?? chain.convolution;
