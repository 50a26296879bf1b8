/**
 * A part of the view whose modules are fetched when the network is on screen already, or when the part is first needed:
 * what nobody sees yet must not keep the first picture waiting.
 *
 * @template Module
 * @param {() => Promise<Module>} load
 * @param {(module: Module) => {update(...values: any[]): void, destroy(): void}} make
 * @returns {{prepare(): Promise<void>, update(...values: any[]): void, destroy(): void}} `update` draws at once when the
 *   modules are there, else the last values once they are; where they could not be fetched, the next call tries again
 */
export function createLater(load, make) {
  let part = null;
  let values = null;
  let gone = false;
  let loading = null;

  const prepare = () => (loading ??= load().then(arrived, failed));

  function arrived(module) {
    if (gone) return;
    part = make(module);
    if (values) part.update(...values);
  }

  function failed(error) {
    loading = null;
    console.warn("A part of the view could not be fetched.", error);
  }

  return {
    prepare,
    update(...given) {
      values = given;
      if (part) part.update(...given);
      else prepare();
    },
    destroy() {
      gone = true;
      part?.destroy();
    },
  };
}
