/**
 * A sum over inputs in a network whose maps are too many to send them all: the strongest inputs, their kernels and what
 * they add came alone, and what all the others add as one map.
 */

import { limitOf } from "../../../shared/colours.js";
import { joinedScene } from "./convolution_scene.js";
import { channelOf, singleMap } from "../detail_side.js";
import { programOf } from "../window/layer_program.js";
import { asMaps, sizeOf } from "../window/reading.js";

/**
 * @param {import("./scene.js").Context} context of a convolution or a dense layer
 * @param {import("../detail_side.js").Detail} detail
 */
export function joinedDetail(context, { channels, count, bias, output, inputs, kernels, parts, rest }) {
  const { side, node, scale } = context;
  const image = asMaps(inputs);
  const [input] = node.inputs;
  const [kernelRows, kernelColumns] = kernels.shape;
  const layer = {
    program: programOf(node, sizeOf(side.node(input)), kernels.shape),
    kernel: { shape: [kernelRows, kernelColumns] },
  };
  const picture = side.node(input).kind === "input";
  const colours = picture
    ? { kind: "grey", limit: side.limit(input, 0, scale) }
    : { kind: "activation", limit: limitOf(image.data) || 1 };
  const others = count - channels.length;
  const scene = joinedScene({ ...context, single: true }, singleMap(output), {
    layer,
    parts: channels.map((channel, index) => ({
      channel,
      weights: channelOf(kernels, index).data,
      factor: 1,
      data: channelOf(parts, index).data,
    })),
    rest: others > 0 && rest ? { count: others, data: rest.data } : null,
    inputOf: (_, index) => ({ tensor: image, channel: index, scale: colours }),
    kernelLimit: limitOf(kernels.data) || 1,
    bias,
    channel: 0,
  });
  const own = { kind: "activation", limit: limitOf(output.data) || 1 };
  return { ...scene, output: { ...scene.output, scale: own } };
}
