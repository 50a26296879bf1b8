/**
 * The nodes of a large network: buttons with thumbnails, the card of the one that is pointed at, and the highest
 * scores.
 */
import { drawScore, scoresOf, shapeText } from "../overview/captions.js";
import { isVector, shownClasses } from "../overview/columns.js";
import { limitOf, paintMap, paintPicture } from "../../shared/colours.js";
import { around, element } from "../../shared/element.js";
import { formatNumber } from "../../shared/numbers.js";
import { say } from "../../shared/words.js";

// The nodes of a large network as buttons: a thumbnail's place, name and shape. One of them is in the tab order.

/** Pixels of a letter below a thumbnail, and by how much the room for them is wider. */
const LETTER = 6.6;
const ROOM = 30;

export class GraphNodes {
  constructor() {
    this.root = element("div", { class: "graph-nodes" });
    /** @type {Map<string, HTMLElement>} */
    this.buttons = new Map();
    this.tabStop = null;
  }

  build(side, layout) {
    const names = side.nodes.map(({ name }) => name);
    if (names.join("\n") !== [...this.buttons.keys()].join("\n")) {
      this.buttons = new Map(
        names.map((name) => [name, element("button", { type: "button", tabindex: "-1", "data-node": name })]),
      );
      this.root.replaceChildren(...this.buttons.values());
      this.tabStop = null;
      this.choose(names[0]);
    }
    for (const node of side.nodes) this.write(side, node, layout);
  }

