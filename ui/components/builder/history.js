/**
 * What was before, to be undone and done again.
 *
 * @template State
 * @param {State} first
 * @param {number} [most] states that are kept
 */
export function createHistory(first, most = 200) {
  let past = [];
  let future = [];
  let now = first;
  return {
    get now() {
      return now;
    },
    /** @param {State} next */
    push(next) {
      past = [...past, now].slice(-most);
      future = [];
      now = next;
    },
    canUndo: () => past.length > 0,
    canRedo: () => future.length > 0,
    /** @returns {State} */
    undo() {
      if (!past.length) return now;
      future = [now, ...future];
      now = past.at(-1);
      past = past.slice(0, -1);
      return now;
    },
    /** @returns {State} */
    redo() {
      if (!future.length) return now;
      past = [...past, now];
      [now, ...future] = future;
      return now;
    },
  };
}
