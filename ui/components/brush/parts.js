/** The parts of the brush: its tools and their size, the picture with a ring on it, and the buttons that take changes back. */
import { createSegments } from "../knobs/choice.js";
import { createSlider } from "../knobs/number.js";
import { element } from "../shared/element.js";

export const TOOLS = ["cover", "blur", "move"];

/**
 * @param {import("../shared/words.js").Words} words
 * @param {HTMLElement} answer what stands beside the picture
 * @param {{onTool(tool: string): void, onShare(share: number): void}} callbacks `share` of the picture's shorter side, per
 *   cent
 */
export function createParts(words, answer, { onTool, onShare }) {
  const canvas = element("canvas", {
    class: "brush-picture",
    tabindex: "0",
    role: "application",
    "aria-label": words.canvas,
    "aria-describedby": "brush-keys",
  });
  const ring = element("div", { class: "brush-ring", "aria-hidden": "true", hidden: true });
  const segments = createSegments({
    label: words.tool,
    options: TOOLS.map((tool) => ({ value: tool, label: words[tool] })),
    onChange: onTool,
  });
  const size = createSlider({
    label: words.size,
    min: 3,
    max: 40,
    format: (value) => `${value} %`,
    onInput: onShare,
  });
  const back = element("button", { type: "button", class: "cl-button", title: words.undo_keys }, words.undo);
  const again = element("button", { type: "button", class: "cl-button" }, words.again);
  const buttons = element("div", { class: "brush-buttons" }, back, again);
  const keys = element("p", { class: "cl-muted", id: "brush-keys" }, words.keys);
  const columns = element(
    "div",
    { class: "brush-columns" },
    element("div", { class: "brush-stage" }, canvas, ring),
    element("div", {}, answer, keys),
  );
  const knobs = element("div", { class: "brush-knobs" }, segments.root, size.root, buttons);
  return {
    root: element("div", { class: "cl-view brush" }, knobs, columns),
    canvas,
    ring,
    tools: segments,
    size,
    back,
    again,
  };
}
