/**
 * Edits of a list of layers. Each makes a new list; layers that stay are the same objects, with the same ids.
 *
 * @typedef {import("./view.js").PlainLayer} PlainLayer
 * @typedef {PlainLayer & {id: number}} Layer
 */

/** Kinds after which there are no maps any more. */
const TO_VECTOR = new Set(["Flatten", "GlobalAveragePooling2D", "GlobalMaxPooling2D"]);
const ON_VECTOR = new Set(["Dense"]);
const ANYWHERE = new Set(["Activation", "BatchNormalization", "Dropout"]);
const FIRST = "EfficientNetLite0";

/** @param {Layer[]} layers @param {number} place of the new layer @param {Layer} layer */
export function inserted(layers, place, layer) {
  return [...layers.slice(0, place), layer, ...layers.slice(place)];
}

/** @param {Layer[]} layers @param {number} id */
export function removed(layers, id) {
  return layers.filter((layer) => layer.id !== id);
}

/**
 * @param {Layer[]} layers
 * @param {number} id of the layer that moves
 * @param {number} place where it is then, 0 to layers.length − 1; beyond them it stays inside
 */
export function moved(layers, id, place) {
  const layer = layers.find((one) => one.id === id);
  const rest = removed(layers, id);
  return layer ? inserted(rest, Math.max(0, Math.min(place, rest.length)), layer) : rest;
}

/** @param {Layer[]} layers @param {number} id @param {string} name of the setting @param {*} value */
export function changed(layers, id, name, value) {
  return layers.map((
    layer,
  ) => (layer.id === id ? { ...layer, settings: { ...layer.settings, [name]: value } } : layer));
}

/**
 * Where a new layer goes when no layer is open: maps before what makes a vector of them, a trained network first, what
 * needs a vector last.
 *
 * @param {Layer[]} layers
 * @param {string} kind
 * @returns {number}
 */
export function fittingPlace(layers, kind) {
  if (kind === FIRST) return 0;
  if (ON_VECTOR.has(kind) || ANYWHERE.has(kind)) return layers.length;
  const end = layers.findIndex((layer) => TO_VECTOR.has(layer.kind) || ON_VECTOR.has(layer.kind));
  return end < 0 ? layers.length : end;
}

/**
 * Layers as the server sends them, each with an id: that of the same layer before, as far as it can be told.
 *
 * @param {PlainLayer[]} sent
 * @param {Layer[]} before
 * @param {() => number} freshId
 * @returns {Layer[]}
 */
export function identified(sent, before, freshId) {
  const free = [...before];
  const take = (/** @type {(layer: Layer) => boolean} */ test) => {
    const at = free.findIndex(test);
    return at < 0 ? null : free.splice(at, 1)[0].id;
  };
  // First those that are just the same, wherever they stand now; then one whose settings alone have changed.
  const ids = sent.map((layer) => take((one) => sameLayer(one, layer)));
  return sent.map(({ kind, settings }, index) => ({
    id: ids[index] ?? take((one) => one.kind === kind) ?? freshId(),
    kind,
    settings,
  }));
}

/** Layers without their ids, as the server takes them. @param {Layer[]} layers */
export function plain(layers) {
  return layers.map(({ kind, settings }) => ({ kind, settings }));
}

/** Whether two lists of layers describe the same network. @param {PlainLayer[]} one @param {PlainLayer[]} other */
export function sameLayers(one, other) {
  return one.length === other.length && one.every((layer, index) => sameLayer(layer, other[index]));
}

/** @param {PlainLayer} one @param {PlainLayer} other */
function sameLayer(one, other) {
  return one.kind === other.kind &&
    Object.keys(one.settings).every((name) => one.settings[name] === other.settings[name]);
}

/**
 * Keep what was before, to be undone and done again.
 *
 * @template State
 * @param {State} first
 * @param {number} [most] states that are kept
 */
export function createHistory(first, most = 200) {
  /** @type {State[]} */
  let past = [];
  /** @type {State[]} */
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
      now = past[past.length - 1];
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
