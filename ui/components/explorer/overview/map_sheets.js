/**
 * The pixels of all maps, one pixel a cell, on one hidden canvas a layer; and the one canvas on screen, onto which they
 * are drawn enlarged. Painting is needed when numbers or scales change, drawing whenever places do.
 */
import { paintMap, paintPicture } from "../../shared/colours.js";
import { element } from "../../shared/element.js";
import { entryBox } from "./columns.js";

const LONGEST = 4096;

export class MapSheets {
  constructor() {
    /** @type {Map<string, Sheet>} */
    this.sheets = new Map();
  }

  /**
   * @param {import("../side.js").Side} side
   * @param {import("./layout.js").Layout} layout
   * @param {string} scale
   */
  paint(side, layout, scale) {
    const before = this.sheets;
    this.sheets = new Map();
    for (const column of layout.columns) {
      const paint = PAINTERS[column.role];
      const sheet = paint?.(before.get(column.name) ?? new Sheet(), side, column, { scale, vertical: layout.vertical });
      if (sheet) this.sheets.set(column.name, sheet);
    }
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {import("./layout.js").Placed[]} columns where to draw
   * @param {number} ratio pixels of the canvas to a CSS pixel
   */
  draw(context, columns, ratio) {
    for (const { name, cells } of columns) {
      const sheet = this.sheets.get(name);
      if (!sheet) continue;
      cells.forEach((cell, index) => sheet.draw(context, index, cell, ratio));
    }
  }

  /** The canvas of one map, a pixel a cell, to be saved or shown elsewhere. */
  sheetOf(name) {
    return this.sheets.get(name) ?? null;
  }
}

/** Maps of one size, several in a column where they would become too high for a canvas. */
class Sheet {
  constructor() {
    this.canvas = /** @type {HTMLCanvasElement} */ (element("canvas", {}));
    this.rows = this.columns = this.count = 0;
  }

  lay(rows, columns, count) {
    if (this.rows !== rows || this.columns !== columns || this.count !== count) {
      Object.assign(this, { rows, columns, count });
      this.inColumn = Math.max(1, Math.min(count, Math.floor(LONGEST / rows)));
      this.canvas.width = columns * Math.ceil(count / this.inColumn);
      this.canvas.height = rows * this.inColumn;
      this.image = new ImageData(this.canvas.width, this.canvas.height);
    }
    return this;
  }

  left(index) {
    return Math.floor(index / this.inColumn) * this.columns;
  }

  top(index) {
    return (index % this.inColumn) * this.rows;
  }

  show() {
    this.canvas.getContext("2d").putImageData(this.image, 0, 0);
    return this;
  }

  draw(context, index, { x, y, width, height }, ratio) {
    const scaled = (length) => Math.round(length * ratio);
    const [left, top] = [scaled(x), scaled(y)];
    const [wide, high] = [scaled(x + width) - left, scaled(y + height) - top];
    context.imageSmoothingEnabled = wide < this.columns || high < this.rows;
    context.drawImage(this.canvas, this.left(index), this.top(index), this.columns, this.rows, left, top, wide, high);
  }
}

const PAINTERS = { picture: paintTrueColours, maps: paintMaps, strip: paintStrip, logits: paintLogits };

function paintTrueColours(sheet, side) {
  const { data, shape } = side.picture;
  const [rows, columns, channels] = shape;
  sheet.lay(rows, columns, 1);
  const values = Float32Array.from(data, (byte) => byte / 255);
  paintPicture(sheet.image, columns, values, rows, columns, channels);
  return sheet.show();
}

function paintMaps(sheet, side, { name, units }, { scale }) {
  const output = side.output(name);
  if (!output) return null;
  const [rows, columns, channels] = [...Array(Math.max(0, 3 - output.shape.length)).fill(1), ...output.shape];
  const kind = side.node(name).kind === "input" ? "grey" : "activation";
  sheet.lay(rows, columns, units.length);
  units.forEach((unit, index) => {
    /** @type {import("../../shared/colours.js").Scale} */
    const colours = { kind, limit: side.limit(name, unit, scale) };
    paintMap(
      sheet.image,
      sheet.canvas.width,
      output.data,
      rows,
      columns,
      channels,
      unit,
      colours,
      sheet.left(index),
      sheet.top(index),
    );
  });
  return sheet.show();
}

/** A vector's cells, folded as they lie on screen. One cell alone says nothing, so the layer shares a scale. */
function paintStrip(sheet, side, column, { scale, vertical }) {
  const output = side.output(column.name);
  if (!output) return null;
  const along = Math.ceil(column.count / column.lines);
  const [rows, columns] = vertical ? [column.lines, along] : [along, column.lines];
  sheet.lay(rows, columns, 1);
  sheet.image.data.fill(0);
  const limit = side.limit(column.name, 0, scale === "unit" ? "layer" : scale);
  const grid = { ...column, box: { x: 0, y: 0, width: columns, height: rows } };
  for (let unit = 0; unit < column.count; unit += 1) {
    const { x, y } = entryBox(grid, unit, vertical);
    paintMap(sheet.image, columns, output.data, 1, 1, 1, unit, limit, Math.round(x), Math.round(y));
  }
  return sheet.show();
}

/** Logits only mean something beside each other: from the lowest to the highest of them. */
function paintLogits(sheet, side, { name, units }) {
  const output = side.output(name);
  if (!output) return null;
  const { low, high } = logitRange(side, name);
  sheet.lay(1, 1, units.length);
  const shifted = Float32Array.from(units, (unit) => output.data[unit] - low);
  units.forEach((_, index) => {
    const colours = { kind: /** @type {const} */ ("probability"), limit: high - low };
    paintMap(sheet.image, sheet.canvas.width, shifted, 1, 1, 1, index, colours, sheet.left(index), sheet.top(index));
  });
  return sheet.show();
}

/** @returns {{low: number, high: number}} the lowest and the highest number of a vector */
export function logitRange(side, name) {
  const { low, high } = side.ranges(name);
  return { low: Math.min(...low), high: Math.max(...high) };
}
