/** One method's map of heat over the picture, with what it is, what is known against it, and how well it does. */
import { element } from "../shared/element.js";
import { formatNumber } from "../shared/numbers.js";
import { say } from "../shared/words.js";
import { drawCurves } from "./curves.js";
import { blended, legendOf, scaleOf } from "./overlay.js";

/**
 * @param {string} method
 * @param {Object<string, string>} words
 * @param {string} language
 * @param {{onJudge(method: string): void}} callbacks
 */
export function createMethodCard(method, words, language, { onJudge }) {
  const canvas = /** @type {HTMLCanvasElement} */ (element("canvas", { class: "heat", role: "img" }));
  const waiting = element("p", { class: "waiting cl-muted" });
  const bar = element("span", { class: "cl-legend-bar" });
  const [low, high] = [element("span"), element("span")];
  const legend = element("div", { class: "cl-legend", hidden: true }, low, bar, high);
  const judge = element("button", { type: "button", class: "cl-button cl-button-small", hidden: true }, words.judge);
  judge.addEventListener("click", () => onJudge(method));
  const curves = element("div", { class: "judged" });
  const about = element(
    "details", { class: "about-method" },
    element("summary", {}, words["about"]),
    element("p", {}, words[`${method}.what`]),
    element("p", {}, words[`${method}.against`]),
    element("p", { class: "cl-muted" }, words[`${method}.paper`]),
  );
  const root = element("article", { class: "method", "data-method": method }, element("h4", {}, words[`${method}.name`]), canvas, legend, waiting, element("p", { class: "in-short" }, words[`${method}.short`]), judge, curves, about);
  let painted = "";
  return {
    root,
    /** @param {{picture: object, heat: object|null, key: string, opacity: number, signed: boolean, problem: string, name: string, curves: object|null}} state */
    update({ picture, heat, key, opacity, signed, problem, name, curves: judged }) {
      waiting.hidden = Boolean(heat);
      waiting.textContent = problem || words.waiting;
      canvas.hidden = legend.hidden = !heat;
      judge.hidden = !heat || Boolean(judged);
      if (judged) curves.replaceChildren(...judgement(judged, words, language));
      else curves.replaceChildren();
      if (!heat || painted === `${key} ${opacity}`) return;
      painted = `${key} ${opacity}`;
      const [rows, columns] = heat.shape;
      const scale = scaleOf(heat, signed);
      canvas.width = columns;
      canvas.height = rows;
      canvas.getContext("2d").putImageData(new ImageData(blended(picture, heat, scale, opacity), columns, rows), 0, 0);
      canvas.setAttribute("aria-label", say(words, "heat", { method: words[`${method}.name`], label: name, place: placeOf(heat, words) }));
      bar.style.background = `linear-gradient(to right, ${legendOf(scale)})`;
      low.textContent = signed ? words.against : words.nothing;
      high.textContent = words.for;
    },
  };
}

function judgement({ deletion, insertion }, words, language) {
  const number = (value) => formatNumber(value, 2, language);
  const text = say(words, "judged", { deletion: number(deletion.area), insertion: number(insertion.area) });
  return [drawCurves({ deletion, insertion }, text), element("p", { class: "cl-muted" }, text)];
}

/** Where the hottest cell is, as one of nine parts of the picture. */
export function placeOf({ data, shape: [rows, columns] }, words) {
  let best = 0;
  for (let cell = 1; cell < data.length; cell += 1) if (data[cell] > data[best]) best = cell;
  const third = (position, size) => ["first", "middle", "last"][Math.min(2, Math.floor((3 * position) / size))];
  return words[`place.${third(Math.floor(best / columns), rows)}_${third(best % columns, columns)}`];
}
