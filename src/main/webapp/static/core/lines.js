import { Ids } from './ids.js';

/**
 * The lines that the page knows. Each has a number: those of the live stream count up from 0, those that were there
 * before it down from -1. Numbers never change, so that whoever stands at a line still stands there when others come or go.
 *
 * What is known is one *region*, or two: a link to a line of long ago opens a region of its own, far below, that grows in
 * both directions until it meets the live one. The text of lines is held in chunks of 1,024, of which the oldest far from
 * the reader are dropped when there are too many; the place behind each chunk is kept, so that each can be loaded again.
 */

const SHIFT = 10;
const CHUNK_LINES = 1 << SHIFT;
const MASK = CHUNK_LINES - 1;

/** This near to the reader, and to the end, no chunk is dropped. */
const NEAR_CHUNKS = 50;

/** Places of a thousand million lines; older ones are forgotten, and with them the way back to their lines. */
const MAX_PLACES = 1_000_000;

const MAX_NOTES = 10_000;

/** Numbers of the region of a link begin here: neither it nor the live one can grow into the other. */
const PAST = -(2 ** 30);

/** What is known of a line beside its text, as bits. */
export const FLAG = Object.freeze({
  /** goes on the record of the line before */
  continues: 1,
  /** one frame of a stack trace */
  frame: 2,
  /** unfinished */
  partial: 4,
  /** cut by the server */
  cut: 8,
  /** holds escape sequences or other control characters */
  control: 16,
  /** could not be loaded again */
  lost: 32,
});

/** Index of the levels from which a line counts as a warning and as an error: see `text/levels.js`. */
export const WARN = 4;
export const ERROR = 5;

/**
 * @typedef {{id: string, line: string, source: string, millis: number, level: number, flags: number, bytes: number}} Line
 *     `millis` since 1970, NaN: it shows no time; `bytes` of the whole line, where it was cut
 *
 * @typedef {{first: number, end: number, firstPlace: string, lastPlace: string, atBeginning: boolean, joined: boolean}} Region
 *     lines from `first` up to but without `end`; the ids of the places before and behind them; whether nothing lies
 *     before it, and whether nothing lies between it and the next region
 *
 * @typedef {{kind: string, [detail: string]: any}} Note
 */

class Chunk {
  warnings = 0;
  errors = 0;
  millis = new Float64Array(CHUNK_LINES);
  level = new Uint8Array(CHUNK_LINES);
  flags = new Uint8Array(CHUNK_LINES);
  source = new Uint16Array(CHUNK_LINES);
  #texts = new Strings();
  #ids = new Strings();
  /** In place of `#ids`, once they are all there. @type {Ids | null} */
  #packedIds = null;

  /** @param {number} from the first slot in use */
  constructor(from) {
    this.from = from;
    this.to = from;
  }

  /** @param {number} slot */
  text(slot) {
    return this.#texts.at(slot);
  }

  /** @param {number} slot @returns {number} characters of the text */
  length(slot) {
    return this.#texts.length(slot);
  }

  /**
   * @param {number} from
   * @param {number} to
   * @returns {{text: string, ends: Uint32Array}} the texts one behind the other, and where each ends
   */
  joined(from, to) {
    return this.#texts.joined(from, to);
  }

  /** @param {number} slot */
  id(slot) {
    return this.#packedIds === null ? this.#ids.at(slot) : this.#packedIds.at(slot);
  }

  /**
   * @param {number} slot
   * @param {Line} line
   * @param {number} source
   */
  put(slot, line, source) {
    this.from = Math.min(this.from, slot);
    this.to = Math.max(this.to, slot + 1);
    this.#texts.put(slot, line.line);
    this.#ids.put(slot, line.id);
    this.millis[slot] = line.millis;
    this.level[slot] = line.level;
    this.flags[slot] = line.flags;
    this.source[slot] = source;
    if (line.level >= WARN) {
      this.warnings++;
      this.errors += line.level >= ERROR ? 1 : 0;
    }
    if (this.from === 0 && this.to === CHUNK_LINES) {
      this.#texts.seal();
      this.#sealIds();
    }
  }

  #sealIds() {
    const ids = this.#ids.all();
    if (Ids.fit(ids)) {
      this.#packedIds = new Ids(ids);
      this.#ids.clear();
    } else {
      this.#ids.seal();
    }
  }
}

/**
 * The strings of a chunk. As soon as all are there they become one: a million of them would be looked at one by one in each
 * collection of garbage, which takes longer than a frame (400 ms were seen), and so they are gone before the first one.
 */
class Strings {
  /** @type {string[] | null} */
  #each = new Array(CHUNK_LINES).fill('');
  #all = '';
  #ends = new Uint32Array(0);

