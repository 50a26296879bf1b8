/** A brush on the picture, and the scores of what comes of it. State hangs on the parent element and outlives reruns. */
import { mounting } from "../shared/mounting.js";
import { Brush } from "./brush.js";

export default mounting({
  make: (parent, { header }) => {
    const view = new Brush(header.words, header.language);
    parent.append(view.root);
    return view;
  },
  update: (view, { header, arrays }, { setTriggerValue }) =>
    view.update(header, arrays, (message) => setTriggerValue("brush", message)),
});
