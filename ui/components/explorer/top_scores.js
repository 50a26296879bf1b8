/** The classes with the highest scores, beside the graph of a large network. */
import { element } from "../shared/element.js";
import { isVector, shownClasses } from "./overview/columns.js";
import { drawScore, scoresOf } from "./scores.js";

/** @param {{onClass(unit: number): void}} callbacks */
export function createTopScores(callbacks) {
  const title = element("h4", { class: "layer-title" });
  const list = element("div", { class: "top-scores-list" });
  const root = element("section", { class: "top-scores" }, title, list);
  list.addEventListener("click", (event) => {
    const row = event.target.closest("button");
    if (row) callbacks.onClass(Number(row.dataset.unit));
  });
  return {
    root,
    /** @param {import("./side.js").Side} side */
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
