/**
 * Which of two networks the opened unit belongs to, and the same unit of the other one a click away.
 */
import { createSegments } from "../../knobs/choice.js";

/**
 * @param {string} label
 * @param {{onSide(side: number): void}} callbacks
 * @returns {{root: HTMLElement, update(sides: import("../side.js").Side[], selection: import("../selection.js").Selection | null): void,
 *   destroy(): void}}
 */
export function createSideSwitch(label, { onSide }) {
  const segments = createSegments({ label, options: [], onChange: (value) => onSide(Number(value)) });
  segments.root.classList.add("side-switch");
  return {
    root: segments.root,
    update(sides, selection) {
      const known = selection
        ? sides.filter((side) => side.has(selection.node) && selection.unit < side.unitCount(selection.node))
        : [];
      segments.update({ hidden: known.length < 2 });
      if (known.length < 2) return;
      segments.update({
        options: known.map(({ index, title }) => ({ value: String(index), label: title })),
        value: String(selection.side),
      });
    },
    destroy: segments.destroy,
  };
}
