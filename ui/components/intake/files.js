/** Picture files that are chosen, dropped or pasted for a class: the readable ones as small pictures, the others named. */

import { shrunk } from "./shrink.js";

/** Pixels that a file may have is for the browser to say; its bytes are bounded here, so that it is not even opened. */
const MOST_BYTES = 40_000_000;

/**
 * Take files one after the other, so that a folder of photos does not fill the memory.
 *
 * @param {Iterable<File>} files
 * @param {{onPicture(name: string, url: string): void, onRefused(name: string, reason: string): void}} callbacks
 *   reasons are words of the catalogue
 * @param {AbortSignal} signal
 */
export async function takeFiles(files, { onPicture, onRefused }, signal) {
  for (const file of [...files]) {
    const reason = reasonAgainst(file);
    if (reason) {
      onRefused(file.name, reason);
      continue;
    }
    try {
      const url = await shrunk(file);
      if (signal.aborted) return;
      onPicture(file.name, url);
    } catch {
      onRefused(file.name, "file_unreadable");
    }
  }
}

/** Why a file is left out before it is opened, as a word, or null. */
export function reasonAgainst({ name, type, size }) {
  if (/\.zip$/i.test(name)) return "file_zip";
  if (type && !type.startsWith("image/")) return "file_no_picture";
  if (type === "image/svg+xml") return "file_no_picture";
  if (size === 0) return "file_empty";
  return size > MOST_BYTES ? "file_large" : null;
}
