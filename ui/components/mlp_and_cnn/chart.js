/**
 * Curves of shares over a movement, with a line at the present step; a pointer on them moves the picture. Keys do that
 * with the slider, and the table below says the same in numbers.
 *
 * @typedef {import("./steps.js").Line} Line
 * @typedef {{title: string, unit: string, lines: Line[], amounts: number[], waiting?: string}} Drawn
 * @typedef {{onPoint: (amount: number) => void, onLeave: () => void}} Callbacks
 * @typedef {import("../shared/words.js").Words} Words
 */
import { element, listen, svg } from "../shared/element.js";
import { formatNumber, percent } from "../shared/numbers.js";
import { say } from "../shared/words.js";

const [WIDTH, HEIGHT] = [400, 220];
const PLOT = { left: 46, right: 388, top: 12, bottom: 178 };

/** @param {Words} words @param {string} language @param {Callbacks} callbacks @param {AbortSignal} signal */
export function createChart(words, language, callbacks, signal) {
  return new Chart(words, language, callbacks, signal);
}

class Chart {
  /** @param {Words} words @param {string} language @param {Callbacks} callbacks @param {AbortSignal} signal */
  constructor(words, language, { onPoint, onLeave }, signal) {
    this.words = words;
    this.language = language;
    this.onPoint = onPoint;
    this.onLeave = onLeave;
    this.title = element("h3", {});
    this.legend = element("p", { class: "chart-legend" });
    this.note = element("p", { class: "cl-muted chart-note" });
    this.picture = svg("svg", { class: "chart", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img" });
    this.root = element("section", { class: "movement-chart" }, this.title, this.legend, this.picture, this.note);
    this.cursor = svg("path", { class: "chart-cursor" });
    this.dots = svg("g", {});
    /** @type {Drawn} */
    this.state = { title: "", lines: [], amounts: [0], unit: "" };
    this.held = false;
    this.listen(signal);
  }

  /** @param {AbortSignal} signal */
  listen(signal) {
    listen(this.picture, "pointerdown", (event) => {
      if (event.button !== 0) return;
      this.held = true;
      this.picture.setPointerCapture(event.pointerId);
      this.point(event);
    }, signal);
    listen(this.picture, "pointermove", (event) => this.held && this.point(event), signal);
    listen(this.picture, "pointerup", () => this.end(), signal);
    listen(this.picture, "pointercancel", () => this.end(), signal);
  }

  ends() {
    const { amounts } = this.state;
    return [amounts[0], amounts[amounts.length - 1]];
  }

  /** @param {number} amount */
  across(amount) {
    const [first, last] = this.ends();
    return PLOT.left + ((amount - first) / (last - first || 1)) * (PLOT.right - PLOT.left);
  }

  /** @param {PointerEvent} event */
  point(event) {
    const { left, width } = this.picture.getBoundingClientRect();
    const [first, last] = this.ends();
    const share = (((event.clientX - left) / width) * WIDTH - PLOT.left) / (PLOT.right - PLOT.left);
    this.onPoint(first + Math.max(0, Math.min(1, share)) * (last - first));
  }

  end() {
    if (this.held) this.onLeave();
    this.held = false;
  }

  /** @param {Drawn} wanted */
  draw(wanted) {
    this.state = wanted;
    this.title.textContent = wanted.title;
    this.note.textContent = wanted.lines.length ? "" : wanted.waiting ?? "";
    this.legend.replaceChildren(
      ...wanted.lines.map(({ name, title }) => element("span", { class: "chart-key" }, sample(name), title)),
    );
    this.picture.setAttribute("aria-label", this.spoken(wanted));
    this.picture.replaceChildren(
      ...this.axes(),
      ...wanted.lines.map((line) => this.band(line)),
      ...wanted.lines.map((line) => this.curve(line)),
      this.cursor,
      this.dots,
    );
  }

  /** Where the picture is now. @param {number} amount */
  mark(amount) {
    this.cursor.setAttribute("d", `M${this.across(amount)} ${PLOT.top}V${PLOT.bottom}`);
    this.dots.replaceChildren(...this.state.lines.flatMap(({ name, amounts, values }) => {
      const at = amounts.indexOf(amount);
      return at < 0
        ? []
        : [svg("circle", { class: `chart-dot chart-${name}`, cx: this.across(amount), cy: down(values[at]), r: 5 })];
    }));
  }

  axes() {
    const [first, last] = this.ends();
    const heights = [0, 0.5, 1].flatMap((share) => [
      svg("path", { class: "chart-grid", d: `M${PLOT.left} ${down(share)}H${PLOT.right}` }),
      svg(
        "text",
        { class: "chart-text", x: PLOT.left - 6, y: down(share) + 4, "text-anchor": "end" },
        percent(share, this.language, 0),
      ),
    ]);
    /** @type {[number, string][]} */
    const marks = [[first, "middle"], [first / 2, "middle"], [0, "middle"], [last / 2, "middle"], [last, "end"]];
    const widths = marks.filter(([amount]) => Number.isInteger(amount))
      .map(([amount, anchor]) =>
        svg(
          "text",
          { class: "chart-text", x: this.across(amount), y: PLOT.bottom + 18, "text-anchor": anchor },
          formatNumber(amount, 0, this.language),
        )
      );
    return [
      ...heights,
      ...widths,
      svg(
        "text",
        { class: "chart-text", x: (PLOT.left + PLOT.right) / 2, y: HEIGHT - 6, "text-anchor": "middle" },
        this.state.unit,
      ),
    ];
  }

  /** @param {number[]} amounts @param {number[]} values */
  path(amounts, values) {
    return amounts.map((amount, step) =>
      `${step ? "L" : "M"}${this.across(amount).toFixed(1)} ${down(values[step]).toFixed(1)}`
    ).join("");
  }

  /** @param {Line} line */
  curve({ name, amounts, values }) {
    return svg("path", { class: `chart-line chart-${name}`, d: this.path(amounts, values) });
  }

  /** @param {Line} line */
  band({ name, amounts, low, high }) {
    if (!low || !high) return svg("g", {});
    const back = [...amounts].reverse();
    return svg("path", {
      class: `chart-band chart-${name}`,
      d: `${this.path(amounts, high)}${this.path(back, [...low].reverse()).replace("M", "L")}Z`,
    });
  }

  /** @param {Drawn} drawn */
  spoken({ title: said, lines, unit }) {
    const parts = lines.map(({ title: network, amounts, values }) => {
      const places = [0, amounts.indexOf(0), amounts.length - 1];
      const numbers = places.map((place) =>
        `${formatNumber(amounts[place], 0, this.language)}: ${percent(values[place], this.language, 0)}`
      );
      return `${network}, ${numbers.join(", ")}`;
    });
    return say(this.words, "chart", { title: said, unit, curves: parts.join("; ") });
  }
}

/** @param {number} share */
function down(share) {
  return PLOT.bottom - share * (PLOT.bottom - PLOT.top);
}

/** A piece of the line, as a key. @param {string} name of the network */
function sample(name) {
  return svg(
    "svg",
    { class: "chart-sample", viewBox: "0 0 28 10", "aria-hidden": "true" },
    svg("path", { class: `chart-line chart-${name}`, d: "M1 5H27" }),
  );
}
