import { plain } from '../text/ansi.js';
import { turnOfOthers } from './follow.js';
import { FLAG } from './lines.js';

/** So long the search works before others have their turn: with painting in between no frame is late. */
const SLICE_MILLIS = 8;

/** The clock is looked at once in so many lines. */
const LINES_PER_LOOK = 64;

/** An expression that needs so long for a few lines would stall the page: the search is given up. */
const TOO_SLOW_MILLIS = 500;

/** Nobody sees more in one line; an expression that fits everywhere would make a row of thousands of pieces. */
const MAX_RANGES = 200;

const SHIFT = 10;

/**
 * Searches the lines in memory, from the reader's place on, in slices, and those that come, as they come. Hits are lines.
 * An expression that cannot be read is searched as text.
 */
export class Find {
  /** Why the expression is none, in the words of the browser; null: it is one, or text was asked for. @type {string | null} */
  invalid = null;

  /** Whether the search was given up because the expression takes too long. */
  tooSlow = false;

  /** Whether all lines in memory were searched. */
  done = true;

  /** How many lines match. */
  count = 0;

  /** Counts up whenever something else is searched for: rows that were painted before are out of date. */
  version = 0;

  /** Told how long a slice of the search took. @type {(millis: number) => void} */
  onWorked = () => {};

  #lines;
  #onChange;
  /** @type {RegExp | null} */
  #pattern = null;
  /** The same, to find all places in a line. @type {RegExp | null} */
  #everywhere = null;
  /** What was searched of each chunk, and the hits there in order. @type {Map<number, {from: number, end: number, hits: number[]}>} */
  #searched = new Map();
  /** Chunks with something that was not searched, in the order in which that will be done. @type {Set<number>} */
  #pending = new Set();
  /** Chunks with hits, in the order of the log; null: to be found out anew. @type {number[] | null} */
  #order = null;
  #working = false;

  /**
   * @param {import('./lines.js').Lines} lines
   * @param {() => void} onChange called when hits were added or the search has come to its end
   */
  constructor(lines, onChange) {
    this.#lines = lines;
    this.#onChange = onChange;
  }

  /** Whether anything is searched for. */
  get active() {
    return this.#pattern !== null;
  }

  /**
   * Begins anew.
   *
   * @param {{text: string, regex: boolean, matchCase: boolean}} wanted
   */
  search({ text, regex, matchCase }) {
    this.version++;
    this.invalid = null;
    this.tooSlow = false;
    this.#searched.clear();
    this.#pending.clear();
    this.#order = null;
    this.count = 0;
    this.#pattern = null;
    this.done = true;
    if (text !== '') {
      this.#compile(text, regex, matchCase ? '' : 'i');
      this.#fromReaderOn().forEach((index) => this.#pending.add(index));
      this.done = this.#pending.size === 0;
      void this.#work();
    }
    this.#onChange();
  }

  /** Lines came at the end. @param {number} from @param {number} end */
  added(from, end) {
    if (this.#pattern === null || this.tooSlow) {
      return;
    }
    for (let index = from >> SHIFT; index <= (end - 1) >> SHIFT; index++) {
      this.#pending.add(index);
    }
    void this.#work();
  }

  /** @param {number} index of a chunk that is not in memory any more */
  dropped(index) {
    const searched = this.#searched.get(index);
    if (searched !== undefined) {
      this.count -= searched.hits.length;
      this.#searched.delete(index);
      this.#order = null;
    }
    this.#pending.delete(index);
  }

  /**
   * Where it stands in a line.
   *
   * @param {string} text
   * @returns {{start: number, end: number}[]}
   */
  ranges(text) {
    /** @type {{start: number, end: number}[]} */
    const found = [];
    const pattern = this.#everywhere;
    if (pattern === null || this.#pattern === null) {
      return found;
    }
    pattern.lastIndex = 0;
    for (let match = pattern.exec(text); match !== null && found.length < MAX_RANGES; match = pattern.exec(text)) {
      if (match[0] === '') {
        pattern.lastIndex++;
      } else {
        found.push({ start: match.index, end: match.index + match[0].length });
      }
    }
    return found;
  }

  /** @param {number} seq @returns {boolean} whether this line is known to match */
  isHit(seq) {
    const hits = this.#searched.get(seq >> SHIFT)?.hits;
    return hits !== undefined && hits[lowest(hits, seq)] === seq;
  }

