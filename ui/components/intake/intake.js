/** Where pictures come in: the buttons for files and folders, dropping and pasting. They are read one after the other. */
import { dropOn } from "../shared/drop.js";
import { element, listen } from "../shared/element.js";
import { prepareFile } from "./small_pictures.js";

/** @typedef {import("./small_pictures.js").Travelling} Travelling */

/** Files of one drop; more are left where they are. */
const MOST_FILES = 4000;
/** Pictures that wait to be sent; while there are more, no further file is read. */
const MOST_WAITING = 36;
/** Milliseconds between two looks at whether there is room. */
const LOOK = 30;

/**
 * Make the place where many pictures come in.
 *
 * @param {import("../shared/words.js").Words} words
 * @param {{alone(): boolean, one(picture: Travelling): void, add(picture: Travelling): void, waiting(): number,
 *   begin(count: number): void, end(): void}} callbacks `alone`: true if a single picture makes no gallery; `one` and `add`
 *   send a picture, `waiting` counts those that have not arrived; `begin` and `end` tell that files are being read
 * @param {AbortSignal} signal
 */
export function createIntake(words, callbacks, signal) {
  /** @type {{files: (File | null)[], stopped: boolean} | null} */
  let reading = null;
  const root = build(words, take, signal);
  dropOn(root, "gallery-over", (transfer) => filesOf(transfer).then(take), signal);
  pasteFrom(root, take, signal);
  listen(signal, "abort", stop, signal);

  /** @param {File[]} files */
  async function take(files) {
    if (!files.length) return;
    if (files.length === 1 && callbacks.alone() && !reading) {
      callbacks.one(await prepareFile(files[0], true));
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

  /** @param {{files: (File | null)[], stopped: boolean}} job */
  async function readAll(job) {
    for (let place = 0; place < job.files.length && !job.stopped; place += 1) {
      const file = job.files[place];
      job.files[place] = null; // let go of it
      const picture = file && (await prepareFile(file, false));
      if (job.stopped) return;
      if (picture) callbacks.add(picture);
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

/**
 * @param {import("../shared/words.js").Words} words
 * @param {(files: File[]) => void} onFiles
 * @param {AbortSignal} signal
 */
function build(words, onFiles, signal) {
  /** @param {string} label @param {object} kind attributes of the input */
  const chooser = (label, kind) => {
    const attributes = { type: "file", multiple: true, hidden: true, tabindex: -1, "aria-label": label, ...kind };
    const input = element("input", attributes);
    const button = element("button", { type: "button", class: "cl-button" }, label);
    listen(button, "click", () => input.click(), signal);
    listen(input, "change", () => {
      const chosen = inOrder(input.files ?? []);
      input.value = "";
      onFiles(chosen);
    }, signal);
    return { button, input };
  };
  const files = chooser(words.choose, { accept: "image/*,.ppm,.pgm,.tif,.tiff" });
  const folder = chooser(words.choose_folder, { webkitdirectory: true });
  const hint = element("span", { class: "gallery-hint cl-muted" }, words.drop);
  const parts = [files.button, folder.button, files.input, folder.input, hint];
  return element("div", { class: "gallery-intake" }, element("div", { class: "cl-buttons" }, parts));
}

/**
 * Paste anywhere on the page, unless somebody types, or another view (a drawing pad) takes the picture.
 *
 * @param {HTMLElement} root
 * @param {(files: File[]) => void} onFiles
 * @param {AbortSignal} signal
 */
function pasteFrom(root, onFiles, signal) {
  listen(document, "paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    const target = event.composedPath()[0];
    const typing = target instanceof HTMLElement &&
      (target.matches("input, textarea, select") || target.isContentEditable);
    if (!files.length || typing || !root.isConnected) return;
    setTimeout(() => event.defaultPrevented || onFiles(files)); // after all others have had their turn
  }, signal);
}

/**
 * List what was dropped: folders are looked through, to the bottom.
 *
 * @param {DataTransfer} transfer of a drop; must be asked at once, as it is empty later
 * @returns {Promise<File[]>} files by name, those of folders with them
 */
export async function filesOf(transfer) {
  const items = [...(transfer.items ?? [])];
  const entries = items.map((item) => item.webkitGetAsEntry?.()).filter((entry) =>
    entry !== null && entry !== undefined
  );
  if (!entries.some((entry) => entry.isDirectory)) return [...transfer.files];
  /** @type {File[]} */
  const files = [];
  for (const entry of entries) await walk(entry, files);
  return inOrder(files);
}

/** @param {FileSystemEntry} entry @param {File[]} files to which its own are added */
async function walk(entry, files) {
  if (files.length >= MOST_FILES || entry.name.startsWith(".")) return;
  if (entry.isFile) {
    const file = await fileOf(/** @type {FileSystemFileEntry} */ (entry));
    if (file) files.push(file);
    return;
  }
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
  for (let more = await read(reader); more.length; more = await read(reader)) {
    for (const child of more) await walk(child, files);
  }
}

/** @param {FileSystemFileEntry} entry @returns {Promise<File | null>} null if it cannot be read */
const fileOf = (entry) => new Promise((resolve) => entry.file(resolve, () => resolve(null)));

/**
 * A folder is read in parts; what cannot be read is as empty.
 *
 * @param {FileSystemDirectoryReader} reader
 * @returns {Promise<FileSystemEntry[]>}
 */
const read = (reader) => new Promise((resolve) => reader.readEntries(resolve, () => resolve([])));

/**
 * Sort files as people count: "2.jpg" before "10.jpg"; hidden files are left out.
 *
 * @param {Iterable<File>} files
 */
export function inOrder(files) {
  const compare = new Intl.Collator(undefined, { numeric: true }).compare;
  return [...files].filter(({ name }) => !name.startsWith(".")).sort((one, other) => compare(one.name, other.name))
    .slice(0, MOST_FILES);
}
