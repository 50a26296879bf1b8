/**
 * The Activation and Pooling Lab's views. The page mounts this component twice: once for the activations, once for the
 * poolings (`header.part`). Everything that a pointer or a key does is answered here; only the choice of an activation
 * goes back, for Keras has to pool its map. State hangs on the parent element, so that a rerun continues where the
 * visitor was.
 */
import { mounting } from "../shared/mounting.js";
import { ActivationSection } from "./activation_section.js";
import { PoolingSection } from "./pooling_section.js";

const SECTIONS = { activation: ActivationSection, pooling: PoolingSection };

export default mounting({
  make: (parent, { header }) => new SECTIONS[header.part](parent, header),
  update: (view, { header, arrays }, { setTriggerValue }) => {
    view.choose = (name) => setTriggerValue("choose", name);
    view.update(header, arrays);
  },
});
