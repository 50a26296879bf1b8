/** A picture from the clipboard, by the paste keys anywhere on the page, or by asking the browser for it. */

import { listen } from "../shared/element.js";

/** @typedef {{picture: (picture: ImageBitmap) => void, problem: (word: string) => void}} Actions */

/**
 * @param {HTMLElement} root while it is in the document, pasting works
 * @param {Actions} actions
 * @param {AbortSignal} signal
 */
export function pasteByKeys(root, actions, signal) {
  listen(document, "paste", (event) => {
    if (!root.isConnected || isTyping(event.composedPath()[0])) return;
    const item = [...(event.clipboardData?.items ?? [])].find(({ type }) => type.startsWith("image/"));
    if (item) {
      event.preventDefault();
      take(/** @type {File} an image is a file */ (item.getAsFile()), actions);
    } else {
      actions.problem("paste_nothing");
    }
  }, signal);
}

/** Ask the browser for the picture on the clipboard; it may ask the visitor, or refuse. @param {Actions} actions */
export async function pasteByButton(actions) {
  try {
    for (const item of await navigator.clipboard.read()) {
      const type = item.types.find((name) => name.startsWith("image/"));
      if (type) return take(await item.getType(type), actions);
    }
    actions.problem("paste_nothing");
  } catch {
    actions.problem("paste_refused");
  }
}

/** @param {Blob} blob @param {Actions} actions */
async function take(blob, actions) {
  let picture;
  try {
    picture = await createImageBitmap(blob);
  } catch {
    actions.problem("paste_broken");
    return;
  }
  actions.picture(picture);
  picture.close();
}

/** @param {EventTarget} target */
function isTyping(target) {
  return target instanceof HTMLElement && (target.matches("input, textarea, select") || target.isContentEditable);
}
