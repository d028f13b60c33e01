/** @typedef {import('./rows.js').Row} Row */

/** Which line has the keyboard's attention, and which lines are selected from there. */
export class Attention {
  /** The line with the keyboard's attention. @type {number | null} */
  cursor = null;

  /** What has it instead: a row before that line, in which something can be done. @type {Row | null} */
  offer = null;

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
    this.offer = null;
  }

  /** @param {Row} row */
  toOffer(row) {
    this.to(row.seq, false);
    this.offer = row;
  }

  /** @param {Row} row @returns {boolean} whether it is the one that has the attention; what it says may be another thing by now */
  isAt({ seq, kind, note, isLast }) {
    const { offer } = this;
    return offer !== null && offer.seq === seq && offer.kind === kind && offer.note === note && isLast !== false;
  }

  /** @param {Row} row @returns {boolean} whether it is the row with the attention, the first one of a line */
  isOn(row) {
    return this.offer === null
      ? row.seq === this.cursor && row.part === 0 && (row.kind === 'line' || row.kind === 'fold')
      : this.isAt(row);
  }

  /**
   * Where a key leads.
   *
   * @param {1 | -1} step
   * @param {boolean} extend the selection, which passes over rows that are no lines
   * @param {number} begin the line where the attention comes to, where it is nowhere
   * @param {import('./rows.js').Rows} rows
   * @returns {{seq: number, offer: Row | null}} that line, or what is offered before it
   */
  next(step, extend, begin, rows) {
    const at = this.cursor;
    if (at === null) {
      return { seq: begin, offer: begin < rows.end ? null : (rows.offers(begin).at(-1) ?? null) };
    }
    if (!extend) {
      return this.beside(step, rows);
    }
    if (this.offer !== null) {
      // The selection begins with the line beside the row.
      this.nowhere();
      return { seq: step < 0 || at >= rows.end ? rows.before(at) : at, offer: null };
    }
    const to = step > 0 ? rows.after(at) : rows.before(at);
    return { seq: to >= rows.end ? at : to, offer: null };
  }

  /**
   * Where the next step leads.
   *
   * @param {1 | -1} step
   * @param {import('./rows.js').Rows} rows
   * @returns {{seq: number, offer: Row | null}} that line, or what is offered before it
   */
  beside(step, rows) {
    const seq = this.cursor ?? 0;
    const offers = rows.offers(seq);
    // What was offered may be done: then the step goes from above the line.
    const stop = (this.offer === null ? offers.length : offers.findIndex((row) => this.isAt(row))) + step;
    if (stop >= 0 && stop <= offers.length && (stop < offers.length || seq < rows.end)) {
      return { seq, offer: offers[stop] ?? null };
    }
    const to = step > 0 ? rows.after(seq) : rows.before(seq);
    const offered = to === seq ? [] : rows.offers(to);
    if (to === seq || (to >= rows.end && offered.length === 0)) {
      return { seq, offer: this.offer };
    }
    return { seq: to, offer: (step > 0 ? offered[0] : undefined) ?? null };
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
    this.offer = null;
  }

  /**
   * Draws the attention and the selection in, to what of them is shown.
   *
   * @param {number | null} first that is shown from the beginning of the selection on; null: none
   * @param {number | null} last that is shown up to its end
   */
  narrow(first, last) {
    const { from, to } = this.selected ?? { from: this.cursor, to: this.cursor };
    if (from === null || to === null) {
      return;
    }
    if (first === null || last === null || first > to || last < from) {
      this.nowhere();
      return;
    }
    const within = (/** @type {number} */ seq) => Math.min(Math.max(seq, first), last);
    this.cursor = within(/** @type {number} */ (this.cursor));
    this.#pivot = this.#pivot === null ? null : within(this.#pivot);
  }

  /**
   * Lines from one up to another have numbers that are less by so many: others were put in before that one, in place of what
   * was offered there.
   *
   * @param {number} from
   * @param {number} end
   * @param {number} by
   */
  renumber(from, end, by) {
    const renumbered = (/** @type {number | null} */ seq) => (seq !== null && seq >= from && seq < end ? seq - by : seq);
    if (this.offer !== null && this.cursor === end) {
      this.to(end - by, false);
      return;
    }
    this.cursor = renumbered(this.cursor);
    this.#pivot = renumbered(this.#pivot);
  }

  /**
   * What was folded away has the row that stands for it instead: of a stack trace that is selected in part, all is then.
   *
   * @param {(seq: number) => number} visible gives the line of that row; of one that is shown, itself
   * @returns {boolean} whether anything moved
   */
  keepVisible(visible) {
    const { cursor } = this;
    const pivot = this.#pivot;
    this.cursor = cursor === null ? null : visible(cursor);
    this.#pivot = pivot === null ? null : visible(pivot);
    return this.cursor !== cursor || this.#pivot !== pivot;
  }

  nowhere() {
    this.#pivot = null;
    this.cursor = null;
    this.offer = null;
  }
}
