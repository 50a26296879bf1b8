/** The network as a picture to take away: edges, maps, names and scores as they stand on screen. */
import { element } from "../shared/element.js";

/**
 * @param {HTMLElement} stage of an overview
 * @param {string} edges the `d` of their path
 * @param {HTMLCanvasElement} maps
 * @param {string} fileName
 */
export function saveStage(stage, edges, maps, fileName) {
  const ratio = maps.width / stage.clientWidth;
  const canvas = /** @type {HTMLCanvasElement} */ (element("canvas", {
    width: maps.width,
    height: Math.round(stage.clientHeight * ratio),
  }));
  const context = canvas.getContext("2d");
  const colour = (selector, property) => getComputedStyle(stage.querySelector(selector) ?? stage)[property];
  context.fillStyle = surfaceOf(stage);
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.scale(ratio, ratio);
  context.strokeStyle = colour(".edge-lines", "stroke");
  context.lineWidth = 0.6;
  context.stroke(new Path2D(edges));
  context.drawImage(maps, 0, 0, stage.clientWidth, maps.height / ratio);
  context.strokeStyle = colour(".edge-lines", "stroke");
  for (const unit of stage.querySelectorAll(".unit:not(.scores)")) {
    const { x, y, width, height } = placeOf(stage, unit);
    context.strokeRect(x - 0.5, y - 0.5, width + 1, height + 1);
  }
  for (const fill of stage.querySelectorAll(".score-fill, .cl-legend-bar")) drawBar(context, stage, fill);
  for (
    const text of stage.querySelectorAll(".head span, .score-label, .score-number, .score-change, .legend-numbers span")
  ) drawText(context, stage, text);
  download(canvas, fileName);
}

/** The surface's colour, which may be written as a mixture: asked of an element that has it. */
function surfaceOf(stage) {
  const probe = element("span", { style: { background: "var(--cl-surface)" } });
  stage.append(probe);
  const colour = getComputedStyle(probe).backgroundColor;
  probe.remove();
  return colour;
}

function placeOf(stage, node) {
  const [outer, inner] = [stage.getBoundingClientRect(), node.getBoundingClientRect()];
  return { x: inner.left - outer.left, y: inner.top - outer.top, width: inner.width, height: inner.height };
}

function drawBar(context, stage, node) {
  const { x, y, width, height } = placeOf(stage, node);
  const { backgroundColor, backgroundImage } = getComputedStyle(node);
  context.fillStyle = backgroundImage === "none" ? backgroundColor : gradient(context, backgroundImage, x, width);
  context.fillRect(x, y, width, height);
}

/** linear-gradient(to right, rgb(…) 0%, …) as a canvas draws it. */
function gradient(context, image, x, width) {
  const found = context.createLinearGradient(x, 0, x + width, 0);
  for (const [, colour, place] of image.matchAll(/(rgb\([^)]*\)) ([\d.]+)%/g)) {
    found.addColorStop(Number(place) / 100, colour);
  }
  return found;
}

function drawText(context, stage, node) {
  const { x, y, width, height } = placeOf(stage, node);
  const { font, color } = getComputedStyle(node);
  Object.assign(context, { font, fillStyle: color, textBaseline: "middle", textAlign: "left" });
  context.fillText(node.textContent, x, y + height / 2, Math.max(width, 1));
}

function download(canvas, fileName) {
  canvas.toBlob((blob) => {
    const address = URL.createObjectURL(blob);
    element("a", { href: address, download: fileName }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  }, "image/png");
}
