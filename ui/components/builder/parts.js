/** The parts of the builder, in the order in which they stand. */
import { element } from "../shared/element.js";
import { createDiagram } from "./diagram.js";
import { createLooking, createToolbar, createTotals } from "./head.js";
import { createLayerList } from "./layer_list.js";
import { createPalette } from "./palette.js";
import { createPresets } from "./presets.js";

/**
 * @typedef {import("./layer_list.js").Callbacks & {onChange: (change: import("./builder.js").Change) => void,
 *   onTravel: (direction: "undo" | "redo") => void, onOpen: (key: string) => void, onAdd: (kind: string) => void}} Acts
 */
/**
 * @param {import("./view.js").BuilderData} data
 * @param {Map<string, import("./view.js").LayerKind>} byName the kinds of layers
 * @param {Acts} acts
 * @param {AbortSignal} signal
 */
export function createParts({ words, language, kinds, most }, byName, acts, signal) {
  const presets = createPresets(words, language, {
    onPreset: (preset, depth) => acts.onChange({ preset, depth }),
    onLook: (architecture) => acts.onChange({ architecture }),
  }, signal);
  const toolbar = createToolbar(words, presets.toggle, {
    onUndo: () => acts.onTravel("undo"),
    onRedo: () => acts.onTravel("redo"),
  });
  const looking = createLooking(words, language, {
    onBack: () => acts.onChange({ architecture: "own" }),
    onFit: (depth) => acts.onChange({ preset: "vgg_like", depth }),
  });
  const diagram = createDiagram(words, language, acts, signal);
  const totals = createTotals(words, language);
  const list = createLayerList({ words, language }, byName, acts, signal);
  const palette = createPalette(words, kinds, most, acts, signal);
  const status = element("p", { class: "cl-visually-hidden", role: "status" });
  const notice = element("p", { class: "builder-notice", role: "status" });
  const root = element(
    "div",
    { class: "cl-view builder" },
    toolbar.root,
    looking.root,
    presets.panel,
    notice,
    diagram.root,
    totals.root,
    element("div", { class: "builder-body" }, list.root, palette.root),
    status,
  );
  return { root, presets, toolbar, looking, diagram, totals, list, palette, status, notice };
}
