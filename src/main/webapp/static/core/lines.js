import { MASK, SHIFT } from './chunk.js';
import { ERROR, FLAG, WARN } from './line.js';
import { Notes } from './notes.js';
import { Regions } from './regions.js';
import { Ring } from './ring.js';

export { ERROR, FLAG, WARN };

/** Before lines that are put in so many keep their place in memory; those that are farther away are loaded again. */
const MOVED_LINES = 20_000;

/** Why a gap was told whose beginning is the place that somebody asked for, and none that is known. */
const UNPLACED = new Set(['unknown-id', 'ambiguous-id', 'retention']);

/**
 * @typedef {import('./line.js').Line} Line
 * @typedef {import('./chunk.js').Chunk} Chunk
 * @typedef {import('./notes.js').Note} Note
 * @typedef {import('./regions.js').Region} Region
 * @typedef {{from: number, end: number, after: string, before: string}} Part lines from one up to another, with the places before and
 *     behind them
 */

/**
 * The lines that the page knows. Each has a number: those of the live stream count up from 0, those that were there
 * before it down from -1. Numbers do not change, so that whoever stands at a line still stands there when others come or go;
 * but where lines are put in between, those before them go down (`onRenumbered`).
 *
 * What is known is one *region*, or two (`Regions`): a link to a line of long ago opens a region of its own, far below, that
 * grows in both directions until it meets the live one. Of what is known the newest lines, and those around the reader, are
 * in memory (`Ring`); the others can be loaded again.
 */
export class Lines extends Regions {
  /** The number around which nothing is dropped. Set by the list as its reader moves. */
  reader = 0;

  /** Told with the range of lines that came into memory other than at the end. @type {(from: number, end: number) => void} */
  onLoaded = () => {};

  /** Told that the lines from one up to another have numbers that are less by so many. @type {(from: number, end: number, by: number) => void} */
  onRenumbered = () => {};

  #ring;
  #notes = new Notes();

  /** @param {number} capacity lines in memory, before the oldest are dropped */
  constructor(capacity) {
    super();
    this.#ring = new Ring(capacity);
  }

  get capacity() {
    return this.#ring.capacity;
  }

  /** How many lines are in memory. */
  get held() {
    return this.#ring.held;
  }

  /** Names of sources, by the number that is kept for each line. */
  get names() {
    return this.#ring.names;
  }

  /** @param {(chunk: number) => void} listener told with the index of each chunk that was dropped */
  set onDropped(listener) {
    this.#ring.onDropped = listener;
  }

  /** @param {(last: number) => void} listener told with the last of the chunks whose numbers will be those of other lines */
  set onForgotten(listener) {
    this.#ring.onForgotten = listener;
  }

  /** @param {(chunk: number) => boolean} judge whether a chunk must stay in memory for now */
  set isHeld(judge) {
    this.#ring.isHeld = judge;
  }

  /** @param {(chunk: number) => boolean} judge whether a chunk is shown, so that others are dropped first */
  set isShown(judge) {
    this.#ring.isShown = judge;
  }

  /** @param {number} seq */
  has(seq) {
    const chunk = this.#ring.chunk(seq >> SHIFT);
    const slot = seq & MASK;
    return chunk !== undefined && slot >= chunk.from && slot < chunk.to;
  }

  /** @param {number} seq of a line in memory, as for all below */
  text(seq) {
    return this.#held(seq).text(seq & MASK);
  }

  /** @param {number} seq */
  id(seq) {
    return this.#held(seq).id(seq & MASK);
  }

  /** @param {number} seq @returns {number} since 1970, or NaN */
  millis(seq) {
    return this.#held(seq).millis[seq & MASK];
  }

  /** @param {number} seq */
  level(seq) {
    return this.#held(seq).level[seq & MASK];
  }

  /** @param {number} seq */
  flags(seq) {
    return this.#held(seq).flags[seq & MASK];
  }

  /** @param {number} seq @returns {number} index into `names` */
  source(seq) {
    return this.#held(seq).source[seq & MASK];
  }

  /** @param {number} seq @returns {number} how many bytes the whole line has, 0: it was not cut */
  bytes(seq) {
    return this.#held(seq).bytes(seq & MASK);
  }

  /** @param {number} seq @returns {readonly Note[]} what happened before this line */
  notes(seq) {
    return this.#notes.of(seq);
  }

  /** How many there are: with none, nobody has to ask. */
  get noted() {
    return this.#notes.size;
  }

