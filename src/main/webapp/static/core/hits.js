import { SHIFT } from './chunk.js';

/**
 * @typedef {import('./chunk.js').Chunk} Chunk
 *
 * @typedef {{from: number, end: number, hits: number[]}} Searched which slots of a chunk were searched, and the hits there in order
 */

/** Lines that were found, by their numbers, and what was searched to find them. */
export class Hits {
  /** How many there are. */
  count = 0;

  /** @type {Map<number, Searched>} */
  #searched = new Map();
  /** Chunks in the order of the log; null: to be found out anew. @type {number[] | null} */
  #order = null;

  /**
   * @param {number} index
   * @param {Chunk} chunk
   * @returns {Searched} what was searched of it so far
   */
  searched(index, chunk) {
    let state = this.#searched.get(index);
    if (state === undefined) {
      state = { from: chunk.from, end: chunk.from, hits: [] };
      this.#searched.set(index, state);
    }
    // Lines that were put before those already searched: rare, and found by searching the chunk once more.
    if (chunk.from < state.from) {
      this.count -= state.hits.length;
      state.from = chunk.from;
      state.end = chunk.from;
      state.hits = [];
    }
    return state;
  }

  /**
   * @param {number} index
   * @param {Searched} state
   * @returns {boolean} whether it still tells of this chunk: one that was dropped may be there again, with other lines
   */
  isOf(index, state) {
    return this.#searched.get(index) === state;
  }

  /**
   * @param {number} index
   * @param {Searched} state
   * @param {ArrayLike<number>} found which of the next lines match, counted from 0
   * @param {number} until the slot up to which it is searched with them
   */
  add(index, state, found, until) {
    if (found.length > 0) {
      if (state.hits.length === 0) {
        this.#order = null;
      }
      const base = (index << SHIFT) + state.end;
      for (let place = 0; place < found.length; place++) {
        state.hits.push(base + found[place]);
      }
      this.count += found.length;
    }
    state.end = until;
  }

  /** @param {number} index of a chunk that is not in memory any more */
  drop(index) {
    const searched = this.#searched.get(index);
    if (searched !== undefined) {
      this.count -= searched.hits.length;
      this.#searched.delete(index);
      this.#order = null;
    }
  }

  /** @param {number} last index of the chunks whose numbers will be those of other lines, with all before it */
  forget(last) {
    [...this.#searched.keys()].filter((index) => index <= last).forEach((index) => this.drop(index));
  }

  /** @param {number} index @returns {boolean} whether anything is known of this chunk */
  knows(index) {
    return this.#searched.has(index);
  }

  /**
   * @param {number} index
   * @param {Chunk | undefined} chunk undefined: it is not in memory
   * @returns {number} the slot up to which it is searched, 0: not at all
   */
  searchedTo(index, chunk) {
    const state = this.#searched.get(index);
    return state === undefined || (chunk !== undefined && chunk.from < state.from) ? 0 : state.end;
  }

  /** @param {number} index of a chunk @returns {boolean} whether there are hits in it */
  isIn(index) {
    return this.#of(index).length > 0;
  }

  /** @param {number} seq */
  has(seq) {
    const hits = this.#of(seq >> SHIFT);
    return hits[lowest(hits, seq)] === seq;
  }

  /** @param {number} seq may be -Infinity @returns {number | null} the first hit behind it */
  next(seq) {
    const order = this.#chunks();
    for (let place = lowest(order, chunkOf(seq)); place < order.length; place++) {
      const hits = this.#of(order[place]);
      const index = lowest(hits, seq + 1);
      if (index < hits.length) {
        return hits[index];
      }
    }
    return null;
  }

  /** @param {number} seq may be Infinity @returns {number | null} the last hit before it */
  previous(seq) {
    const order = this.#chunks();
    for (let place = Math.min(lowest(order, chunkOf(seq) + 1), order.length) - 1; place >= 0; place--) {
      const hits = this.#of(order[place]);
      const index = lowest(hits, seq) - 1;
      if (index >= 0) {
        return hits[index];
      }
    }
    return null;
  }

  /** @param {number} seq @returns {number} how many hits stand before it */
  ordinal(seq) {
    let before = 0;
    for (const index of this.#chunks()) {
      if (index > seq >> SHIFT) {
        break;
      }
      const hits = this.#of(index);
      before += index < seq >> SHIFT ? hits.length : lowest(hits, seq);
    }
    return before;
  }

  /** @param {number} ordinal @returns {number | null} the hit with so many before it */
  at(ordinal) {
    let left = ordinal;
    for (const index of this.#chunks()) {
      const hits = this.#of(index);
      if (left < hits.length) {
        return hits[Math.max(0, left)];
      }
      left -= hits.length;
    }
    return null;
  }

  /** @param {(hits: readonly number[]) => void} visit called with the hits of each chunk, in the order of the log */
  eachChunk(visit) {
    this.#chunks().forEach((index) => visit(this.#of(index)));
  }

  /** @returns {number[]} */
  #chunks() {
    this.#order ??= [...this.#searched.keys()].sort((a, b) => a - b);
    return this.#order;
  }

  /** @param {number} index */
  #of(index) {
    return this.#searched.get(index)?.hits ?? [];
  }
}

/** @param {number} seq which may be infinite @returns {number} */
function chunkOf(seq) {
  return Math.floor(seq / (1 << SHIFT));
}

/**
 * @param {readonly number[]} sorted
 * @param {number} value
 * @returns {number} index of the first that is not less
 */
export function lowest(sorted, value) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
