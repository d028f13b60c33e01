/** Which line has the keyboard's attention, and which lines are selected from there. */
export class Attention {
  /** The line with the keyboard's attention. @type {number | null} */
  cursor = null;

  /** The other end of the selection. @type {number | null} */
  #pivot = null;

  /** The selected lines, in the order of the log. @returns {{from: number, to: number} | null} */
  get selected() {
    if (this.cursor === null || this.#pivot === null) {
      return null;
    }
    return { from: Math.min(this.cursor, this.#pivot), to: Math.max(this.cursor, this.#pivot) };
  }

  /**
   * @param {number} seq
   * @param {boolean} extend the selection, from the line before on
   */
  to(seq, extend) {
    this.#pivot = extend ? (this.#pivot ?? this.cursor ?? seq) : null;
    this.cursor = seq;
  }

  /**
   * A click selects a line, a second one gives it up again.
   *
   * @param {number} seq
   * @param {boolean} extend the selection up to there
   */
  click(seq, extend) {
    if (!extend && this.cursor === seq && this.#pivot === seq) {
      this.nowhere();
    } else {
      this.select(extend ? (this.#pivot ?? this.cursor ?? seq) : seq, seq);
    }
  }

  /**
   * @param {number} from
   * @param {number} to with the keyboard's attention
   */
  select(from, to) {
    this.#pivot = from;
    this.cursor = to;
  }

  nowhere() {
    this.#pivot = null;
    this.cursor = null;
  }
}
