/** A brush on the picture, and the scores of what comes of it. State hangs on the parent element and outlives reruns. */
import { mounting } from "../shared/mounting.js";
import { Brush } from "./brush.js";

/**
 * The header of the payload; `BrushHeader` of `ui/components/brush` writes it.
 *
 * @typedef {object} BrushHeader
 * @property {Record<string, string>} words
 * @property {string} language
 * @property {string} key of the picture
 * @property {string[]} labels
 * @property {number} wanted the class that is listed in any case
 * @property {number | null} turn of the last change with scores
 * @property {string} problem why it has none, or ""
 */

export default mounting({
  make: (parent, /** @type {import("../shared/mounting.js").Payload<BrushHeader>} */ { header }) => {
    const view = new Brush(header);
    parent.append(view.root);
    return view;
  },
  update: (view, { header, arrays }, { setTriggerValue }) =>
    view.update(header, arrays, (message) => setTriggerValue("brush", message)),
});
