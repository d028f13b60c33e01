const encoder = new TextEncoder();

const BYTES = 256;

/** So that a skip is a byte, too: nobody looks for more at once. */
const MOST_SKIP = 255;

/**
 * A text to look for in bytes: by its last byte first, and then as far on as that byte allows (R. N. Horspool, "Practical fast
 * searching in strings", 1980). Looks at few of the bytes, and leaves no garbage: to decode a million lines for each letter
 * that is typed would leave 170 MB.
 */
export class Needle {
  #lower;
  #upper;
  /** How far it is from each byte to the end, where that byte stands at the end now; 0: it is the last one. */
  #skips;
  /** How far it is on from a last byte that is not that of the text. */
  #skipOfLast;

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
    this.#skips = new Uint8Array(BYTES).fill(Math.min(last + 1, MOST_SKIP));
    for (let index = 0; index < last; index++) {
      const skip = Math.min(last - index, MOST_SKIP);
      this.#skips[this.#lower[index]] = skip;
      this.#skips[this.#upper[index]] = skip;
    }
    const lastBytes = [this.#lower[last], this.#upper[last]];
    this.#skipOfLast = Math.min(...lastBytes.map((byte) => this.#skips[byte]));
    lastBytes.forEach((byte) => (this.#skips[byte] = 0));
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
    const skips = this.#skips;
    const last = this.#lower.length - 1;
    const end = bytes.length;
    const endOfStrides = end - 3 * MOST_SKIP;
    let at = from + last;
    while (at < end) {
      if (at < endOfStrides) {
        // Three steps without a look at the end; from a last byte they lead nowhere.
        at += skips[bytes[at]];
        at += skips[bytes[at]];
        at += skips[bytes[at]];
      }
      const skip = skips[bytes[at]];
      if (skip > 0) {
        at += skip;
      } else if (this.#isAt(bytes, at - last)) {
        return at - last;
      } else {
        at += this.#skipOfLast;
      }
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
