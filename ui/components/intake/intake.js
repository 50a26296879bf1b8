/** Where pictures come in: the buttons for files and folders, dropping and pasting. They are read one after the other. */
import { dropOn } from "../shared/drop.js";
import { element, listen } from "../shared/element.js";
import { filesOf, inOrder } from "./folders.js";
import { travelling } from "./small.js";

/** Pictures that wait to be sent; while there are more, no further file is read. */
const MOST_WAITING = 36;
/** Milliseconds between two looks at whether there is room. */
const LOOK = 30;

/**
 * @param {Object<string, string>} words
 * @param {{alone(): boolean, one(picture: object): void, add(picture: object): void, waiting(): number, begin(count: number): void,
 *   end(): void}} callbacks `alone`: whether a single picture makes no gallery; `one` and `add` send a picture, `waiting`
 *   says how many have not arrived; `begin` and `end` tell that files are being read
 * @param {AbortSignal} signal
 */
export function createIntake(words, callbacks, signal) {
  const file = element("input", {
    type: "file",
    accept: "image/*,.ppm,.pgm,.tif,.tiff",
    multiple: true,
    hidden: true,
    tabindex: -1,
    "aria-label": words.choose,
  });
  const folder = element("input", {
    type: "file",
    webkitdirectory: true,
    multiple: true,
    hidden: true,
    tabindex: -1,
    "aria-label": words.choose_folder,
  });
  const choose = element("button", { type: "button", class: "cl-button" }, words.choose);
  const chooseFolder = element("button", { type: "button", class: "cl-button" }, words.choose_folder);
  const hint = element("span", { class: "gallery-hint cl-muted" }, words.drop);
  const root = element(
    "div",
    { class: "gallery-intake" },
    element("div", { class: "cl-buttons" }, choose, chooseFolder, file, folder, hint),
  );
  let reading = null;

  for (const [button, input] of [[choose, file], [chooseFolder, folder]]) {
    listen(button, "click", () => input.click(), signal);
    listen(input, "change", () => {
      const chosen = inOrder(input.files);
      input.value = "";
      take(chosen);
    }, signal);
  }
  dropOn(root, "gallery-over", (transfer) => filesOf(transfer).then(take), signal);
  pasteFrom(root, take, signal);
  listen(signal, "abort", stop, signal);

  async function take(files) {
    if (!files.length) return;
    if (files.length === 1 && callbacks.alone() && !reading) {
      callbacks.one(await travelling(files[0], true));
      return;
    }
    if (reading) {
      reading.files.push(...files);
      callbacks.begin(files.length);
      return;
    }
    reading = { files: [...files], stopped: false };
    callbacks.begin(files.length);
    await readAll(reading);
    reading = null;
    callbacks.end();
  }

  async function readAll(job) {
    for (let place = 0; place < job.files.length && !job.stopped; place += 1) {
      const picture = await travelling(job.files[place], false);
      job.files[place] = null; // let go of it
      if (job.stopped) return;
      callbacks.add(picture);
      while (callbacks.waiting() >= MOST_WAITING && !job.stopped) {
        await new Promise((resolve) => setTimeout(resolve, LOOK));
      }
    }
  }

  /** Leave the files that have not been read yet. */
  function stop() {
    if (reading) reading.stopped = true;
  }

  return { root, stop, reading: () => reading !== null };
}

/** Paste anywhere on the page, unless somebody types, or another view (a drawing pad) takes the picture. */
function pasteFrom(root, onFiles, signal) {
  listen(document, "paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    const target = event.composedPath()[0];
    const typing = target instanceof Element && (target.matches("input, textarea, select") || target.isContentEditable);
    if (!files.length || typing || !root.isConnected) return;
    setTimeout(() => event.defaultPrevented || onFiles(files)); // after all others have had their turn
  }, signal);
}
