/**
 * The network as a row of blocks. A click opens the layer; keys do that in the list, which says the same in words.
 *
 * @typedef {import("./diagram_layout.js").Stage & {name: string, key: string, wrong: boolean}} DrawnStage
 * @typedef {import("./diagram_layout.js").Block} Block
 */
import { around, element, listen, svg } from "../shared/element.js";
import { say } from "../shared/words.js";
import { arcOf, layoutOf } from "./diagram_layout.js";
import { shapeText } from "./speech.js";

/**
 * @param {Object<string, string>} words
 * @param {string} language
 * @param {{onOpen: (key: string) => void}} callbacks
 * @param {AbortSignal} signal
 */
export function createDiagram(words, language, { onOpen }, signal) {
  const picture = svg("svg", { role: "img", class: "diagram-picture" });
  const scroller = element("div", {
    class: "diagram-scroller",
    tabindex: "0",
    role: "group",
    "aria-label": words.diagram_label,
  }, picture);
  const root = element(
    "figure",
    { class: "diagram" },
    scroller,
    element("figcaption", { class: "cl-muted" }, words.legend),
  );
  listen(picture, "click", (event) => {
    const stage = around(event, "[data-key]");
    if (stage) onOpen(stage.dataset.key ?? "");
  }, signal);
  let drawn = "";

  /** @param {DrawnStage[]} stages @param {string} open the key of the open layer, or "" */
  function update(stages, open) {
    const written = JSON.stringify([stages, open]);
    if (written === drawn) return;
    drawn = written;
    const { blocks, width, height, ground } = layoutOf(stages);
    const spoken = stages.map(({ name, shape }) =>
      say(words, "stage", { name, shape: shape.length ? shapeText(shape, language) : words.unknown })
    );
    for (
      const [attribute, value] of Object.entries({
        width,
        height,
        viewBox: `0 0 ${width} ${height}`,
        "aria-label": say(words, "diagram", { layers: spoken.join(", ") }),
      })
    ) {
      picture.setAttribute(attribute, String(value));
    }
    const arcs = stages.flatMap(({ kind }, index) =>
      kind === "ResidualBlock" && index > 0
        ? [svg("path", { class: "diagram-arc", d: arcOf(blocks[index - 1], blocks[index]) })]
        : []
    );
    picture.replaceChildren(
      ...stages.map((stage, index) =>
        drawStage(stage, blocks[index], { ground, language, open: open !== "" && stage.key === open })
      ),
      ...arcs,
    );
    if (open) bringIntoSight(scroller, blocks[stages.findIndex(({ key }) => key === open)]);
  }

  return { root, update };
}

/** @param {HTMLElement} scroller @param {Block | undefined} block */
function bringIntoSight(scroller, block) {
  if (!block) return;
  const { scrollLeft, clientWidth } = scroller;
  if (block.slot < scrollLeft || block.slot + block.room > scrollLeft + clientWidth) {
    scroller.scrollLeft = block.slot - clientWidth / 2;
  }
}

/** @param {DrawnStage} stage @param {Block} block @param {{ground: number, language: string, open: boolean}} state */
function drawStage({ name, key, shape, kind, wrong }, block, { ground, language, open }) {
  const { slot, room, x, y, width, height, known } = block;
  const classes = [
    "diagram-stage",
    `diagram-${family(kind)}`,
    open && "diagram-open",
    wrong && "diagram-wrong",
    !known && "diagram-unknown",
  ];
  const middle = slot + room / 2;
  return svg(
    "g",
    { class: classes, "data-key": key },
    svg("title", {}, `${name}: ${shapeText(shape, language)}`),
    svg("rect", { class: "diagram-slot", x: slot - 6, y: 2, width: room + 12, height: ground + 40 }),
    known && drawFaces(block),
    svg("rect", { class: "diagram-front", x, y, width, height }),
    svg("text", { x: middle, y: ground + 18 }, short(name)),
    svg(
      "text",
      { class: "diagram-shape", x: middle, y: ground + 33 },
      shapeText(shape, language).replaceAll(" ", ""),
    ),
  );
}

/** The top and the side of a block. @param {Block} block */
function drawFaces({ x, y, width, height, depth }) {
  return [
    svg("polygon", {
      class: "diagram-top",
      points: points([x, y], [x + depth, y - depth], [x + width + depth, y - depth], [x + width, y]),
    }),
    svg("polygon", {
      class: "diagram-side",
      points: points([x + width, y], [x + width + depth, y - depth], [x + width + depth, y + height - depth], [
        x + width,
        y + height,
      ]),
    }),
  ];
}

const points = (/** @type {[x: number, y: number][]} */ ...corners) =>
  corners.map((corner) => corner.join(",")).join(" ");

/** Kinds that are drawn alike. @param {string} kind */
function family(kind) {
  if (/Conv2D|ResidualBlock|EfficientNet/.test(kind)) return "convolution";
  if (/Pooling2D/.test(kind)) return "pooling";
  if (/Dense/.test(kind)) return "dense";
  return "between";
}

/** A kind's name in as few letters as the place below a block has. @param {string} name */
function short(name) {
  /** @type {Record<string, string>} */
  const shortened = {
    GlobalAveragePooling2D: "GlobalAvg",
    GlobalMaxPooling2D: "GlobalMax",
    MaxPooling2D: "MaxPool",
    AveragePooling2D: "AvgPool",
    BatchNormalization: "BatchNorm",
    DepthwiseConv2D: "Depthwise",
    SeparableConv2D: "Separable",
    ResidualBlock: "Residual",
    EfficientNetLite0: "EffNet-Lite0",
  };
  return shortened[name] ?? name;
}
