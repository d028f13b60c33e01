import { packed, textOf } from './packed.js';

/**
 * The strings of a chunk. As soon as all are there they become bytes outside of the heap: a million of them would be looked
 * at one by one in each collection of garbage, which takes longer than a frame (400 ms were seen), and so they are gone
 * before the first one.
 */
export class Strings {
  #buffers;
  /** Null: they are bytes. @type {string[] | null} */
  #each;
  #bytes = new Uint8Array(0);
  #ends = new Uint32Array(0);

  /**
   * @param {number} count
   * @param {import('./buffers.js').Buffers} buffers where the memory for the bytes is from
   */
  constructor(count, buffers) {
    this.#buffers = buffers;
    this.#each = new Array(count).fill('');
  }

  /** @param {number} slot */
  at(slot) {
    return this.#each === null ? textOf(this.#bytes, this.#startOf(slot), this.#ends[slot]) : this.#each[slot];
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

  /** @param {number} slot @returns {number} in bytes, or about that */
  length(slot) {
    return this.#each === null ? this.#ends[slot] - this.#startOf(slot) : this.#each[slot].length;
  }

  /** @returns {readonly string[]} before they are bytes */
  all() {
    return this.#each ?? [];
  }

  seal() {
    const { bytes, ends } = packed(this.all());
    this.#bytes = new Uint8Array(this.#buffers.take(bytes.length), 0, bytes.length);
    this.#bytes.set(bytes);
    this.#ends = ends;
    this.#each = null;
  }

  /** Nobody reads them any more: their memory is for others. */
  release() {
    if (this.#each === null) {
      this.#buffers.give(/** @type {ArrayBuffer} */ (this.#bytes.buffer));
      this.#bytes = new Uint8Array(0);
    }
    this.#each = [];
  }

  /**
   * @param {number} from
   * @param {number} to
   * @returns {import('./packed.js').Packed} which is to be read at once
   */
  packed(from, to) {
    if (this.#each !== null) {
      return packed(this.#each.slice(from, to));
    }
    if (from === 0 && to === this.#ends.length) {
      return { bytes: this.#bytes, ends: this.#ends };
    }
    const start = this.#startOf(from);
    const bytes = this.#bytes.subarray(start, this.#startOf(to));
    return { bytes, ends: this.#ends.slice(from, to).map((end) => end - start) };
  }

  /** @param {number} slot */
  #startOf(slot) {
    return slot === 0 ? 0 : this.#ends[slot - 1];
  }
}
