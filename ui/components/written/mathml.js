/** A tiny builder of MathML, which browsers lay out as mathematics and screen readers read as such. */

const MATHML = "http://www.w3.org/1998/Math/MathML";

/**
 * Make a MathML element.
 *
 * @param {string} tag such as "mfrac"
 * @param {Object<string, string>} attributes
 * @param {...(Node | string)} children
 * @returns {MathMLElement}
 */
export function mathml(tag, attributes, ...children) {
  const node = document.createElementNS(MATHML, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

export const number = (text = "", attributes = {}) => mathml("mn", attributes, String(text));
export const symbol = (text) => mathml("mi", {}, text);
export const words = (text) => mathml("mtext", {}, text);
export const row = (...children) => mathml("mrow", {}, ...children);
export const fraction = (above, below) => mathml("mfrac", {}, above, below);
export const power = (base, exponent) => mathml("msup", {}, base, exponent);

/** An operator such as "+"; brackets get `stretchy` from the browser. */
export const operator = (text, attributes = {}) => mathml("mo", attributes, text);

/** `inside` between brackets that grow with it: "(" ")", "⌊" "⌋". */
export function between(left, inside, right) {
  return row(operator(left, { form: "prefix" }), inside, operator(right, { form: "postfix" }));
}

/**
 * ⌊inside⌋. Many systems have no mathematical font whose brackets grow, so the style sheet draws them (class "floor");
 * the signs themselves stay for screen readers and for copying.
 */
export function floor(inside) {
  const sign = (text, form) => operator(text, { class: "floor-sign", form, stretchy: "false" });
  return mathml("mrow", { class: "floor" }, sign("⌊", "prefix"), inside, sign("⌋", "postfix"));
}

/** A formula in the line of text; `display` "block" gives full-size fractions. */
export function math(children, display = "inline") {
  return mathml("math", { display }, ...children);
}
