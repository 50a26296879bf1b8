/**
 * The settings as the visitor has them: what the server last said, and on top of it what it has not answered yet. Each
 * change has a number, and the server's answers say which changes they have in them.
 *
 * @typedef {import("./settings/program.js").Values} Values
 */
export class Draft {
  constructor() {
    this.turn = 0;
    this.values = {};
    this.unanswered = {};
    this.held = {};
  }

  /** Take the server's settings; changes that it had not seen when it sent them stay on top. */
  answered(turn, values) {
    if (turn >= this.turn) {
      this.turn = turn;
      this.unanswered = {};
    }
    this.values = values;
  }

  /** A control is being moved. */
  hold(name, value) {
    this.held[name] = value;
  }

  /**
   * Settings are changed for good.
   *
   * @param {Values} values
   * @returns {{turn: number, values: Values}} all changes without an answer: one message that overtakes another on the
   *   way must not lose the other's
   */
  change(values) {
    for (const name of Object.keys(values)) delete this.held[name];
    Object.assign(this.unanswered, values);
    this.turn += 1;
    return { turn: this.turn, values: { ...this.unanswered } };
  }

  /** Whether the visitor is ahead of the server. */
  ahead() {
    return Object.keys(this.unanswered).length + Object.keys(this.held).length > 0;
  }

  /** @returns {Values} */
  present() {
    return { ...this.values, ...this.unanswered, ...this.held };
  }
}