  /** @param {number} slot */
  at(slot) {
    return this.#each === null ? this.#all.slice(this.#startOf(slot), this.#ends[slot]) : this.#each[slot];
  }

  /**
   * @param {number} slot
   * @param {string} value
   */
  put(slot, value) {
    if (this.#each === null) {
      throw new Error(`the chunk is full: slot=${slot}`);
    }
    this.#each[slot] = value;
  }

  /** @param {number} slot */
  length(slot) {
    return this.#each === null ? this.#ends[slot] - this.#startOf(slot) : this.#each[slot].length;
  }

  /**
   * @param {number} from
   * @param {number} to
   */
  joined(from, to) {
    if (this.#each !== null) {
      return join(this.#each.slice(from, to));
    }
    if (from === 0 && to === CHUNK_LINES) {
      return { text: this.#all, ends: this.#ends };
    }
    const start = this.#startOf(from);
    return { text: this.#all.slice(start, this.#startOf(to)), ends: this.#ends.slice(from, to).map((end) => end - start) };
  }

  /** @returns {readonly string[]} before they are one */
  all() {
    return this.#each ?? [];
  }

  clear() {
    this.#each = [];
  }

  seal() {
    const { text, ends } = join(/** @type {string[]} */ (this.#each));
    this.#ends = ends;
    this.#all = text;
    this.#each = null;
  }

  /** @param {number} slot */
  #startOf(slot) {
    return slot === 0 ? 0 : this.#ends[slot - 1];
  }
}

/**
 * @param {readonly string[]} texts
 * @returns {{text: string, ends: Uint32Array}} one behind the other, and where each ends
 */
export function join(texts) {
  let end = 0;
  return { text: texts.join(''), ends: Uint32Array.from(texts, (text) => (end += text.length)) };
}

export class Lines {
  /** Names of sources, by the number that is kept for each line. @type {string[]} */
  names = [];

  /** How many lines are in memory. */
  held = 0;

  /** The number around which nothing is dropped. Set by the list as its reader moves. */
  reader = 0;

  /** Told with the index of each chunk that was dropped. @type {(chunk: number) => void} */
  onDropped = () => {};

  /** Told with the range of lines that came into memory other than at the end. @type {(from: number, end: number) => void} */
  onLoaded = () => {};

  #capacity;
  /** @type {Map<number, Chunk>} */
  #chunks = new Map();
  /** The id of the last line of each full chunk. @type {Map<number, string>} */
  #places = new Map();
  /** What happened before a line, by its number. @type {Map<number, Note[]>} */
  #notes = new Map();
  /** @type {Map<string, number>} */
  #numbers = new Map();
  /** Bytes of the whole line, of those that were cut. @type {Map<number, number>} */
  #bytes = new Map();
  /** @type {Region} */
  #live = region(0);
  /** @type {Region | null} */
  #past = null;
  #lastIndex = NaN;
  /** @type {Chunk | undefined} */
  #lastChunk;

  /** @param {number} capacity lines in memory, before the oldest are dropped */
  constructor(capacity) {
    this.#capacity = capacity;
  }

  get capacity() {
    return this.#capacity;
  }

  get live() {
    return this.#live;
  }

  get past() {
    return this.#past;
  }

  /** The first line that is known. */
  get first() {
    return (this.#past ?? this.#live).first;
  }

  /** Behind the last one. */
  get end() {
    return this.#live.end;
  }

  /** How many lines are known, in memory or not. */
  get count() {
    const past = this.#past;
    return this.#live.end - this.#live.first + (past === null ? 0 : past.end - past.first);
  }

  /** @param {number} seq @returns {Region} that it is in; what lies between two belongs to the later one */
  regionOf(seq) {
    return this.#past !== null && seq < this.#past.end ? this.#past : this.#live;
  }

  /** @param {number} seq @returns {number} the line behind it, at most `end` */
  after(seq) {
    const next = seq + 1;
    return next === this.#past?.end ? this.#live.first : Math.min(next, this.end);
  }

  /** @param {number} seq @returns {number} the line before it, at least `first` */
  before(seq) {
    return this.#past !== null && seq === this.#live.first ? this.#past.end - 1 : Math.max(seq - 1, this.first);
  }

  /** @param {number} seq @returns {number} how many known lines stand before it */
  ordinal(seq) {
    const past = this.#past;
    if (past === null) {
      return seq - this.#live.first;
    }
    return seq < past.end ? seq - past.first : past.end - past.first + Math.max(0, seq - this.#live.first);
  }

  /** @param {number} ordinal @returns {number} the line with so many before it */
  at(ordinal) {
    const past = this.#past;
    const beforeLive = past === null ? 0 : past.end - past.first;
    const seq =
      past !== null && ordinal < beforeLive ? past.first + ordinal : this.#live.first + ordinal - beforeLive;
    return Math.min(Math.max(seq, this.first), this.end);
  }

  /** @param {number} seq */
  has(seq) {
    const chunk = this.#chunk(seq >> SHIFT);
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
    return this.#bytes.get(seq) ?? 0;
  }

  /** @param {number} seq @returns {readonly Note[]} what happened before this line */
  notes(seq) {
    return this.#notes.get(seq) ?? NONE;
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
    const there = this.#notes.get(seq);
    if (there === undefined) {
      this.#notes.set(seq, [note]);
    } else {
      there.push(note);
    }
    if (this.#notes.size > MAX_NOTES) {
      this.#notes.delete(first(this.#notes.keys()));
    }
  }

  /**
   * @param {number} seq
   * @param {readonly Note[]} gone
   */
  removeNotes(seq, gone) {
    const left = this.notes(seq).filter((note) => !gone.includes(note));
    if (left.length === 0) {
      this.#notes.delete(seq);
    } else {
      this.#notes.set(seq, left);
    }
  }

  /**
   * Where the live stream begins, before its first line.
   *
   * @param {string} place
   */
  begin(place) {
    if (this.#live.firstPlace === '') {
      this.#live.firstPlace = place;
      this.#live.lastPlace = place;
    }
  }

  /** @param {Line} line the next one of the live stream */
  append(line) {
    this.#put(this.#live.end, line);
    this.#live.end++;
    this.#live.lastPlace = line.id;
    this.#dropSurplus();
  }

  /**
   * Opens the region of a link: what is behind `place`, and before it, is to be loaded. One that was open is forgotten.
   *
   * @param {string} place
   */
  openPast(place) {
    this.#closePast();
    this.#past = { ...region(PAST), firstPlace: place, lastPlace: place };
    this.#live.atBeginning = false;
  }

  #closePast() {
    const past = this.#past;
    if (past === null) {
      return;
    }
    const last = past.end >> SHIFT;
    for (const index of this.chunkIndexes().filter((each) => each <= last)) {
      this.#drop(index);
    }
    for (const index of [...this.#places.keys()].filter((each) => each <= last)) {
      this.#places.delete(index);
    }
    for (const seq of [...this.#notes.keys()].filter((each) => each < past.end)) {
      this.#notes.delete(seq);
    }
    this.#past = null;
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
      this.#put(begin + index, lines[index]);
    }
    where.first = begin;
    where.firstPlace = firstPlace;
    this.onLoaded(begin, begin + lines.length);
    this.#dropSurplus();
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
    lines.forEach((line, index) => this.#put(begin + index, line));
    where.end += lines.length;
    where.lastPlace = lastPlace;
    this.onLoaded(begin, where.end);
    this.#dropSurplus();
  }

  /** Nothing lies between the region of the link and the live one. */
  join() {
    if (this.#past !== null) {
      this.#past.joined = true;
    }
  }

  /**
   * What to ask for, to have a line in memory again that was dropped.
   *
   * @param {number} seq
   * @returns {{from: number, end: number, after: string, before: string} | null} null: the way there is forgotten
   */
  missing(seq) {
    const where = this.regionOf(seq);
    const index = seq >> SHIFT;
    const from = Math.max(index << SHIFT, where.first);
    const end = Math.min((index + 1) << SHIFT, where.end);
    const after = from === where.first ? where.firstPlace : this.#places.get(index - 1);
    const before = end === where.end ? where.lastPlace : this.#places.get(index);
    return after === undefined || before === undefined ? null : { from, end, after, before };
  }

  /**
   * Puts lines back into memory. Where the server has fewer than there were, those at the beginning are the lost ones:
   * files go from their old end.
   *
   * @param {{from: number, end: number}} range as `missing` gave it
   * @param {readonly Line[]} lines
   */
  restore({ from, end }, lines) {
    if (this.#chunks.has(from >> SHIFT)) {
      this.#drop(from >> SHIFT);
    }
    const lost = Math.max(0, end - from - lines.length);
    for (let seq = from; seq < end; seq++) {
      this.#put(seq, seq < from + lost ? LOST : lines[lines.length - (end - seq)]);
    }
    this.onLoaded(from, end);
    this.#dropSurplus();
  }

  /**
   * The nearest line in memory of a level, of those behind or before a line.
   *
   * @param {number} seq where the search begins; that line does not count
   * @param {1 | -1} step
   * @param {number} level the lowest that counts, WARN or ERROR
   * @returns {number | null}
   */
  nearest(seq, step, level) {
    const past = this.first;
    let at = step > 0 ? this.after(seq) : this.before(seq);
    let last = seq;
    while (at !== last && at >= past && at < this.end) {
      const chunk = this.#chunk(at >> SHIFT);
      if (chunk === undefined || (level === WARN ? chunk.warnings : chunk.errors) === 0) {
        // To the edge of the chunk at once, or of its region.
        const where = this.regionOf(at);
        const edge = step > 0 ? at | MASK : at & ~MASK;
        at = Math.min(Math.max(edge, where.first), where.end - 1);
      } else if (this.has(at) && chunk.level[at & MASK] >= level) {
        return at;
      }
      last = at;
      at = step > 0 ? this.after(at) : this.before(at);
    }
    return null;
  }

  /** @param {(from: number, chunk: Chunk) => void} visit called for each chunk in memory, with the number of its first line */
  eachChunk(visit) {
    for (const index of this.chunkIndexes()) {
      const chunk = /** @type {Chunk} */ (this.#chunks.get(index));
      visit((index << SHIFT) + chunk.from, chunk);
    }
  }

  /** @returns {number[]} of the chunks in memory, in the order of the log */
  chunkIndexes() {
    return [...this.#chunks.keys()].sort((a, b) => a - b);
  }

  /** @param {number} index @returns {Chunk | undefined} */
  chunk(index) {
    return this.#chunks.get(index);
  }

  /** @param {string} name @returns {number} its index in `names` */
  #numberOf(name) {
    let number = this.#numbers.get(name);
    if (number === undefined) {
      // More logs than numbers share the last one: a wrong name beats a wrong line.
      number = Math.min(this.names.length, 0xffff);
      this.names[number] ??= name;
      this.#numbers.set(name, number);
    }
    return number;
  }

  /**
   * @param {number} seq
   * @param {Line} line
   */
  #put(seq, line) {
    const index = seq >> SHIFT;
    const slot = seq & MASK;
    let chunk = this.#chunk(index);
    if (chunk === undefined) {
      chunk = new Chunk(slot);
      this.#chunks.set(index, chunk);
      this.#lastIndex = NaN;
    }
    const before = chunk.to - chunk.from;
    chunk.put(slot, line, this.#numberOf(line.source));
    this.held += chunk.to - chunk.from - before;
    if (line.bytes > 0) {
      this.#bytes.set(seq, line.bytes);
    }
    if (slot === MASK && line.id !== '') {
      this.#places.set(index, line.id);
      if (this.#places.size > MAX_PLACES) {
        this.#places.delete(first(this.#places.keys()));
      }
    }
  }

  #dropSurplus() {
    while (this.held > this.#capacity) {
      const index = this.#oldestFarFromReader();
      if (index === null) {
        return;
      }
      this.#drop(index);
    }
  }

  /** @returns {number | null} of a chunk that can be loaded again; null: all that are held are near */
  #oldestFarFromReader() {
    const reader = this.reader >> SHIFT;
    const end = this.end >> SHIFT;
    // A map remembers the order in which chunks came: mostly the first one is the oldest, and no sort is needed.
    let oldest = null;
    for (const index of this.#chunks.keys()) {
      const near = Math.abs(index - reader) <= NEAR_CHUNKS || index > end - NEAR_CHUNKS;
      if (!near && (oldest === null || index < oldest)) {
        oldest = index;
      }
    }
    return oldest;
  }

  /** @param {number} index */
  #drop(index) {
    const chunk = /** @type {Chunk} */ (this.#chunks.get(index));
    this.held -= chunk.to - chunk.from;
    this.#chunks.delete(index);
    this.#lastIndex = NaN;
    for (const seq of this.#bytes.keys()) {
      if (seq >> SHIFT === index) {
        this.#bytes.delete(seq);
      }
    }
    this.onDropped(index);
  }

  /** @param {number} index @returns {Chunk | undefined} */
  #chunk(index) {
    if (index !== this.#lastIndex) {
      this.#lastIndex = index;
      this.#lastChunk = this.#chunks.get(index);
    }
    return this.#lastChunk;
  }

  /** @param {number} seq @returns {Chunk} */
  #held(seq) {
    const chunk = this.#chunk(seq >> SHIFT);
    if (chunk === undefined) {
      throw new Error(`the line is not in memory: seq=${seq}`);
    }
    return chunk;
  }
}

/** @type {readonly Note[]} */
const NONE = Object.freeze([]);

/** @type {Line} */
const LOST = Object.freeze({ id: '', line: '', source: '', millis: NaN, level: 0, flags: FLAG.lost, bytes: 0 });

/** @param {number} at @returns {Region} */
function region(at) {
  return { first: at, end: at, firstPlace: '', lastPlace: '', atBeginning: false, joined: false };
}

/**
 * @template T
 * @param {Iterable<T>} values at least one
 * @returns {T}
 */
function first(values) {
  for (const value of values) {
    return value;
  }
  throw new Error('there is no first of nothing');
}
