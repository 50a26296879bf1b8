/** What was dropped, pasted or chosen, as a flat list of files: folders are looked through, to the bottom. */

/** Files of one drop; more are left where they are. */
export const MOST_FILES = 4000;

/**
 * @param {DataTransfer} transfer of a drop; must be asked at once, as it is empty later
 * @returns {Promise<File[]>} files by name, those of folders with them
 */
export async function filesOf(transfer) {
  const items = [...(transfer.items ?? [])];
  const entries = items.map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.some((entry) => entry.isDirectory)) return [...transfer.files];
  const files = [];
  for (const entry of entries) await walk(entry, files);
  return inOrder(files);
}

async function walk(entry, files) {
  if (files.length >= MOST_FILES || entry.name.startsWith(".")) return;
  if (entry.isFile) {
    const file = await new Promise((resolve) => entry.file(resolve, () => resolve(null)));
    if (file) files.push(file);
    return;
  }
  const reader = entry.createReader();
  for (let more = await read(reader); more.length; more = await read(reader)) {
    for (const child of more) await walk(child, files);
  }
}

/** A folder is read in parts; what cannot be read is as empty. */
const read = (reader) => new Promise((resolve) => reader.readEntries(resolve, () => resolve([])));

/** As people count: "2.jpg" before "10.jpg"; hidden files left out. */
export function inOrder(files) {
  const compare = new Intl.Collator(undefined, { numeric: true }).compare;
  return [...files].filter(({ name }) => !name.startsWith(".")).sort((one, other) => compare(one.name, other.name))
    .slice(0, MOST_FILES);
}
