/** A clock for playing through the cells: it knows whether it runs and how fast, and nothing else. */

/** Milliseconds from one cell to the next at speed 1. */
export const BEAT = 800;
export const SPEEDS = [0.5, 1, 2, 4];

/**
 * Create a player that stands still.
 *
 * @param {{onBeat: () => boolean, onChange: (playing: boolean) => void}} callbacks
 *   onBeat moves one cell on and says whether there is another; onChange hears of every start and stop.
 */
export function createPlayer({ onBeat, onChange }) {
  let timer = null;
  let speed = 1;

  function beat() {
    timer = onBeat() ? setTimeout(beat, interval()) : null;
    if (timer === null) onChange(false);
  }

  function interval() {
    return BEAT / speed;
  }

  function play() {
    if (timer !== null) return;
    timer = setTimeout(beat, interval());
    onChange(true);
  }

  function pause() {
    if (timer === null) return;
    clearTimeout(timer);
    timer = null;
    onChange(false);
  }

  return {
    play,
    pause,
    interval,
    playing: () => timer !== null,
    setSpeed(next) {
      speed = next;
    },
  };
}
