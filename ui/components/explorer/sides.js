/**
 * One or two networks on screen: a title, its problems, and an overview or a graph of each. What is pointed at in one
 * of them lights up in the other.
 */
import { element } from "../shared/element.js";
import { createGraph } from "./graph/graph.js";
import { createOverview } from "./overview/overview.js";

/** Share of the window's height that the networks take. */
const ALONE = 0.62;
const BESIDE = 0.3;

/**
 * @param {HTMLElement} root
 * @param {{onOpen(unit: {side: number, node: string, unit: number}): void, onEmpty(): void,
 *   onLayer(layer: {side: number, node: string, page: number}): void}} callbacks
 */
export function createSides(root, callbacks) {
  /** @type {{mode: string, host: HTMLElement, title: HTMLElement, view: object}[]} */
  let shown = [];

  function make(index, mode) {
    const title = element("h3", { class: "side-title" });
    const body = element("div", { class: "side-body" });
    const host = element("section", { class: ["side", `side-${mode}`] }, title, body);
    const create = mode === "all" ? createOverview : createGraph;
    const view = create(body, {
      onHover: (target) => shown.forEach((other, place) => place !== index && other.view.follow(target)),
      onOpen: (unit) => callbacks.onOpen({ side: index, ...unit }),
      onEmpty: callbacks.onEmpty,
      onLayer: (layer) => callbacks.onLayer({ side: index, ...layer }),
    });
    return { mode, host, title, view };
  }

  function arrange(sides) {
    const modes = sides.map((side) => side.graph.mode);
    if (modes.join() === shown.map(({ mode }) => mode).join()) return;
    for (const { view, host } of shown.splice(0)) {
      view.destroy();
      host.remove();
    }
    shown = modes.map((mode, index) => make(index, mode));
    root.classList.toggle("two", modes.length > 1);
    root.append(...shown.map(({ host }) => host));
  }

  return {
    /** @param {import("./side.js").Side[]} sides */
    update(sides, { scale, detail, selection, spotlight }) {
      arrange(sides);
      shown.forEach(({ title, view }, index) => {
        title.textContent = sides[index].title;
        title.hidden = sides.length < 2;
        const here = (place) => (place && sides[index].has(place.node) ? { node: place.node, unit: place.unit } : null);
        const share = sides.length > 1 ? BESIDE : ALONE;
        const base = index > 0 ? sides[0] : null;
        view.update(sides[index], {
          scale,
          detail,
          share,
          base,
          selected: here(selection),
          spotlight: here(spotlight),
          compact: Boolean(selection),
          change: sides.length > 1,
        });
      });
    },
    view: (index) => shown[index]?.view,
    destroy() {
      for (const { view } of shown) view.destroy();
    },
  };
}
