/** The builder of networks as a Streamlit component: one `Builder` an element, which stays over reruns of the page. */
import { mounting } from "../shared/mounting.js";
import { Builder } from "./builder.js";

/**
 * A layer without an id; `PlainLayer` of `ui/components/builder` writes it.
 *
 * @typedef {object} PlainLayer
 * @property {string} kind
 * @property {Record<string, any>} settings by Keras's names
 */
/**
 * A row of the table; `TableRow` of `ui/components/builder` writes it.
 *
 * @typedef {object} TableRow
 * @property {string} kind
 * @property {string} name of the Keras layer
 * @property {number[]} output_shape empty where nobody knows
 * @property {number} parameters
 * @property {number} multiply_accumulates
 * @property {number} bytes
 * @property {[number, number] | null} receptive_field
 * @property {number | null} index of its layer; null for one that every network has
 */
/**
 * The costs of the network; `Totals` of `ui/components/builder` writes them.
 *
 * @typedef {object} Totals
 * @property {number} parameters
 * @property {number | null} trained of them; null: all
 * @property {number} multiply_accumulates
 * @property {number} bytes
 * @property {number} convolutions
 * @property {number} dense
 * @property {boolean} complete whether all layers are known
 */
/**
 * @typedef {object} Remedy
 * @property {string} label
 * @property {PlainLayer[]} layers all layers, put right
 */
/**
 * @typedef {object} LayerProblem
 * @property {number} index of its layer
 * @property {string} text
 * @property {Remedy} fix
 */
/**
 * @typedef {object} SettingOption
 * @property {string} value
 * @property {string} label
 */
/**
 * A setting as a knob; `SettingField` of `ui/components/builder` writes it.
 *
 * @typedef {object} SettingField
 * @property {string} name
 * @property {"number" | "slider" | "switch" | "select" | "segments"} kind
 * @property {string} label
 * @property {string} help
 * @property {number | null} minimum
 * @property {number | null} maximum
 * @property {number | null} step
 * @property {any} default
 * @property {SettingOption[]} options
 */
/**
 * @typedef {object} LayerKind
 * @property {string} kind
 * @property {string} group
 * @property {string} about
 * @property {SettingField[]} fields
 */
/**
 * @typedef {object} Preset
 * @property {string} name
 * @property {string} title
 * @property {string} about
 * @property {number} parameters
 * @property {[number, number] | null} depths least and most
 */
/**
 * @typedef {object} Architecture
 * @property {string} name
 * @property {string} title
 */
/**
 * What the view is sent; `BuilderData` of `ui/components/builder` writes it.
 *
 * @typedef {object} BuilderData
 * @property {string} language
 * @property {Record<string, string>} words
 * @property {number} serial of the last change that is in the layers
 * @property {string} notice
 * @property {boolean} editable
 * @property {string} architecture "own", or the one that is looked at
 * @property {[number, number, number]} picture its shape
 * @property {number} most layers of a network
 * @property {PlainLayer[]} layers
 * @property {TableRow[]} rows
 * @property {Totals} totals
 * @property {LayerProblem[]} problems
 * @property {LayerKind[]} kinds
 * @property {Preset[]} presets
 * @property {Architecture[]} architectures
 */
/** @typedef {import("../shared/mounting.js").Payload<BuilderData>} Payload */

export default mounting({
  make: (parent, /** @type {Payload} */ { header }) => new Builder(parent, header),
  update: (builder, { header }, { setTriggerValue }) =>
    builder.update(header, (message) => setTriggerValue("change", message)),
  lingers: true,
});
