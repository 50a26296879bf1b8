/** The stage that an overview is drawn on, and how it becomes a picture to take away. */
import { drawn, headsOf, legendsOf } from "./overview/captions.js";
import { pathOf } from "./overview/edges.js";
import { MapSheets } from "./overview/map_sheets.js";
import { element, svg } from "../shared/element.js";

// The layers of the stage: blocks, edges, the one canvas of all maps, names and legends, one above the other.

/** Names above narrower columns are written smaller. */
const TIGHT = 76;

export class Stage {
  /**
   * @param {SVGElement} light lies over the maps
   * @param {...HTMLElement} above what lies over everything
   */
  constructor(light, ...above) {
    this.sheets = new MapSheets();
    this.light = light;
    this.edgePath = svg("path", { class: "edge-lines" });
    this.edgeSheet = svg("svg", { class: "edges", "aria-hidden": "true" }, this.edgePath);
    this.canvas = /** @type {HTMLCanvasElement} */ (element("canvas", { class: "maps", "aria-hidden": "true" }));
    this.blocks = element("div", { class: "blocks", "aria-hidden": "true" });
    this.heads = element("div", { class: "heads", "aria-hidden": "true" });
    this.legends = element("div", { class: "legends" });
    this.root = element(
      "div",
      { class: "stage", role: "group" },
      this.blocks,
      this.edgeSheet,
      this.canvas,
      light,
      this.heads,
      this.legends,
      above,
    );
  }

  /**
   * Paint maps, names and legends anew; `draw` then brings the maps on screen.
   *
   * @param {import("./side.js").Side} side
   * @param {import("./overview/layout.js").Layout} layout
   * @param {{scale: string, detail: boolean, compact: boolean}} options
   */
  paint(side, layout, options) {
    this.layout = layout;
    this.sheets.paint(side, layout, options.scale);
    const { classList } = this.root;
    classList.toggle("vertical", layout.vertical);
    classList.toggle("compact", options.compact);
    classList.toggle("tight", layout.columns.some(({ role, head }) => role === "maps" && head.width < TIGHT));
    this.blocks.replaceChildren(...layout.blocks.map(boxElement));
    this.heads.replaceChildren(...headsOf(side, layout, options));
    const legends = options.detail && !options.compact ? drawn(legendsOf(side, layout, options.scale), layout) : [];
    this.legends.replaceChildren(...legends);
  }

  /** @param {import("./overview/edges.js").Edge[]} edges */
  connect(edges) {
    this.edges = pathOf(edges, this.layout.vertical);
    this.edgePath.setAttribute("d", this.edges);
  }

  /**
   * @param {import("./overview/layout.js").Placed[]} columns where the maps are now
   * @param {number} height of the network now
   */
  draw(columns, height) {
    const ratio = globalThis.devicePixelRatio || 1;
    const { width } = this.layout;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.canvas.style.height = `${height}px`;
    this.root.style.height = `${height + this.legendHeight()}px`;
    for (const sheet of [this.edgeSheet, this.light]) {
      sheet.setAttribute("width", String(width));
      sheet.setAttribute("height", String(height));
    }
    this.sheets.draw(this.canvas.getContext("2d"), columns, ratio);
  }

  /** Where layers are bands the legends stand in a row below the network. */
  legendHeight() {
    if (!this.layout.vertical || !this.legends.childElementCount) return 0;
    this.legends.style.top = `${this.layout.height}px`;
    return this.legends.offsetHeight;
  }

  /** Everything as a PNG file. */
  save(fileName) {
    saveStage(this.root, this.edges, this.canvas, fileName);
  }
}

function boxElement({ x, y, width, height }) {
  return element("div", {
    class: "block",
    style: { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` },
  });
}

// The network as a picture to take away: edges, maps, names and scores as they stand on screen.

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
