/** The builder of networks as a Streamlit component: one `Builder` an element, which stays over reruns of the page. */
import { Builder } from "./builder.js";

/** @type {WeakMap<Node, Builder>} */
const builders = new WeakMap();

/** @param {{data: import("./builder.js").Data, parentElement: HTMLElement, setTriggerValue: Function}} component */
export default function builderView({ data, parentElement, setTriggerValue }) {
  let builder = builders.get(parentElement);
  if (builder && builder.language !== data.language) {
    builder.destroy();
    builder = undefined;
  }
  if (!builder) {
    builder = new Builder(parentElement, data);
    builders.set(parentElement, builder);
  }
  builder.update(data, (message) => setTriggerValue("change", message));
  return () => setTimeout(() => parentElement.isConnected || remove(parentElement));
}

/** Streamlit cleans up before each new run of this module too: only what has left the document is gone. */
function remove(parentElement) {
  builders.get(parentElement)?.destroy();
  builders.delete(parentElement);
}
