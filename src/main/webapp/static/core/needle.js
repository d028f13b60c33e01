const encoder = new TextEncoder();

const BYTES = 256;

/**
 * A text to look for in bytes: by its last byte first, and then as far on as that byte allows (R. N. Horspool, "Practical fast
 * searching in strings", 1980). Looks at few of the bytes, and leaves no garbage: to decode a million lines for each letter
 * that is typed would leave 170 MB.
 */
export class Needle {
  #lower;
  #upper;
  /** How far it is from each byte to the end, where that byte stands at the end now. */
  #skips;

  /**
   * @param {string} text not empty
   * @param {boolean} matchCase
   * @returns {Needle | null} null: bytes do not tell, since its letters have other forms of other lengths
   */
  static of(text, matchCase) {
    // Of the letters of ASCII no other letter is a form, to an expression without the flag `u` (ECMA-262, "Canonicalize").
    return matchCase || /^[\x00-\x7f]*$/.test(text) ? new Needle(text, matchCase) : null;
  }

  /**
   * @param {string} text
   * @param {boolean} matchCase
   */
  constructor(text, matchCase) {
    this.#lower = encoder.encode(matchCase ? text : text.toLowerCase());
    this.#upper = encoder.encode(matchCase ? text : text.toUpperCase());
    const last = this.#lower.length - 1;
    this.#skips = new Uint16Array(BYTES).fill(Math.min(last + 1, 0xffff));
    for (let index = 0; index < last; index++) {
      const skip = Math.min(last - index, 0xffff);
      this.#skips[this.#lower[index]] = skip;
      this.#skips[this.#upper[index]] = skip;
    }
  }

  /** @param {import('./packed.js').Packed} texts @returns {number[]} in which of them it is, in order */
  matching({ bytes, ends }) {
    const found = [];
    let index = 0;
    for (let at = this.#next(bytes, 0); at >= 0; ) {
      while (ends[index] <= at) {
        index++;
      }
      // One that begins in a text and ends in the next is none.
      const isFound = at + this.#lower.length <= ends[index];
      if (isFound) {
        found.push(index);
      }
      at = this.#next(bytes, isFound ? ends[index] : at + 1);
    }
    return found;
  }

  /**
   * @param {Uint8Array} bytes
   * @param {number} from
   * @returns {number} where it begins, from there on; -1: nowhere
   */
  #next(bytes, from) {
    const lower = this.#lower;
    const upper = this.#upper;
    const skips = this.#skips;
    const last = lower.length - 1;
    const lowerLast = lower[last];
    const upperLast = upper[last];
    const end = bytes.length;
    for (let at = from + last; at < end; ) {
      const byte = bytes[at];
      if ((byte === lowerLast || byte === upperLast) && this.#isAt(bytes, at - last)) {
        return at - last;
      }
      at += skips[byte];
    }
    return -1;
  }

  /**
   * @param {Uint8Array} bytes
   * @param {number} from
   */
  #isAt(bytes, from) {
    let index = this.#lower.length - 1;
    while (index >= 0 && (bytes[from + index] === this.#lower[index] || bytes[from + index] === this.#upper[index])) {
      index--;
    }
    return index < 0;
  }
}
