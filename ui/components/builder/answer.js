/**
 * What the server last said of the layers, kept by their ids: while a change is under way, the layers that stay keep
 * their numbers.
 *
 * @typedef {import("./operations.js").Layer} Layer
 * @typedef {import("./view.js").TableRow} TableRow
 * @typedef {import("./view.js").LayerProblem} LayerProblem
 * @typedef {import("./diagram.js").DrawnStage} DrawnStage
 * @typedef {(layers: Layer[], picture: number[], pictureName: string) => DrawnStage[]} Stages `picture`: its shape
 */

const WITH_WEIGHTS = new Set(["Conv2D", "Dense"]);

export function createAnswer() {
  /** By id. @type {Map<number, TableRow>} */
  let rows = new Map();
  /** By id. @type {Map<number, LayerProblem[]>} */
  let problems = new Map();
  /** @type {LayerProblem[]} */
  let end = [];
  /** @type {{before: TableRow[], after: TableRow[]}} */
  let ends = { before: [], after: [] };

  return {
    /** @param {import("./view.js").BuilderData} data @param {Layer[]} layers those that it speaks of */
    take(data, layers) {
      rows = new Map();
      for (const row of data.rows) if (row.index !== null) rows.set(layers[row.index].id, row);
      const first = data.rows.findIndex(({ index }) => index !== null);
      const last = data.rows.length - 2;
      ends = { before: data.rows.slice(0, first < 0 ? last : first), after: data.rows.slice(last) };
      problems = new Map();
      for (const problem of data.problems) {
        const id = layers[problem.index]?.id;
        if (id !== undefined) problems.set(id, [...(problems.get(id) ?? []), problem]);
      }
      end = data.problems.filter(({ index }) => index >= layers.length);
    },
    rowOf: (/** @type {number} */ id) => rows.get(id) ?? null,
    problemsOf: (/** @type {number} */ id) => problems.get(id) ?? [],
    endProblems: () => end,
    /** The understood layers before and after those that can be changed. */
    ends: () => ends,
    count: () => end.length + [...problems.values()].flat().length,
    /** The stages of the diagram: the picture, the layers, and the two at the end. @type {Stages} */
    stages(layers, picture, pictureName) {
      /** @type {(key: string, name: string, kind: string, row: TableRow | undefined) => DrawnStage} */
      const stage = (key, name, kind, row) => ({
        key,
        name,
        kind,
        shape: row?.output_shape ?? [],
        wrong: key !== "" && problems.has(Number(key)),
      });
      return [
        { key: "", name: pictureName, kind: "", shape: picture, wrong: false },
        ...layers.map((layer) => stage(String(layer.id), layer.kind, layer.kind, rows.get(layer.id))),
        ...ends.after.map((row) => stage("", row.name, row.kind, row)),
      ];
    },
    /** The layers with weights, counted: id or name → words. @param {Layer[]} layers @param {(number: number) => string} say */
    weightNumbers(layers, say) {
      /** @type {(number | string)[]} */
      const counted = [...layers.filter(({ kind }) => WITH_WEIGHTS.has(kind)).map(({ id }) => id), "logits"];
      return new Map(counted.map((key, index) => /** @type {const} */ ([key, say(index + 1)])));
    },
  };
}
