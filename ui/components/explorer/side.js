/**
 * One network with one picture, as all parts of the view read it: its graph, and numbers that are unpacked or computed
 * when somebody first asks for them. A side never changes; the next payload makes a new one.
 *
 * @typedef {{data: ArrayLike<number>, shape: number[]}} Tensor row-major, channels last, without a batch axis
 * @typedef {object} Node see `as_json` of cnn_core/network_graph/graph.py
 * @property {string} name unique in the graph
 * @property {string} layer the Keras layer's name
 * @property {string} className
 * @property {string} kind
 * @property {string[]} inputs names of nodes
 * @property {number[]} shape (rows, columns, channels) or (units,)
 * @property {number} parameters
 * @property {number} multiplyAccumulates
 * @property {[number, number] | null} receptiveField
 * @property {Object<string, *>} settings with Keras's names
 * @property {number} block
 * @property {boolean} untrained
 * @property {number[]} ablated units that are switched off
 * @property {string[]} knobs
 * @typedef {{low: Float32Array, high: Float32Array, mean: Float64Array}} Ranges one entry a unit
 */
import { apply } from "../arithmetic/activation.js";
import { pool } from "../arithmetic/pooling.js";
import { poolingOf } from "./reading.js";

/** Kinds whose units stand for numbers on scales of their own: they take no part in the scales of maps. */
const OWN_SCALE = new Set(["input", "softmax"]);

/**
 * @param {object} header of the payload
 * @param {Object<string, Tensor>} arrays of the payload
 * @param {number} index which side
 * @returns {Side}
 */
export function sideOf(header, arrays, index) {
  return new Side(header, arrays, index);
}

export class Side {
  #arrays;
  #byName;
  #outputs = new Map();
  #ranges = new Map();
  #limits = new Map();

  constructor(header, arrays, index) {
    const { graph, title, writtenOut, inputScaling, labels, opened, thumbnails, unit, patterns } = header.sides[index];
    this.#arrays = arrays;
    this.#byName = new Map(graph.nodes.map((node) => [node.name, node]));
    this.index = index;
    this.graph = graph;
    this.nodes = /** @type {Node[]} */ (graph.nodes);
    this.title = title ?? graph.title;
    this.words = header.words;
    this.language = header.language;
    this.labels = labels ?? graph.classes ?? [];
    this.inputScaling = inputScaling;
    this.writtenOut = new Set(writtenOut ?? []);
    this.strongest = thumbnails ?? {};
    /** The opened layer of a large network, with `maps` (rows, columns, maps of this page). */
    this.opened = opened ? { ...opened, maps: this.array("opened") } : null;
    /** The patches that excite a unit most, as the page tells of them. */
    this.patterns = patterns ?? null;
    /** Detail of one unit of a large network: the header's entry, and its arrays by name ("N:unit:inputs" as `inputs`). */
    this.unitDetail = unit ? { ...unit, ...this.#arraysOf("unit:") } : null;
  }

  /** An array of this side as it was sent, such as "picture" or "unit:output"; null where there is none. */
  array(name) {
    return this.#arrays[`${this.index}:${name}`] ?? null;
  }

  /** All arrays whose name on this side starts with a prefix, by the rest of their name. */
  #arraysOf(prefix) {
    const start = `${this.index}:${prefix}`;
    const found = Object.entries(this.#arrays).filter(([name]) => name.startsWith(start));
    return Object.fromEntries(found.map(([name, tensor]) => [name.slice(start.length), tensor]));
  }

  /** The picture as the network sees it, uint8 (rows, columns, 3). */
  get picture() {
    return this.array("picture");
  }

  /** @returns {Node} @throws {Error} if the graph has no such node */
  node(name) {
    const node = this.#byName.get(name);
    if (!node) throw new Error(`A node of the graph is asked for by its name. Received: ${name}.`);
    return node;
  }

  has(name) {
    return this.#byName.has(name);
  }

  /** The nodes that take a node's output. */
  consumers(name) {
    return this.nodes.filter((node) => node.inputs.includes(name));
  }

  /**
   * A node's output as Keras gave it; input and written-out nodes are computed here, with the same bits.
   *
   * @param {string} name
   * @returns {Tensor | null} null where a large network's output was not sent
   */
  output(name) {
    if (!this.#outputs.has(name)) this.#outputs.set(name, this.#find(this.node(name)));
    return this.#outputs.get(name);
  }

  /** A weight by Keras's name for it: "kernel", "bias", "depthwise_kernel", "gamma", …; null where there is none. */
  weight(name, which) {
    return this.array(`w:${name}/${which}`);
  }

  /** Count the units of a node: maps, or entries of a vector. */
  unitCount(name) {
    const { shape } = this.node(name);
    return shape[shape.length - 1] ?? 1;
  }

  /** Name a node as on screen: a split-off activation by its function. */
  label(name) {
    const node = this.node(name);
    return node.name === node.layer ? node.name : (node.settings.activation ?? node.name);
  }

  /** @returns {{low: number, high: number, mean: number} | null} of one unit; null where its output was not sent */
  range(name, unit) {
    const ranges = this.ranges(name);
    return ranges && { low: ranges.low[unit], high: ranges.high[unit], mean: ranges.mean[unit] };
  }

  /** @returns {Ranges | null} of all units of a node */
  ranges(name) {
    if (!this.#ranges.has(name)) {
      const output = this.output(name);
      this.#ranges.set(name, output && rangesOf(output));
    }
    return this.#ranges.get(name);
  }

  /**
   * The value that gets the last colour.
   *
   * @param {string} name
   * @param {number} unit
   * @param {"unit" | "layer" | "block" | "global"} scale which units share a limit
   * @returns {number} more than 0: where all values are zero it is 1
   */
  limit(name, unit, scale) {
    const node = this.node(name);
    if (node.kind === "input") return this.inputScaling === "bytes" ? 255 : 1;
    if (node.kind === "softmax") return 1;
    if (scale === "unit") {
      const ranges = this.ranges(name);
      return (ranges && magnitude(ranges, unit, unit + 1)) || 1;
    }
    const group = scale === "layer" ? name : scale === "block" ? node.block : null;
    return this.#sharedLimit(`${scale} ${group}`, (other) => {
      return scale === "layer" ? other === node : scale === "global" || other.block === node.block;
    });
  }

