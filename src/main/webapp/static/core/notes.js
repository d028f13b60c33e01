const MOST_NOTES = 10_000;

/** @typedef {{kind: string, [detail: string]: any}} Note */

/** What happened before a line, by its number. Of too many the oldest are forgotten. */
export class Notes {
  /** @type {Map<number, Note[]>} */
  #before = new Map();

  /** How many lines have some. */
  get size() {
    return this.#before.size;
  }

  /** @param {number} seq @returns {readonly Note[]} */
  of(seq) {
    return this.#before.get(seq) ?? NONE;
  }

  /**
   * @param {Note} note
   * @param {number} seq
   */
  add(note, seq) {
    const there = this.#before.get(seq);
    if (there === undefined) {
      this.#before.set(seq, [note]);
    } else {
      there.push(note);
    }
    if (this.#before.size > MOST_NOTES) {
      const [oldest] = this.#before.keys();
      this.#before.delete(oldest);
    }
  }

  /**
   * @param {number} seq
   * @param {readonly Note[]} gone
   */
  remove(seq, gone) {
    const left = this.of(seq).filter((note) => !gone.includes(note));
    if (left.length === 0) {
      this.#before.delete(seq);
    } else {
      this.#before.set(seq, left);
    }
  }

  /** @param {Note} note @returns {number | null} the line that it stands before; null: it is forgotten */
  seqOf(note) {
    for (const [seq, there] of this.#before) {
      if (there.includes(note)) {
        return seq;
      }
    }
    return null;
  }

  /**
   * Lines have other numbers now.
   *
   * @param {(seq: number) => number} renumbered
   * @param {(seq: number, note: Note) => boolean} isKept asked with the new number
   */
  renumber(renumbered, isKept) {
    const before = [...this.#before];
    this.#before.clear();
    for (const [old, there] of before) {
      const seq = renumbered(old);
      const kept = there.filter((note) => isKept(seq, note));
      if (kept.length > 0) {
        this.#before.set(seq, kept);
      }
    }
  }

  /** @param {number} end of what is forgotten: all before this line */
  removeBefore(end) {
    for (const seq of this.#before.keys()) {
      if (seq < end) {
        this.#before.delete(seq);
      }
    }
  }
}

/** @type {readonly Note[]} */
const NONE = Object.freeze([]);
