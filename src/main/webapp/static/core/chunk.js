import { Ids } from './ids.js';
import { ERROR, WARN } from './line.js';
import { Strings } from './strings.js';

/** The number of a line shifted by so much is the index of its chunk. */
export const SHIFT = 10;
export const CHUNK_LINES = 1 << SHIFT;

/** What is left of the number is its slot. */
export const MASK = CHUNK_LINES - 1;

/** Of the numbers that are known of each line: 8 for the time, 2 for the source, 1 each for level and flags. */
const COLUMN_BYTES = 12;

/**
 * The lines of 1,024 numbers, or those of them that are there: from one slot up to another. Its memory goes to other chunks
 * when it is dropped.
 */
export class Chunk {
  warnings = 0;
  errors = 0;
  #buffers;
  #columns;
  #texts;
  #ids;
  /** In place of `#ids`, once they are all there. @type {Ids | null} */
  #packedIds = null;
  /** Of the lines that were cut, by their slots: few logs have any. @type {Map<number, number> | null} */
  #bytes = null;

  /**
   * @param {number} from the first slot in use
   * @param {import('./buffers.js').Buffers} buffers
   */
  constructor(from, buffers) {
    this.from = from;
    this.to = from;
    this.#buffers = buffers;
    this.#columns = buffers.take(CHUNK_LINES * COLUMN_BYTES);
    this.millis = new Float64Array(this.#columns, 0, CHUNK_LINES);
    this.source = new Uint16Array(this.#columns, 8 * CHUNK_LINES, CHUNK_LINES);
    this.level = new Uint8Array(this.#columns, 10 * CHUNK_LINES, CHUNK_LINES);
    this.flags = new Uint8Array(this.#columns, 11 * CHUNK_LINES, CHUNK_LINES);
    this.#texts = new Strings(CHUNK_LINES, buffers);
    this.#ids = new Strings(CHUNK_LINES, buffers);
  }

  /** @param {number} slot */
  text(slot) {
    return this.#texts.at(slot);
  }

  /** @param {number} slot @returns {number} of the text, in bytes or about that */
  length(slot) {
    return this.#texts.length(slot);
  }

  /**
   * @param {number} from
   * @param {number} to
   * @returns {import('./packed.js').Packed} the texts, to be read at once
   */
  packed(from, to) {
    return this.#texts.packed(from, to);
  }

  /** @param {number} slot */
  id(slot) {
    return this.#packedIds === null ? this.#ids.at(slot) : this.#packedIds.at(slot);
  }

  /** @param {number} slot @returns {number} how many bytes the whole line has, 0: it was not cut */
  bytes(slot) {
    return this.#bytes?.get(slot) ?? 0;
  }

  /**
   * @param {number} slot
   * @param {import('./line.js').Line} line
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
    if (line.bytes > 0) {
      this.#bytes ??= new Map();
      this.#bytes.set(slot, line.bytes);
    }
    if (line.level >= WARN) {
      this.warnings++;
      this.errors += line.level >= ERROR ? 1 : 0;
    }
    if (this.from === 0 && this.to === CHUNK_LINES) {
      this.#texts.seal();
      this.#sealIds();
    }
  }

  /** Nobody reads it any more. */
  release() {
    this.#texts.release();
    this.#ids.release();
    this.#buffers.give(this.#columns);
  }

  #sealIds() {
    this.#packedIds = Ids.of(this.#ids.all());
    if (this.#packedIds === null) {
      this.#ids.seal();
    } else {
      this.#ids.release();
    }
  }
}