  write(side, node, layout) {
    const button = this.buttons.get(node.name);
    const { x, y, width, height } = layout.boxes.get(node.name);
    const shape = shapeText(node.shape);
    const { words } = side;
    button.className = `graph-node ${layout.list ? "line" : "tile"}${node.untrained ? " untrained" : ""}`;
    Object.assign(button.style, { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` });
    const said = [
      say(words, "graph.node", { layer: side.label(node.name), class: node.className, shape }),
      strongestText(side, node),
      node.untrained && words["overview.untrained"],
    ];
    button.setAttribute("aria-label", said.filter(Boolean).join(", "));
    const line = (kind, text) => element("span", { class: `graph-${kind}` }, text);
    const texts = [
      line("name", layout.list ? side.label(node.name) : shortName(side, node, layout.thumb)),
      line("class", node.className),
      line("shape", node.untrained ? words["overview.untrained"] : shape),
    ];
    button.replaceChildren(line("frame", ""), ...texts.filter((_, index) => layout.list || index !== 1));
  }

  nodeAt(event) {
    return around(event, ".graph-node")?.dataset.node ?? null;
  }

  choose(name) {
    const button = this.buttons.get(name);
    if (!button) return null;
    if (this.tabStop) this.tabStop.tabIndex = -1;
    this.tabStop = button;
    button.tabIndex = 0;
    return button;
  }

  focus(name) {
    this.choose(name)?.focus();
  }
}

/** A name that is too long to be read below a thumbnail gives way to the layer's class. */
function shortName(side, { name, className }, thumb) {
  const label = side.label(name);
  return label.length * LETTER <= thumb + ROOM ? label : className;
}

// The small pictures of a large network's nodes: the picture, the strongest map of a layer, or a vector in lines.

/** Rows and columns that a thumbnail has at most, see cnn_core/explorer/result.py. */
const THUMBNAIL = 24;

/**
 * @typedef {{data: ArrayLike<number>, rows: number, columns: number}} Thumbnail
 */

/**
 * Find what a node shows, or null where nothing was sent.
 *
 * @param {import("../side.js").Side} side
 * @param {string} name
 * @returns {Thumbnail | null}
 */
export function thumbnailOf(side, name) {
  const sent = side.array(`thumb:${name}`);
  if (sent) return { data: sent.data, rows: sent.shape[0], columns: sent.shape[1] ?? 1 };
  const node = side.node(name);
  const output = node.kind !== "input" && isVector(node.shape) ? side.output(name) : null;
  if (!output) return null;
  const columns = Math.ceil(Math.sqrt(output.data.length));
  return { data: output.data, rows: Math.ceil(output.data.length / columns), columns };
}

/** Name the unit that answers most; "" where nobody said. */
export function strongestText(side, { name, shape }) {
  const strongest = side.strongest[name];
  if (strongest === undefined) return "";
  return say(side.words, isVector(shape) ? "graph.strongest_entry" : "graph.strongest", { number: strongest + 1 });
}

/** Say how many entries of a long vector one cell of its thumbnail stands for; "" where each has a cell. */
export function foldedText(side, { name, shape }) {
  const sent = isVector(shape) ? side.array(`thumb:${name}`) : null;
  if (!sent) return "";
  const each = Math.ceil(side.unitCount(name) / THUMBNAIL ** 2);
  return say(side.words, "graph.folded", { count: each });
}

/**
 * The limits of the thumbnails' colours, of what is drawn.
 *
 * @param {import("../side.js").Side} side
 * @param {Map<string, Thumbnail | null>} thumbnails
 * @param {string} scale
 * @returns {(name: string) => number}
 */
export function limitsOf(side, thumbnails, scale) {
  const own = new Map(Array.from(thumbnails, ([name, thumbnail]) => [name, thumbnail ? limitOf(thumbnail.data) : 0]));
  const belongs = (name, other) =>
    scale === "global" || (scale === "block" && side.node(name).block === side.node(other).block);
  const shared = new Map();
  return (name) => {
    if (scale === "unit" || scale === "layer" || side.node(name).kind === "softmax") return own.get(name) || 1;
    const key = scale === "global" ? "all" : side.node(name).block;
    if (!shared.has(key)) {
      const group = [...own.keys()].filter((other) => belongs(name, other) && side.node(other).kind !== "softmax");
      shared.set(key, Math.max(0, ...group.map((other) => own.get(other))));
    }
    return shared.get(key) || 1;
  };
}

/** Draw a thumbnail into a box of the stage's canvas, with sharp cells. */
export function drawThumbnail(context, { data, rows, columns }, { kind, limit }, box, ratio) {
  const cells = /** @type {HTMLCanvasElement} */ (element("canvas", { width: columns, height: rows }));
  const image = new ImageData(columns, rows);
  const whole = data.length === rows * columns
    ? data
    : Float32Array.from({ length: rows * columns }, (_, index) => data[index] ?? 0);
  paintMap(image, columns, whole, rows, columns, 1, 0, { kind, limit });
  cells.getContext("2d").putImageData(image, 0, 0);
  enlarge(context, cells, box, ratio);
}

/** Draw the picture as the network sees it. */
export function drawPicture(context, { data, shape }, box, ratio) {
  const [rows, columns, channels] = shape;
  const cells = /** @type {HTMLCanvasElement} */ (element("canvas", { width: columns, height: rows }));
  const image = new ImageData(columns, rows);
  paintPicture(image, columns, Float32Array.from(data, (byte) => byte / 255), rows, columns, channels);
  cells.getContext("2d").putImageData(image, 0, 0);
  enlarge(context, cells, box, ratio);
}

function enlarge(context, cells, { x, y, width, height }, ratio) {
  const share = Math.min(width / cells.width, height / cells.height);
  const [wide, high] = [cells.width * share, cells.height * share];
  context.imageSmoothingEnabled = share * ratio < 1;
  context.drawImage(
    cells,
    (x + (width - wide) / 2) * ratio,
    (y + (height - high) / 2) * ratio,
    wide * ratio,
    high * ratio,
  );
}

// The card beside a node of a large network: its class, shape, parameters and receptive field.

export function createGraphCard() {
  const root = element("div", { class: "cl-tooltip readout", "aria-hidden": "true", hidden: true });
  return {
    root,
    show(side, name, box, { width }) {
      root.replaceChildren(
        element("strong", {}, side.label(name)),
        ...linesOf(side, name).map((text) => element("span", { class: "cl-muted" }, text)),
      );
      root.hidden = false;
      const wide = root.offsetWidth;
      const x = box.x + box.width + 8 + wide <= width ? box.x + box.width + 8 : Math.max(0, box.x - wide - 8);
      root.style.left = `${x}px`;
      root.style.top = `${box.y}px`;
    },
    hide() {
      root.hidden = true;
    },
  };
}

function linesOf(side, name) {
  const node = side.node(name);
  const { words, language } = side;
  return [
    `${node.className} · ${shapeText(node.shape)}`,
    node.parameters && say(words, "overview.parameters", { count: formatNumber(node.parameters, 0, language) }),
    node.receptiveField && node.kind !== "input" &&
    say(words, "overview.receptive_field", { size: shapeText(node.receptiveField) }),
    strongestText(side, node),
    foldedText(side, node),
    node.untrained && words["overview.untrained"],
  ].filter(Boolean);
}

// The classes with the highest scores, beside the graph of a large network.

/** @param {{onClass(unit: number): void}} callbacks */
export function createTopScores(callbacks) {
  const title = element("h4", { class: "layer-title" });
  const list = element("div", { class: "top-scores-list" });
  const root = element("section", { class: "top-scores" }, title, list);
  list.addEventListener("click", (event) => {
    const row = around(event, "button");
    if (row) callbacks.onClass(Number(row.dataset.unit));
  });
  return {
    root,
    /** @param {import("../side.js").Side} side */
    update(side, base) {
      const output = isVector(side.node(side.graph.output).shape) ? side.output(side.graph.output) : null;
      root.hidden = !output;
      if (!output) return;
      title.textContent = side.words["graph.scores"];
      const scores = scoresOf(side, shownClasses(output.data), base);
      const best = Math.max(...scores.map(({ share }) => share));
      list.replaceChildren(...scores.map((score) => {
        const row = element("button", {
          type: "button",
          class: "unit scores",
          "data-unit": score.unit,
          "aria-label": score.spoken,
        });
        drawScore(row, score, score.share === best);
        return row;
      }));
    },
  };
}