  /**
   * Adds what happened at the end of the log, or before another line.
   *
   * @param {Note} note
   * @param {number} [seq]
   */
  addNote(note, seq = this.end) {
    this.#notes.add(note, seq);
  }

  /**
   * @param {number} seq
   * @param {readonly Note[]} gone
   */
  removeNotes(seq, gone) {
    this.#notes.remove(seq, gone);
  }

  /** @param {Line} line the next one of the live stream */
  append(line) {
    const { live } = this;
    this.#ring.put(live.end, line);
    live.end++;
    live.lastPlace = line.id;
    this.#trim();
  }

  /**
   * Opens the region of a link: what is behind `place`, and before it, is to be loaded. One that was open is forgotten.
   *
   * @param {string} place
   */
  openPast(place) {
    const { past } = this;
    if (past !== null) {
      this.#ring.forget(past.end >> SHIFT);
      this.#notes.removeBefore(past.end);
    }
    super.openPast(place);
  }

  /**
   * Adds the lines before a region.
   *
   * @param {Region} where
   * @param {readonly Line[]} lines in the order of the log
   * @param {string} firstPlace before the first of them
   */
  prepend(where, lines, firstPlace) {
    const begin = where.first - lines.length;
    // The notes of the old beginning stay before its line; the lines go in from the last to the first.
    for (let index = lines.length - 1; index >= 0; index--) {
      this.#ring.put(begin + index, lines[index]);
    }
    where.first = begin;
    where.firstPlace = firstPlace;
    this.onLoaded(begin, begin + lines.length);
    this.#trim();
  }