  /** @param {number} seq may be -Infinity @returns {number | null} the first hit behind it */
  next(seq) {
    const order = this.#chunks();
    for (let place = lowest(order, chunkOf(seq)); place < order.length; place++) {
      const hits = this.#hits(order[place]);
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
      const hits = this.#hits(order[place]);
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
      const hits = this.#hits(index);
      before += index < seq >> SHIFT ? hits.length : lowest(hits, seq);
    }
    return before;
  }

  /** @param {number} ordinal @returns {number | null} the hit with so many before it */
  at(ordinal) {
    let left = ordinal;
    for (const index of this.#chunks()) {
      const hits = this.#hits(index);
      if (left < hits.length) {
        return hits[Math.max(0, left)];
      }
      left -= hits.length;
    }
    return null;
  }

  /** @param {(hits: readonly number[]) => void} visit called with the hits of each chunk, in the order of the log */
  eachChunk(visit) {
    this.#chunks().forEach((index) => visit(this.#hits(index)));
  }

  /**
   * @param {string} text
   * @param {boolean} regex
   * @param {string} flags
   */
  #compile(text, regex, flags) {
    let source = text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    if (regex) {
      try {
        new RegExp(text, flags);
        source = text;
      } catch (error) {
        this.invalid = error instanceof Error ? error.message : String(error);
      }
    }
    this.#pattern = new RegExp(source, flags);
    this.#everywhere = new RegExp(source, `${flags}g`);
  }

  /** What the reader sees first, then backwards to the oldest, then what is behind: most look for what was. */
  #fromReaderOn() {
    const all = this.#lines.chunkIndexes();
    const reader = this.#lines.reader >> SHIFT;
    const behind = lowest(all, reader + 1);
    return [...all.slice(0, behind).reverse(), ...all.slice(behind)];
  }

  async #work() {
    if (this.#working) {
      return;
    }
    this.#working = true;
    while (this.#pending.size > 0) {
      const begun = performance.now();
      const before = this.count;
      this.#slice(begun);
      this.onWorked(performance.now() - begun);
      const wasDone = this.done;
      this.done = this.#pending.size === 0;
      if (this.count !== before || this.done !== wasDone) {
        this.#onChange();
      }
      if (this.#pending.size > 0) {
        await turnOfOthers();
      }
    }
    this.#working = false;
  }

  /** @param {number} begun */
  #slice(begun) {
    for (const index of this.#pending) {
      if (!this.#searchChunk(index, begun)) {
        return;
      }
      this.#pending.delete(index);
    }
  }

  /**
   * @param {number} index
   * @param {number} begun
   * @returns {boolean} false: the time was over before its end
   */
  #searchChunk(index, begun) {
    const chunk = this.#lines.chunk(index);
    if (chunk === undefined) {
      return true;
    }
    const base = index << SHIFT;
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
    while (state.end < chunk.to) {
      const until = Math.min(chunk.to, state.end + LINES_PER_LOOK);
      const looked = performance.now();
      this.#searchLines(chunk, state, base, until);
      const now = performance.now();
      if (now - looked > TOO_SLOW_MILLIS) {
        this.tooSlow = true;
        this.#pending.clear();
        return false;
      }
      if (now - begun > SLICE_MILLIS && state.end < chunk.to) {
        return false;
      }
    }
    return performance.now() - begun <= SLICE_MILLIS || this.#pending.size === 1;
  }

  /**
   * @param {NonNullable<ReturnType<import('./lines.js').Lines['chunk']>>} chunk
   * @param {{end: number, hits: number[]}} state
   * @param {number} base
   * @param {number} until
   */
  #searchLines(chunk, state, base, until) {
    const pattern = /** @type {RegExp} */ (this.#pattern);
    const { flags } = chunk;
    const { hits } = state;
    const before = hits.length;
    for (let slot = state.end; slot < until; slot++) {
      const text = chunk.text(slot);
      const line = (flags[slot] & FLAG.control) === 0 ? text : plain(text).text;
      if (pattern.test(line)) {
        hits.push(base + slot);
      }
    }
    state.end = until;
    if (before === 0 && hits.length > 0) {
      this.#order = null;
    }
    this.count += hits.length - before;
  }

  /** @returns {number[]} */
  #chunks() {
    this.#order ??= [...this.#searched.keys()].sort((a, b) => a - b);
    return this.#order;
  }

  /** @param {number} index */
  #hits(index) {
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
function lowest(sorted, value) {
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
