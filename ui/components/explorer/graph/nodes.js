/** The nodes of a large network as buttons: a thumbnail's place, name and shape. One of them is in the tab order. */
import { element } from "../../shared/element.js";
import { say } from "../../shared/words.js";
import { shapeText } from "../short_numbers.js";
import { strongestText } from "./thumbnails.js";

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
    return event.target.closest?.(".graph-node")?.dataset.node ?? null;
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
