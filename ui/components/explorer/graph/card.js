/** The card beside a node of a large network: its class, shape, parameters and receptive field. */
import { element } from "../../shared/element.js";
import { formatNumber } from "../../shared/numbers.js";
import { say } from "../../shared/words.js";
import { shapeText } from "../short_numbers.js";
import { foldedText, strongestText } from "./thumbnails.js";

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
