/**
 * Which rows of the pipeline are on screen, as the browser last laid them out: they are painted first, those that have
 * to be scrolled to right after them. Read when a layout is done, so that nothing is laid out twice to know it.
 */
export class RowsInView {
  /**
   * @param {HTMLElement} root what scrolls
   * @param {() => {root: HTMLElement}[]} tilesOf the tiles of the first two rows, as far as there are any
   */
  constructor(root, tilesOf) {
    this.root = root;
    this.tilesOf = tilesOf;
    this.range = [0, Infinity];
    this.observer = new ResizeObserver(() => this.look());
    this.observer.observe(root);
    this.abort = new AbortController();
    root.addEventListener("scroll", () => this.look(), { passive: true, signal: this.abort.signal });
  }

  look() {
    const [first, second] = this.tilesOf().map(({ root }) => root.getBoundingClientRect().top);
    const { scrollTop, clientHeight } = this.root;
    const [height, heading] = [second - first, first + scrollTop - this.root.getBoundingClientRect().top];
    this.range = height > 0
      ? [Math.floor(scrollTop / height), Math.ceil((clientHeight + scrollTop - heading) / height)]
      : [0, Infinity];
  }

  /**
   * @param {number[]} rows
   * @returns {[number[], number[]]} those on screen, and the others
   */
  split(rows) {
    const [first, end] = this.range;
    const seen = (row) => row >= first && row < end;
    return [rows.filter(seen), rows.filter((row) => !seen(row))];
  }

  destroy() {
    this.observer.disconnect();
    this.abort.abort();
  }
}
