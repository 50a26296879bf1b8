/** Activations: the map before, the curve, the map after. */

import { ACTIVATION_NAMES, mixesChannels, scalar } from "../../../arithmetic/activation.js";
import { pairScene } from "./pair_scene.js";
import { mapOf } from "../window/reading.js";

/** An activation of the arithmetic is drawn as its curve where it gives the map to this share of its numbers. */
const TOLERANCE = 2e-3;

export function activationScene(context, output, [input]) {
  const { node, text } = context;
  const channel = context.single ? 0 : context.unit;
  const number = output.shape[0] * output.shape[1] === 1;
  const before = number ? input.data : mapOf(input, channel);
  const after = number ? output.data : mapOf(output, channel);
  const name = node.settings.activation ?? "linear";
  const respond = responseOf(name, before, after);
  const middle = { kind: "curve", before, after, respond };
  const known = respond && context.words[`formula.activation_note_${name}`];
  return pairScene(context, output, input, {
    middle,
    notes: [known ?? text(node.kind === "softmax" || name === "softmax" ? "about_softmax" : "about_activation")],
  });
}

/**
 * The activation as a function, if the one of that name does what the layer did; a layer may have settings of its own,
 * as a slope or a largest value.
 *
 * @param {string} name
 * @param {ArrayLike<number>} before
 * @param {ArrayLike<number>} after
 * @returns {((x: number) => number) | null}
 */
export function responseOf(name, before, after) {
  const respond = functionOf(name);
  if (!respond) return null;
  const step = Math.max(1, Math.floor(before.length / 997));
  for (let index = 0; index < before.length; index += step) {
    if (Math.abs(respond(before[index]) - after[index]) > TOLERANCE * Math.max(1, Math.abs(after[index]))) return null;
  }
  return respond;
}

function functionOf(name) {
  if (name === "relu6") return (x) => Math.min(Math.max(x, 0), 6);
  if (!ACTIVATION_NAMES.includes(name) || mixesChannels(name)) return null;
  return (x) => scalar(name, [x], 0);
}
