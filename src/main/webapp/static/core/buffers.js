/** Sizes are multiples of this, so that what one chunk leaves fits the next. What nobody writes to costs no memory. */
const STEP_BYTES = 1 << 14;

/** Bigger memory than is needed is taken up to this factor. */
const WASTE = 1.25;

/** What is left over beyond this is given to the browser: chunks come and go one by one. */
const MOST_SPARE = 16;

/**
 * Memory outside of the heap of the script, used again and again. Of what a script lets go, a browser under load frees little
 * until it has as much again as is in use; with a million lines on the heap, that was half a gigabyte.
 */
export class Buffers {
  /** @type {ArrayBuffer[]} */
  #spare = [];

  /** @param {number} length in bytes @returns {ArrayBuffer} of at least this length; holds anything */
  take(length) {
    /** @type {ArrayBuffer | null} */
    let best = null;
    for (const buffer of this.#spare) {
      const fits = buffer.byteLength >= length && buffer.byteLength <= Math.max(length * WASTE, STEP_BYTES);
      if (fits && (best === null || buffer.byteLength < best.byteLength)) {
        best = buffer;
      }
    }
    if (best === null) {
      return new ArrayBuffer(Math.max(1, Math.ceil(length / STEP_BYTES)) * STEP_BYTES);
    }
    this.#spare.splice(this.#spare.indexOf(best), 1);
    return best;
  }

  /** @param {ArrayBuffer} buffer that nobody reads or writes any more */
  give(buffer) {
    this.#spare.push(buffer);
    if (this.#spare.length > MOST_SPARE) {
      this.#spare.shift();
    }
  }
}
