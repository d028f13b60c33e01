import { plain } from '../text/ansi.js';
import { Expression } from './expression.js';
import { turnOfOthers } from './follow.js';
import { FLAG, join } from './lines.js';
import { matchingRanges } from './matching.js';

/** So long the search works before others have their turn: with painting in between no frame is late. */
const SLICE_MILLIS = 8;

/** The clock is looked at once in so many lines. */
const LINES_PER_LOOK = 64;

/** An expression is asked about so many characters at once, or one line: longer messages cost more, not less. */
const MOST_CHARACTERS = 1 << 17;

/** So many questions are on their way to an expression: it has the next one when it has answered one. */
const QUESTIONS = 2;

/** Where an expression fits is remembered of so many texts; more are not in view. */
const REMEMBERED_TEXTS = 4_000;

const SHIFT = 10;

/**
 * @typedef {NonNullable<ReturnType<import('./lines.js').Lines['chunk']>>} Chunk
 *
 * @typedef {{from: number, end: number, hits: number[]}} Searched what was searched of a chunk, and the hits there in order
 *
 * @typedef {{index: number, state: Searched, from: number, until: number, text: string, ends: Uint32Array}} Piece
 *     lines of a chunk, `until` not included
 */

/**
 * Searches the lines in memory, from the reader's place on, and those that come, as they come. Hits are lines. Text is searched
 * here, in slices; an expression somewhere else (`Expression`), since one may never come to an end. One that cannot be read
 * is searched as text.
 */
export class Find {
  /** Why the expression is none, in the words of the browser; null: it is one, or text was asked for. @type {string | null} */
  invalid = null;

  /** Whether the search was given up because the expression takes too long. */
  tooSlow = false;

  /** Whether there is no search because the browser cannot let expressions run. */
  failed = false;

  /** Whether all lines in memory were searched. */
  done = true;

  /** How many lines match. */
  count = 0;

  /** Counts up whenever something else is searched for. */
  version = 0;

  /** Counts up whenever `ranges` may tell otherwise: rows that were painted before are out of date. */
  rangesVersion = 0;

  /** Told when `ranges` knows more than it did when it was asked. */
  onRanges = () => {};

  /** Told how long a slice of the search took. @type {(millis: number) => void} */
  onWorked = () => {};

