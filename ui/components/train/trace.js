/** Two thin lines above the slider: the accuracy on training and validation pictures, and where one is. */
import { element, svg } from "../shared/element.js";

const HEIGHT = 40;
const WIDTH = 1000;

/** @param {Object<string, string>} words */
export function createTrace(words) {
  const train = svg("path", { class: "trace-train" });
  const validation = svg("path", { class: "trace-validation" });
  const cursor = svg("line", { class: "trace-cursor", y1: "0", y2: String(HEIGHT) });
  const drawing = svg(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" },
    train,
    validation,
    cursor,
  );
  const key = element(
    "p",
    { class: "trace-key cl-muted" },
    element("span", { class: "train" }, words.accuracy_train),
    element("span", { class: "validation" }, words.accuracy_validation),
  );
  const root = element("div", { class: "trace" }, drawing, key);
  return {
    root,
    /**
     * @param {(import("./view.js").Figures | null)[]} figures one for each epoch that was kept
     * @param {number} index
     */
    update(figures, index) {
      root.hidden = figures.filter(Boolean).length < 2;
      train.setAttribute("d", lineOf(figures.map((each) => each?.accuracy ?? null)));
      validation.setAttribute("d", lineOf(figures.map((each) => each?.val_accuracy ?? null)));
      const x = String(figures.length > 1 ? (WIDTH * index) / (figures.length - 1) : 0);
      cursor.setAttribute("x1", x);
      cursor.setAttribute("x2", x);
    },
  };
}

/**
 * @param {(number|null)[]} shares in [0, 1]; null where nothing was measured
 * @returns {string} the `d` of a path that leaves gaps out
 */
export function lineOf(shares) {
  let pen = "M";
  return shares.map((share, index) => {
    if (share === null) {
      pen = "M";
      return "";
    }
    const x = shares.length > 1 ? (WIDTH * index) / (shares.length - 1) : 0;
    const point = `${pen}${x.toFixed(1)} ${((1 - share) * (HEIGHT - 4) + 2).toFixed(1)}`;
    pen = "L";
    return point;
  }).join("");
}