  /**
   * Adds the lines behind the region of a link.
   *
   * @param {Region} where
   * @param {readonly Line[]} lines
   * @param {string} lastPlace behind the last of them
   */
  extend(where, lines, lastPlace) {
    const begin = where.end;
    lines.forEach((line, index) => this.#ring.put(begin + index, line));
    where.end += lines.length;
    where.lastPlace = lastPlace;
    this.onLoaded(begin, where.end);
    this.#trim();
  }

  /** @param {Note} note @returns {number | null} the line that it stands before; null: it is forgotten */
  seqOf(note) {
    return this.#notes.seqOf(note);
  }

  /**
   * Puts lines in where a gap was told. What is told before it stays before them.
   *
   * @param {Note} gap
   * @param {{lines: readonly Line[], firstPlace: string, lastPlace: string}} page what was in it, at least one line
   * @returns {number | null} the number of the first of them; null: the place is forgotten
   */
  fill(gap, { lines, firstPlace, lastPlace }) {
    const seq = this.seqOf(gap);
    if (seq === null) {
      return null;
    }
    const where = this.regionOf(seq);
    const { first } = where;
    const by = lines.length;
    const told = this.notes(seq);
    const above = told.slice(0, told.indexOf(gap));
    const moved = this.#movable(where, seq);
    this.removeNotes(seq, [...above, gap]);
    this.#ring.cut(first, seq);
    const renumbered = (/** @type {number} */ each) => (each >= first && each < seq ? each - by : each);
    this.reader = renumbered(this.reader);
    where.first = seq;
    where.lastPlace = seq === where.end ? lastPlace : where.lastPlace;
    where.atBeginning &&= moved.isAll;
    if (where === this.live && this.past !== null) {
      this.past.joined &&= moved.isAll;
    }
    const begin = seq - by - moved.lines.length;
    // Gaps among lines that are loaded again are told again.
    this.#notes.renumber(renumbered, (each, { kind }) => each >= begin || each < first - by || kind !== 'gap');
    above.forEach((note) => this.addNote(note, seq - by));
    this.prepend(where, lines, firstPlace);
    if (moved.lines.length > 0) {
      this.prepend(where, moved.lines, moved.firstPlace);
    }
    this.onRenumbered(first, seq, by);
    return seq - by;
  }

  /**
   * Lines in memory before another one, as many as can be taken and put elsewhere.
   *
   * @param {Region} where
   * @param {number} end
   * @returns {{lines: Line[], firstPlace: string, isAll: boolean}}
   */
  #movable(where, end) {
    /** @type {Line[]} */
    const lines = [];
    let from = end;
    while (from > where.first && end - from < MOVED_LINES && this.has(from - 1)) {
      from--;
      lines.push(this.#ring.line(from));
    }
    lines.reverse();
    if (from === where.first) {
      return { lines, firstPlace: where.firstPlace, isAll: lines.length > 0 };
    }
    let firstPlace = this.has(from - 1) ? this.id(from - 1) : (this.#ring.placeBehind((from - 1) >> SHIFT) ?? '');
    // Behind a line without an id nothing can be asked for.
    while (firstPlace === '' && lines.length > 0) {
      firstPlace = /** @type {Line} */ (lines.shift()).id;
    }
    return { lines, firstPlace, isAll: false };
  }

  /**
   * What to ask for, to have a line in memory again that was dropped.
   *
   * @param {number} seq
   * @returns {Part | null} null: the way there is forgotten
   */
  missing(seq) {
    const where = this.regionOf(seq);
    const index = seq >> SHIFT;
    const from = Math.max(index << SHIFT, where.first);
    const end = Math.min((index + 1) << SHIFT, where.end);
    const after = from === where.first ? where.firstPlace : this.#ring.placeBehind(index - 1);
    const before = end === where.end ? where.lastPlace : this.#ring.placeBehind(index);
    return after === undefined || before === undefined ? null : { from, end, after, before };
  }

  /**
   * @param {Part} range as `missing` gave it
   * @returns {Part[]} the same, cut where gaps were told
   */
  parts({ from, end, after, before }) {
    /** @type {Part[]} */
    const parts = [];
    let part = { from, end, after, before };
    for (let seq = from; seq < end && this.noted > 0; seq++) {
      const gaps = this.notes(seq).filter(({ kind }) => kind === 'gap');
      if (gaps.length > 0) {
        const { reason, from: place } = gaps[0].gap;
        parts.push({ ...part, end: seq, before: UNPLACED.has(reason) ? before : place });
        part = { from: seq, end, after: gaps[gaps.length - 1].gap.to, before };
      }
    }
    return [...parts, part].filter((each) => each.end > each.from);
  }

  /**
   * Puts lines back into memory.
   *
   * @param {{from: number, end: number}} range as `missing` gave it
   * @param {readonly Line[]} lines all of it, the lost ones as well
   */
  restore({ from, end }, lines) {
    this.#ring.drop(from >> SHIFT);
    for (let seq = from; seq < end; seq++) {
      this.#ring.put(seq, lines[seq - from]);
    }
    this.onLoaded(from, end);
    this.#trim();
  }

  /**
   * The nearest line of a level, of those behind or before a line, as far as what lies between is in memory.
   *
   * @param {number} seq where the search begins; that line does not count
   * @param {1 | -1} step
   * @param {number} level the lowest that counts, WARN or ERROR
   * @returns {{seq: number | null, border: number | null}} `seq` null: there is none; `border` is then the last line that was looked
   *     at, and null where it is the last, or the first, of the log
   */
  nearest(seq, step, level) {
    for (let last = seq; ; ) {
      const at = this.beside(last, step);
      if (at === null || !this.has(at)) {
        return { seq: null, border: at === null && this.isEdge(last, step) ? null : last };
      }
      const chunk = /** @type {Chunk} */ (this.#ring.chunk(at >> SHIFT));
      if ((level === WARN ? chunk.warnings : chunk.errors) === 0) {
        // To the edge of the chunk at once, or of its region.
        const where = this.regionOf(at);
        const slot = step > 0 ? chunk.to - 1 : chunk.from;
        last = Math.min(Math.max((at & ~MASK) + slot, where.first), where.end - 1);
      } else if (chunk.level[at & MASK] >= level) {
        return { seq: at, border: null };
      } else {
        last = at;
      }
    }
  }

  /** @param {(from: number, chunk: Chunk) => void} visit called for each chunk in memory, with the number of its first line */
  eachChunk(visit) {
    for (const index of this.chunkIndexes()) {
      const chunk = /** @type {Chunk} */ (this.chunk(index));
      visit((index << SHIFT) + chunk.from, chunk);
    }
  }

  /** @returns {number[]} of the chunks in memory, in the order of the log */
  chunkIndexes() {
    return this.#ring.indexes();
  }

  /** @param {number} index @returns {Chunk | undefined} */
  chunk(index) {
    return this.#ring.chunk(index);
  }

  #trim() {
    this.#ring.trim(this.reader, this.end);
  }

  /** @param {number} seq @returns {Chunk} */
  #held(seq) {
    const chunk = this.#ring.chunk(seq >> SHIFT);
    if (chunk === undefined) {
      throw new Error(`the line is not in memory: seq=${seq}`);
    }
    return chunk;
  }
}
