/** What an overview is drawn on: blocks, edges, the one canvas of all maps, names and legends, one above the other. */
import { element, svg } from "../shared/element.js";
import { pathOf } from "./overview/edges.js";
import { headsOf } from "./overview/heads.js";
import { drawn, legendsOf } from "./overview/legends.js";
import { MapSheets } from "./overview/map_sheets.js";
import { saveStage } from "./save.js";

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
