/** A brush on the picture, and the scores of what comes of it. State hangs on the parent element and outlives reruns. */
import { unpack } from "../shared/payload.js";
import { Brush } from "./brush.js";

/** @type {WeakMap<Element, Brush>} */
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
    view = new Brush(header.words, header.language);
    parentElement.append(view.root);
    views.set(parentElement, view);
  }
  view.update(header, arrays, (message) => component.setTriggerValue("brush", message));
  return () => {
    view.destroy();
    views.delete(parentElement);
  };
}
