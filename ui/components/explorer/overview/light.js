/** What lights up: a veil over the rest, the edges that end at a unit, and frames around the maps they come from. */
import { svg } from "../../shared/element.js";

/**
 * @typedef {import("./layout.js").Box} Box
 * @returns {{root: SVGElement, show(size: {width: number, height: number}, lit: {target: Box | null, sources: Box[],
 *   edges: string}): void, clear(): void}} `edges`: the `d` of their path
 */
export function createLight() {
  const paths = Object.fromEntries(
    ["veil", "edges", "sources", "halo", "target"].map((name) => [name, svg("path", { class: `light-${name}` })]),
  );
  const root = svg("svg", { class: "light", "aria-hidden": "true" }, ...Object.values(paths));
  const set = (name, d) => paths[name].setAttribute("d", d);
  return {
    root,
    show({ width, height }, { target, sources, edges, veiled = true }) {
      const open = [target, ...sources].filter(Boolean);
      set("veil", !veiled ? "" : `M0 0H${width}V${height}H0Z${open.map((box) => around(box, 0)).join("")}`);
      set("edges", edges);
      set("sources", sources.map((box) => around(box, 1)).join(""));
      set("halo", target ? around(target, 2) : "");
      set("target", target ? around(target, 1) : "");
      root.classList.add("on");
    },
    clear() {
      root.classList.remove("on");
    },
  };
}

/** The outline of a box, so many pixels outside of it. */
function around({ x, y, width, height }, space) {
  return `M${x - space} ${y - space}h${width + 2 * space}v${height + 2 * space}h${-width - 2 * space}Z`;
}
