/** Where the view stands in all that can be shown, and how much of it is in view: what the scrollbar tells, and is dragged to. */
export class Reach {
  #viewport;
  #rows;
  #lines;

  /**
   * @param {{viewport: import('./viewport.js').Viewport, rows: import('./rows.js').Rows, lines: import('../core/lines.js').Lines}} parts
   */
  constructor({ viewport, rows, lines }) {
    this.#viewport = viewport;
    this.#rows = rows;
    this.#lines = lines;
  }

  /** Of what is out of view, that before it: 0 to 1. */
  get share() {
    const { following, anchor, shown } = this.#viewport;
    if (following) {
      return 1;
    }
    const { only, find } = this.#rows;
    const before = only ? find.ordinal(anchor.seq) : this.#lines.ordinal(anchor.seq) - this.#firstOrdinal;
    return Math.min(1, Math.max(0, before / Math.max(1, this.#count - shown.length)));
  }

  /** More than 1: there is room for more. */
  get visibleShare() {
    const { length } = this.#viewport.shown;
    const { only } = this.#rows;
    return this.#count === 0 ? (only ? length : 1) : length / this.#count;
  }

  /** @param {number} share 0 to 1 @returns {number} the line there */
  at(share) {
    const { find, only, end } = this.#rows;
    return only
      ? (find.at(Math.round(share * (find.count - 1))) ?? end)
      : this.#lines.at(this.#firstOrdinal + Math.round(share * this.#count));
  }

  /** Of what can be shown. */
  get #count() {
    const { find, only } = this.#rows;
    return only ? find.count : this.#lines.count - this.#firstOrdinal;
  }

  /** How many lines the reader has cleared. */
  get #firstOrdinal() {
    return this.#lines.ordinal(Math.max(this.#lines.first, this.#rows.floor));
  }
}