  #lines;
  #onChange;
  /** Of a text; null: none is searched for. @type {RegExp | null} */
  #pattern = null;
  /** The same, to find all places in a line. @type {RegExp | null} */
  #everywhere = null;
  /** Null: none is searched for. @type {Expression | null} */
  #expression = null;
  /** Where the expression fits in texts that were asked for. @type {Map<string, {start: number, end: number}[]>} */
  #ranges = new Map();
  /** Chunks that the expression is being asked about. @type {Set<number>} */
  #asked = new Set();
  /** What was searched of each chunk. @type {Map<number, Searched>} */
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
    return this.#pattern !== null || this.#expression !== null;
  }

  /**
   * Begins anew.
   *
   * @param {{text: string, regex: boolean, matchCase: boolean}} wanted
   */
  search({ text, regex, matchCase }) {
    this.version++;
    this.rangesVersion++;
    this.invalid = null;
    this.tooSlow = false;
    this.failed = false;
    this.#expression?.close();
    this.#expression = null;
    this.#ranges.clear();
    this.#asked.clear();
    this.#searched.clear();
    this.#pending.clear();
    this.#order = null;
    this.count = 0;
    this.#pattern = null;
    this.#everywhere = null;
    this.done = true;
    if (text !== '') {
      this.#compile(text, regex, matchCase ? '' : 'i');
      this.#fromReaderOn().forEach((index) => this.#pending.add(index));
      this.done = this.#pending.size === 0;
      this.#goOn();
    }
    this.#onChange();
  }

  /** Lines came at the end. @param {number} from @param {number} end */
  added(from, end) {
    if (!this.active) {
      return;
    }
    for (let index = from >> SHIFT; index <= (end - 1) >> SHIFT; index++) {
      this.#pending.add(index);
    }
    this.#goOn();
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
   * Where it stands in a line, as far as that is known.
   *
   * @param {string} text
   * @returns {{start: number, end: number}[]}
   */
  ranges(text) {
    if (this.#everywhere !== null) {
      return matchingRanges(this.#everywhere, text);
    }
    if (this.#expression === null) {
      return [];
    }
    const known = this.#ranges.get(text);
    if (known !== undefined) {
      return known;
    }
    void this.#askRanges(this.#expression, text);
    return [];
  }

  /**
   * @param {Expression} expression
   * @param {string} text
   */
  async #askRanges(expression, text) {
    if (this.#ranges.size >= REMEMBERED_TEXTS) {
      this.#ranges.clear();
    }
    this.#ranges.set(text, []);
    const found = await expression.ranges(text);
    if (found !== null && found.length > 0 && expression === this.#expression) {
      this.#ranges.set(text, found);
      this.rangesVersion++;
      this.onRanges();
    }
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
    this.#pattern = null;
    this.#everywhere = null;
    if (regex) {
      try {
        new RegExp(text, flags);
        this.#expression = new Expression({ source: text, flags }, (why) => this.#giveUp(why));
        return;
      } catch (error) {
        this.invalid = error instanceof Error ? error.message : String(error);
      }
    }
    const source = text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    this.#pattern = new RegExp(source, flags);
    this.#everywhere = new RegExp(source, `${flags}g`);
  }

  /** @param {import('./expression.js').Ending} why */
  #giveUp(why) {
    this.tooSlow = why === 'slow';
    this.failed = why === 'failed';
    this.#expression = null;
    this.#pending.clear();
    this.#asked.clear();
    this.done = true;
    this.#onChange();
  }

  /** What the reader sees first, then backwards to the oldest, then what is behind: most look for what was. */
  #fromReaderOn() {
    const all = this.#lines.chunkIndexes();
    const reader = this.#lines.reader >> SHIFT;
    const behind = lowest(all, reader + 1);
    return [...all.slice(0, behind).reverse(), ...all.slice(behind)];
  }

  #goOn() {
    const expression = this.#expression;
    if (expression === null) {
      void this.#work();
      return;
    }
    while (this.#asked.size < QUESTIONS) {
      const piece = this.#nextPiece();
      if (piece === null) {
        return;
      }
      this.#asked.add(piece.index);
      void this.#ask(expression, piece);
    }
  }

  /** @returns {Piece | null} what an expression is to be asked about next */
  #nextPiece() {
    for (const index of this.#pending) {
      if (!this.#asked.has(index)) {
        this.#pending.delete(index);
        const chunk = this.#lines.chunk(index);
        const piece = chunk === undefined ? null : pieceOf(index, chunk, this.#stateOf(index, chunk));
        if (piece !== null) {
          return piece;
        }
      }
    }
    return null;
  }

  /**
   * Lets the expression search a piece, and then goes on with what is pending.
   *
   * @param {Expression} expression
   * @param {Piece} piece
   */
  async #ask(expression, { index, state, from, until, text, ends }) {
    const begun = performance.now();
    const answer = expression.lines({ text, ends });
    this.onWorked(performance.now() - begun);
    const slots = await answer;
    if (slots === null || expression !== this.#expression) {
      return;
    }
    const before = this.count;
    this.#asked.delete(index);
    // A chunk that was dropped in the meantime may be there again, with other lines.
    if (this.#searched.get(index) === state) {
      const base = (index << SHIFT) + from;
      this.#addHits(state, Array.from(slots, (slot) => base + slot));
      state.end = until;
    }
    if (until < (this.#lines.chunk(index)?.to ?? 0)) {
      this.#pending.add(index);
    }
    this.#goOn();
    const wasDone = this.done;
    this.done = this.#pending.size === 0 && this.#asked.size === 0;
    if (this.count !== before || this.done !== wasDone) {
      this.#onChange();
    }
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
    const state = this.#stateOf(index, chunk);
    while (state.end < chunk.to) {
      const until = Math.min(chunk.to, state.end + LINES_PER_LOOK);
      this.#searchLines(chunk, state, base, until);
      const now = performance.now();
      if (now - begun > SLICE_MILLIS && state.end < chunk.to) {
        return false;
      }
    }
    return performance.now() - begun <= SLICE_MILLIS || this.#pending.size === 1;
  }

  /**
   * @param {Chunk} chunk
   * @param {{end: number, hits: number[]}} state
   * @param {number} base
   * @param {number} until
   */
  #searchLines(chunk, state, base, until) {
    const pattern = /** @type {RegExp} */ (this.#pattern);
    const { flags } = chunk;
    /** @type {number[]} */
    const hits = [];
    for (let slot = state.end; slot < until; slot++) {
      const text = chunk.text(slot);
      const line = (flags[slot] & FLAG.control) === 0 ? text : plain(text).text;
      if (pattern.test(line)) {
        hits.push(base + slot);
      }
    }
    this.#addHits(state, hits);
    state.end = until;
  }

  /**
   * What was searched of a chunk so far.
   *
   * @param {number} index
   * @param {Chunk} chunk
   */
  #stateOf(index, chunk) {
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
   * @param {{hits: number[]}} state
   * @param {readonly number[]} hits behind those that it has
   */
  #addHits(state, hits) {
    if (hits.length > 0) {
      if (state.hits.length === 0) {
        this.#order = null;
      }
      state.hits.push(...hits);
      this.count += hits.length;
    }
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

/**
 * The next lines of a chunk to ask about, at most as many as go into one question.
 *
 * @param {number} index
 * @param {Chunk} chunk
 * @param {Searched} state
 * @returns {Piece | null} null: it is searched to its end
 */
function pieceOf(index, chunk, state) {
  const from = state.end;
  if (from >= chunk.to) {
    return null;
  }
  let characters = chunk.length(from);
  let until = from + 1;
  while (until < chunk.to && characters + chunk.length(until) <= MOST_CHARACTERS) {
    characters += chunk.length(until);
    until++;
  }
  return { index, state, from, until, ...plainTexts(chunk, from, until) };
}

/**
 * @param {Chunk} chunk
 * @param {number} from
 * @param {number} to
 * @returns {{text: string, ends: Uint32Array}} what a reader sees of its lines
 */
function plainTexts(chunk, from, to) {
  if (!chunk.flags.subarray(from, to).some((flags) => (flags & FLAG.control) !== 0)) {
    return chunk.joined(from, to);
  }
  return join(Array.from({ length: to - from }, (_, index) => plain(chunk.text(from + index)).text));
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