  #sharedLimit(key, belongs) {
    if (!this.#limits.has(key)) {
      const limits = this.nodes.filter((node) => belongs(node) && !OWN_SCALE.has(node.kind)).map(({ name }) =>
        this.ranges(name)
      );
      this.#limits.set(key, Math.max(0, ...limits.map((ranges) => (ranges ? magnitude(ranges) : 0))) || 1);
    }
    return this.#limits.get(key);
  }

  #find(node) {
    if (node.kind === "input") return this.array("input") ?? this.#inputOf(node);
    const sent = this.array(`out:${node.name}`);
    if (sent || !this.writtenOut.has(node.name)) return sent;
    const input = this.output(node.inputs[0]);
    return input && withoutAblated(this.#writeOut(node, input), node.ablated);
  }

  #writeOut(node, input) {
    if (node.kind === "activation") return apply(node.settings.activation, input);
    return pool(poolingOf(node, input.shape), input);
  }

  /** The picture's bytes as the numbers that the network got. */
  #inputOf(node) {
    const { picture } = this;
    if (!picture) return null;
    const channels = node.shape[2] ?? 1;
    const [rows, columns, sent] = picture.shape;
    const divisor = this.inputScaling === "bytes" ? 1 : 255;
    const data = new Float32Array(rows * columns * channels);
    for (let cell = 0, position = 0; cell < rows * columns; cell += 1) {
      for (let channel = 0; channel < channels; channel += 1) {
        data[position++] = picture.data[cell * sent + Math.min(channel, sent - 1)] / divisor;
      }
    }
    return { data, shape: [rows, columns, channels] };
  }
}

/** A switched-off unit gives zeros, whatever its input. */
function withoutAblated(tensor, ablated = []) {
  const units = tensor.shape[tensor.shape.length - 1];
  for (const unit of ablated) {
    for (let index = unit; index < tensor.data.length; index += units) tensor.data[index] = 0;
  }
  return tensor;
}

// The range and the mean of every unit of an output. Pure functions.

/**
 * The units of an output are its last axis; in one pass, because the units of a cell lie side by side in memory.
 *
 * @param {Tensor} tensor
 * @returns {Ranges} of finite values; a unit without any has 0, 0 and 0
 */
export function rangesOf({ data, shape }) {
  const units = shape[shape.length - 1] ?? 1;
  const low = new Float32Array(units).fill(Infinity);
  const high = new Float32Array(units).fill(-Infinity);
  const sum = new Float64Array(units);
  const count = new Uint32Array(units);
  for (let index = 0, unit = 0; index < data.length; index += 1) {
    const value = data[index];
    if (value - value === 0) {
      if (value < low[unit]) low[unit] = value;
      if (value > high[unit]) high[unit] = value;
      sum[unit] += value;
      count[unit] += 1;
    }
    unit = unit + 1 === units ? 0 : unit + 1;
  }
  for (let unit = 0; unit < units; unit += 1) {
    if (count[unit] === 0) low[unit] = high[unit] = 0;
    else sum[unit] /= count[unit];
  }
  return { low, high, mean: sum };
}

/** The largest size of a value of some units: the limit of a symmetrical colour scale. */
export function magnitude({ low, high }, first = 0, end = low.length) {
  let limit = 0;
  for (let unit = first; unit < end; unit += 1) limit = Math.max(limit, -low[unit], high[unit]);
  return limit;
}
