/** The line above the maps: which maps share a colour scale, how to move, and the picture of the selected map. */
import { element } from "../shared/element.js";

const SCALES = /** @type {const} */ (["map", "stage", "all"]);

/**
 * @param {Object<string, string>} words
 * @param {string} name the radio group's name, unique on the page
 * @param {{onScale(scale: string): void, onSave(): void, onTake(): void}} callbacks
 * @returns {{root: HTMLElement, update(scale: string): void}}
 */
export function createToolbar(words, name, callbacks) {
  const radios = SCALES.map((scale) => {
    const radio = element("input", { type: "radio", name, value: scale });
    radio.addEventListener("change", () => callbacks.onScale(scale));
    return radio;
  });
  const labels = radios.map((radio, index) =>
    element("label", {}, radio, element("span", {}, words[`toolbar.scale_${SCALES[index]}`]))
  );
  const button = (label, onClick) => {
    const made = element("button", { type: "button", class: "cl-button" }, label);
    made.addEventListener("click", onClick);
    return made;
  };
  const buttons = element(
    "div",
    { class: "cl-buttons" },
    button(words["toolbar.save"], () => callbacks.onSave()),
    button(words.take, () => callbacks.onTake()),
  );
  const scales = element("fieldset", { class: "scales" }, element("legend", {}, words["toolbar.scale"]), ...labels);
  return {
    root: element("div", { class: "toolbar" }, scales, element("p", { class: "hint" }, words["toolbar.hint"]), buttons),
    update(scale) {
      for (const radio of radios) radio.checked = radio.value === scale;
    },
  };
}

/**
 * Offer a canvas as a PNG file, enlarged to at least 256 pixels with sharp cells.
 *
 * @param {HTMLCanvasElement} canvas one pixel a cell
 * @param {string} fileName
 */
export function saveCanvas(canvas, fileName) {
  const factor = Math.max(1, Math.ceil(256 / Math.max(canvas.width, canvas.height)));
  const enlarged = /** @type {HTMLCanvasElement} */ (element("canvas", {}));
  enlarged.width = canvas.width * factor;
  enlarged.height = canvas.height * factor;
  const context = enlarged.getContext("2d");
  context.imageSmoothingEnabled = false;
  context.drawImage(canvas, 0, 0, enlarged.width, enlarged.height);
  enlarged.toBlob((blob) => {
    const address = URL.createObjectURL(blob);
    element("a", { href: address, download: fileName }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  }, "image/png");
}
