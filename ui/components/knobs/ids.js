/** Ids for labels and descriptions. */

let made = 0;

/** An id that no other element of the page has. @param {string} word what it is for */
export function freshId(word) {
  made += 1;
  return `${word}-${made}`;
}
