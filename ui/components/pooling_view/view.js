/**
 * The Activation and Pooling Lab's views. The page mounts this component twice: once for the activations, once for the
 * poolings (`header.part`). Everything that a pointer or a key does is answered here; only the choice of an activation
 * goes back, for Keras has to pool its map. State hangs on the parent element, so that a rerun continues where the
 * visitor was.
 */
import { unpack } from "../shared/payload.js";
import { ActivationSection } from "./activation_section.js";
import { PoolingSection } from "./pooling_section.js";

const SECTIONS = { activation: ActivationSection, pooling: PoolingSection };

/** @type {WeakMap<Element, ActivationSection|PoolingSection>} */
const views = new WeakMap();

export default function mount(component) {
  const { parentElement, data } = component;
  const { header, arrays } = unpack(data);
  let view = views.get(parentElement);
  if (view && view.language !== header.language) {
    view.destroy();
    view = undefined;
  }
  if (!view) {
    view = new SECTIONS[header.part](parentElement, header);
    views.set(parentElement, view);
  }
  view.choose = (name) => component.setTriggerValue("choose", name);
  view.update(header, arrays);
  return () => {
    view.destroy();
    views.delete(parentElement);
  };
}
