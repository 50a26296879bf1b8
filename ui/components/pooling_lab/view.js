/**
 * The Activation and Pooling Lab's views. The page mounts this component twice: once for the activations, once for the
 * poolings (`header.part`). Everything that a pointer or a key does is answered here; only the choice of an activation
 * goes back, for Keras has to pool its map. State hangs on the parent element, so that a rerun continues where the
 * visitor was.
 */
import { mounting } from "../shared/mounting.js";
import { ActivationSection } from "./activation_section.js";
import { PoolingSection } from "./pooling_section.js";

/**
 * @typedef {import("./payload.d.ts").ActivationHeader | import("./payload.d.ts").PoolingHeader} Header
 * @typedef {import("../shared/mounting.js").Payload<Header>} Payload
 */

const tensorsOf = (
  /** @type {Payload} */ { arrays },
) => /** @type {Record<string, import("./map_scale.js").Tensor>} all are float32 */ (arrays);

export default mounting({
  make: (parent, /** @type {Payload} */ payload) =>
    payload.header.part === "activation"
      ? new ActivationSection(parent, payload.header, tensorsOf(payload))
      : new PoolingSection(parent, payload.header, tensorsOf(payload)),
  update: (view, payload, { setTriggerValue }) => {
    const { header } = payload;
    if (header.part === "activation" && view instanceof ActivationSection) {
      view.choose = (name) => setTriggerValue("choose", name);
      view.update(header, tensorsOf(payload));
    } else if (header.part === "pooling" && view instanceof PoolingSection) {
      view.update(header, tensorsOf(payload));
    }
  },
});
