/**
 * A tiny builder of DOM elements. Text is always text: nothing here parses HTML.
 *
 * @typedef {Node | string | number | boolean | null | undefined | readonly unknown[]} Child lists are flattened; false, null
 *   and undefined are left out
 * @typedef {Record<string, any>} Attributes true sets an attribute without a value; false, null and undefined leave it out;
 *   `class` may be a list; `style` and `dataset` are objects (custom properties such as "--cl-size" too)
 * @typedef {HTMLElementEventMap & DocumentEventMap & WindowEventMap} Events
 */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Make an HTML element.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} [attributes]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/**
 * Make an SVG element, in the same way.
 *
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} [attributes]
 * @param {...Child} children
 * @returns {SVGElementTagNameMap[Tag]}
 */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/**
 * Listen until a signal is aborted: one AbortController cleans up after a whole view.
 *
 * @template {string} Type
 * @param {EventTarget} target
 * @param {Type} type
 * @param {(event: Type extends keyof Events ? Events[Type] : Event) => void} handler
 * @param {AbortSignal} signal
 * @param {AddEventListenerOptions} [options] such as {passive: false}.
 */
export function listen(target, type, handler, signal, options = {}) {
  target.addEventListener(type, /** @type {EventListener} */ (handler), { ...options, signal });
}

/**
 * Find the nearest element around the place of an event, itself included, that fits a selector.
 *
 * @template {Element} [Found=HTMLElement]
 * @param {{target: EventTarget | null}} event
 * @param {string} selector
 * @returns {Found | null}
 */
export const around = ({ target }, selector) => (target instanceof Element ? target.closest(selector) : null);

/**
 * The element that has the focus, in the document or shadow root of a node.
 *
 * @param {Node} node
 */
export function focusedIn(node) {
  const root = node.getRootNode();
  return root instanceof Document || root instanceof ShadowRoot ? root.activeElement : null;
}

/**
 * The drawing context of a canvas; every browser has one, as long as it has memory.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {CanvasRenderingContext2DSettings} [settings]
 */
export const contextOf = (
  canvas,
  settings,
) => /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", settings));

/**
 * @template {HTMLElement | SVGElement} Made
 * @param {Made} node
 * @param {Attributes} attributes
 * @param {readonly Child[]} children
 */
function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) setAttribute(node, name, value);
  const flat = /** @type {unknown[]} */ (children.flat(Infinity));
  const present = flat.filter((child) => child !== null && child !== undefined && child !== false);
  node.append(...present.map((child) => (child instanceof Node ? child : String(child))));
  return node;
}

/** @param {HTMLElement | SVGElement} node @param {string} name @param {any} value */
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
