/**
 * What the server last said of the layers, kept by their ids: while a change is under way, the layers that stay keep
 * their numbers.
 *
 * @typedef {import("./operations.js").Layer} Layer
 * @typedef {import("./layer_row.js").Row & {index: number|null, name: string}} NamedRow
 * @typedef {{index: number, text: string, fix: {label: string, layers: object[]}}} Problem
 */

const WITH_WEIGHTS = new Set(["Conv2D", "Dense"]);

export function createAnswer() {
  let rows = new Map();
  let problems = new Map();
  let end = [];
  let ends = { before: [], after: [] };

  return {
    /** @param {{rows: NamedRow[], problems: Problem[]}} data @param {Layer[]} layers those that it speaks of */
    take(data, layers) {
      rows = new Map(data.rows.filter(({ index }) => index !== null).map((row) => [layers[row.index].id, row]));
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
    /** @returns {NamedRow|null} */
    rowOf: (id) => rows.get(id) ?? null,
    problemsOf: (id) => problems.get(id) ?? [],
    endProblems: () => end,
    /** The understood layers before and after those that can be changed. */
    ends: () => ends,
    count: () => end.length + [...problems.values()].flat().length,
    /** The stages of the diagram: the picture, the layers, and the two at the end. @param {Layer[]} layers */
    stages(layers, picture, pictureName) {
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
      const counted = [...layers.filter(({ kind }) => WITH_WEIGHTS.has(kind)).map(({ id }) => id), "logits"];
      return new Map(counted.map((key, index) => [key, say(index + 1)]));
    },
  };
}
