/** A tiny builder of DOM elements. Text is always text: nothing here parses HTML. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Make an HTML element.
 *
 * @param {string} tag
 * @param {Object<string, *>} [attributes] true sets an attribute without a value; false, null and undefined leave it out;
 *   `class` may be a list; `style` and `dataset` are objects (custom properties such as "--cl-size" too).
 * @param {...(Node | string | number | null | undefined | Array)} children lists are flattened, gaps left out.
 * @returns {HTMLElement}
 */
export function element(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/**
 * Make an SVG element, in the same way.
 *
 * @returns {SVGElement}
 */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/**
 * Listen until a signal is aborted: one AbortController cleans up after a whole view.
 *
 * @param {EventTarget} target
 * @param {string} type
 * @param {(event: Event) => void} handler
 * @param {AbortSignal} signal
 * @param {AddEventListenerOptions} [options] such as {passive: false}.
 */
export function listen(target, type, handler, signal, options = {}) {
  target.addEventListener(type, handler, { ...options, signal });
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) setAttribute(node, name, value);
  const present = children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
  node.append(...present.map((child) => (child instanceof Node ? child : String(child))));
  return node;
}

function setAttribute(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "style" && typeof value === "object") {
    for (const [property, setting] of Object.entries(value)) {
      if (setting !== null && setting !== undefined) node.style.setProperty(property, String(setting));
    }
  } else if (name === "dataset") {
    Object.assign(node.dataset, value);
  } else {
    const words = Array.isArray(value) ? value.filter(Boolean).join(" ") : value;
    node.setAttribute(name, words === true ? "" : String(words));
  }
}
