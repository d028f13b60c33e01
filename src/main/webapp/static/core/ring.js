import { Buffers } from './buffers.js';
import { Chunk, MASK, SHIFT } from './chunk.js';

/** This near to the reader, and to the end, no chunk is dropped. */
const NEAR_CHUNKS = 50;

/** Places of a thousand million lines; older ones are forgotten, and with them the way back to their lines. */
const MAX_PLACES = 1_000_000;

/**
 * The lines in memory, in chunks, by their numbers. Of too many the oldest chunks far from the reader are dropped; the place
 * behind each is kept, so that it can be loaded again.
 */
export class Ring {
  /** How many lines are in memory. */
  held = 0;

  /** Names of sources, by the number that is kept for each line. @type {string[]} */
  names = [];

  /** Told with the index of each chunk that was dropped. @type {(chunk: number) => void} */
  onDropped = () => {};

  /** Whether a chunk must stay in memory for now. @type {(chunk: number) => boolean} */
  isHeld = () => false;

  /** Whether a chunk is shown, so that others go first. @type {(chunk: number) => boolean} */
  isShown = () => false;

  /** Told with the last of the chunks whose numbers will be those of other lines. @type {(last: number) => void} */
  onForgotten = () => {};

  #capacity;
  #buffers = new Buffers();
  /** @type {Map<number, Chunk>} */
  #chunks = new Map();
  /** The id of the last line of each full chunk. @type {Map<number, string>} */
  #places = new Map();
  /** @type {Map<string, number>} */
  #numbers = new Map();
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

  /** @returns {number[]} of the chunks in memory, in the order of the log */
  indexes() {
    return [...this.#chunks.keys()].sort((a, b) => a - b);
  }

  /** @param {number} index @returns {Chunk | undefined} */
  chunk(index) {
    if (index !== this.#lastIndex) {
      this.#lastIndex = index;
      this.#lastChunk = this.#chunks.get(index);
    }
    return this.#lastChunk;
  }

  /** @param {number} index @returns {string | undefined} the id of the place behind a chunk, in memory or not */
  placeBehind(index) {
    return this.#places.get(index);
  }

  /**
   * @param {number} seq
   * @param {import('./line.js').Line} line
   */
  put(seq, line) {
    const index = seq >> SHIFT;
    const slot = seq & MASK;
    let chunk = this.chunk(index);
    if (chunk === undefined) {
      chunk = new Chunk(slot, this.#buffers);
      this.#chunks.set(index, chunk);
      this.#lastIndex = NaN;
    }
    const before = chunk.to - chunk.from;
    chunk.put(slot, line, this.#numberOf(line.source));
    this.held += chunk.to - chunk.from - before;
    if (slot === MASK && line.id !== '') {
      this.#places.set(index, line.id);
      if (this.#places.size > MAX_PLACES) {
        const [oldest] = this.#places.keys();
        this.#places.delete(oldest);
      }
    }
  }

  /**
   * Drops what is too much.
   *
   * @param {number} reader the line around which nothing is dropped
   * @param {number} end before which nothing is dropped either
   */
  trim(reader, end) {
    while (this.held > this.#capacity) {
      const index = this.#oldestFarFrom(reader >> SHIFT, end >> SHIFT);
      if (index === null) {
        return;
      }
      this.drop(index);
    }
  }

  /** @param {number} index */
  drop(index) {
    const chunk = this.#chunks.get(index);
    if (chunk !== undefined) {
      this.held -= chunk.to - chunk.from;
      this.#chunks.delete(index);
      this.#lastIndex = NaN;
      chunk.release();
      this.onDropped(index);
    }
  }

  /**
   * Forgets lines whose numbers will be those of others.
   *
   * @param {number} from
   * @param {number} end those from here on stay, with their numbers
   */
  cut(from, end) {
    const last = end >> SHIFT;
    const chunk = this.chunk(last);
    const place = chunk === undefined ? this.#places.get(last) : undefined;
    /** @type {import('./line.js').Line[]} */
    const kept = [];
    for (let slot = end & MASK; chunk !== undefined && slot < chunk.to; slot++) {
      kept.push(this.#line(chunk, slot));
    }
    for (let index = from >> SHIFT; index <= last; index++) {
      this.drop(index);
      this.#places.delete(index);
    }
    kept.forEach((line, index) => this.put(end + index, line));
    if (place !== undefined) {
      this.#places.set(last, place);
    }
  }

  /** @param {number} seq of a line in memory @returns {import('./line.js').Line} */
  line(seq) {
    return this.#line(/** @type {Chunk} */ (this.chunk(seq >> SHIFT)), seq & MASK);
  }

  /**
   * @param {Chunk} chunk
   * @param {number} slot
   * @returns {import('./line.js').Line}
   */
  #line(chunk, slot) {
    return {
      id: chunk.id(slot),
      line: chunk.text(slot),
      source: this.names[chunk.source[slot]],
      millis: chunk.millis[slot],
      level: chunk.level[slot],
      flags: chunk.flags[slot],
      bytes: chunk.bytes(slot),
    };
  }

  /** @param {number} last index of the chunks that are dropped and cannot be loaded again, with all before it */
  forget(last) {
    for (const index of this.indexes().filter((each) => each <= last)) {
      this.drop(index);
    }
    for (const index of this.#places.keys()) {
      if (index <= last) {
        this.#places.delete(index);
      }
    }
    this.onForgotten(last);
  }

  /**
   * @param {number} reader
   * @param {number} end
   * @returns {number | null} of a chunk that can be loaded again; null: all that are held are near
   */
  #oldestFarFrom(reader, end) {
    // A map remembers the order in which chunks came: mostly the first one is the oldest, and no sort is needed.
    let oldest = null;
    let oldestShown = null;
    for (const index of this.#chunks.keys()) {
      const near = Math.abs(index - reader) <= NEAR_CHUNKS || index > end - NEAR_CHUNKS || this.isHeld(index);
      if (near || index > (oldest ?? Infinity)) {
        continue;
      }
      if (!this.isShown(index)) {
        oldest = index;
      } else if (index < (oldestShown ?? Infinity)) {
        oldestShown = index;
      }
    }
    return oldest ?? oldestShown;
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
}
