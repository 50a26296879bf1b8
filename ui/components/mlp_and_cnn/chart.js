/**
 * Curves of shares over a movement, with a line at the present step; a pointer on them moves the picture. Keys do that
 * with the slider, and the table below says the same in numbers.
 *
 * @typedef {import("./steps.js").Line} Line
 */
import { element, listen, svg } from "../shared/element.js";
import { formatNumber, percent } from "../shared/numbers.js";
import { say } from "../shared/words.js";

const [WIDTH, HEIGHT] = [400, 220];
const PLOT = { left: 46, right: 388, top: 12, bottom: 178 };

/**
 * @param {Object<string, string>} words
 * @param {string} language
 * @param {{onPoint: (amount: number) => void, onLeave: () => void}} callbacks
 * @param {AbortSignal} signal
 */
export function createChart(words, language, { onPoint, onLeave }, signal) {
  const title = element("h3", {});
  const legend = element("p", { class: "chart-legend" });
  const note = element("p", { class: "cl-muted chart-note" });
  const picture = svg("svg", { class: "chart", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img" });
  const root = element("section", { class: "movement-chart" }, title, legend, picture, note);
  const cursor = svg("path", { class: "chart-cursor" });
  const dots = svg("g", {});
  let state = { lines: [], amounts: [0], unit: "" };
  let held = false;

  const ends = () => [state.amounts[0], state.amounts.at(-1)];
  const across = (amount) => {
    const [first, last] = ends();
    return PLOT.left + ((amount - first) / (last - first || 1)) * (PLOT.right - PLOT.left);
  };
  const down = (share) => PLOT.bottom - share * (PLOT.bottom - PLOT.top);

  function point(event) {
    const { left, width } = picture.getBoundingClientRect();
    const [first, last] = ends();
    const share = (((event.clientX - left) / width) * WIDTH - PLOT.left) / (PLOT.right - PLOT.left);
    onPoint(first + Math.max(0, Math.min(1, share)) * (last - first));
  }

  function end() {
    if (held) onLeave();
    held = false;
  }

  listen(picture, "pointerdown", (event) => {
    if (event.button !== 0) return;
    held = true;
    picture.setPointerCapture(event.pointerId);
    point(event);
  }, signal);
  listen(picture, "pointermove", (event) => held && point(event), signal);
  listen(picture, "pointerup", end, signal);
  listen(picture, "pointercancel", end, signal);

  /** @param {{title: string, unit: string, lines: Line[], amounts: number[], waiting?: string}} wanted */
  function draw(wanted) {
    state = wanted;
    title.textContent = wanted.title;
    note.textContent = wanted.lines.length ? "" : wanted.waiting ?? "";
    legend.replaceChildren(
      ...wanted.lines.map(({ name, title: said }) => element("span", { class: "chart-key" }, sample(name), said)),
    );
    picture.setAttribute("aria-label", spoken(wanted));
    picture.replaceChildren(...axes(), ...wanted.lines.map(band), ...wanted.lines.map(curve), cursor, dots);
  }

  function axes() {
    const [first, last] = ends();
    const heights = [0, 0.5, 1].flatMap((share) => [
      svg("path", { class: "chart-grid", d: `M${PLOT.left} ${down(share)}H${PLOT.right}` }),
      svg(
        "text",
        { class: "chart-text", x: PLOT.left - 6, y: down(share) + 4, "text-anchor": "end" },
        percent(share, language, 0),
      ),
    ]);
    /** @type {[number, string][]} */
    const marks = [[first, "middle"], [first / 2, "middle"], [0, "middle"], [last / 2, "middle"], [last, "end"]];
    const widths = marks.filter(([amount]) => Number.isInteger(amount))
      .map(([amount, anchor]) =>
        svg(
          "text",
          { class: "chart-text", x: across(amount), y: PLOT.bottom + 18, "text-anchor": anchor },
          formatNumber(amount, 0, language),
        )
      );
    return [
      ...heights,
      ...widths,
      svg(
        "text",
        { class: "chart-text", x: (PLOT.left + PLOT.right) / 2, y: HEIGHT - 6, "text-anchor": "middle" },
        state.unit,
      ),
    ];
  }

  const path = (amounts, values) =>
    amounts.map((amount, step) => `${step ? "L" : "M"}${across(amount).toFixed(1)} ${down(values[step]).toFixed(1)}`)
      .join("");

  function curve({ name, amounts, values }) {
    return svg("path", { class: `chart-line chart-${name}`, d: path(amounts, values) });
  }

  function band({ name, amounts, low, high }) {
    if (!low) return svg("g", {});
    const back = [...amounts].reverse();
    return svg("path", {
      class: `chart-band chart-${name}`,
      d: `${path(amounts, high)}${path(back, [...low].reverse()).replace("M", "L")}Z`,
    });
  }

  function spoken({ title: said, lines, unit }) {
    const parts = lines.map(({ title: network, amounts, values }) => {
      const places = [0, amounts.indexOf(0), amounts.length - 1];
      const numbers = places.map((place) =>
        `${formatNumber(amounts[place], 0, language)}: ${percent(values[place], language, 0)}`
      );
      return `${network}, ${numbers.join(", ")}`;
    });
    return say(words, "chart", { title: said, unit, curves: parts.join("; ") });
  }

  return {
    root,
    draw,
    /** Where the picture is now. @param {number} amount */
    mark(amount) {
      cursor.setAttribute("d", `M${across(amount)} ${PLOT.top}V${PLOT.bottom}`);
      dots.replaceChildren(...state.lines.flatMap(({ name, amounts, values }) => {
        const at = amounts.indexOf(amount);
        return at < 0
          ? []
          : [svg("circle", { class: `chart-dot chart-${name}`, cx: across(amount), cy: down(values[at]), r: 5 })];
      }));
    },
  };
}

/** A piece of the line, as a key. */
function sample(name) {
  return svg(
    "svg",
    { class: "chart-sample", viewBox: "0 0 28 10", "aria-hidden": "true" },
    svg("path", { class: `chart-line chart-${name}`, d: "M1 5H27" }),
  );
}
