/** Batch normalization: γ · (x − μ) / √(σ² + ε) + β, Ioffe and Szegedy (2015), with the layer's own numbers. */

import { pairScene } from "./pair_scene.js";

const EPSILON = 1e-3;

export function batchNormalizationScene(context, output, [input]) {
  const { side, node, unit, text } = context;
  const numbers = numbersOf(side, node, unit);
  return pairScene(context, output, input, {
    middle: numbers && { kind: "normalization", ...numbers },
    notes: [text("about_batch_normalization")],
  });
}

/**
 * The numbers with which one unit is normalized; a scale or a centre that the layer does not learn is 1 or 0.
 *
 * @returns {{gamma: number, beta: number, mean: number, variance: number, epsilon: number} | null}
 */
export function numbersOf(side, node, unit) {
  const [mean, variance] = ["moving_mean", "moving_variance"].map((which) => side.weight(node.name, which));
  if (!mean || !variance) return null;
  const [gamma, beta] = ["gamma", "beta"].map((which) => side.weight(node.name, which)?.data[unit]);
  const epsilon = node.settings.epsilon ?? EPSILON;
  return { gamma: gamma ?? 1, beta: beta ?? 0, mean: mean.data[unit], variance: variance.data[unit], epsilon };
}

/** One number, normalized. */
export const normalized = (x, { gamma, beta, mean, variance, epsilon }) =>
  (gamma * (x - mean)) / Math.sqrt(variance + epsilon) + beta;
