/** What is read at once at most: the work of some milliseconds. */
const PIECE_BYTES = 1 << 16;

/**
 * Reads a body piece by piece into one and the same memory, where the browser can do that. Else each piece is new memory
 * that is freed when garbage is collected, which a fast stream does not wait for: of a million lines that came at once
 * 300 MB were still there afterwards.
 */
export class Bytes {
  #reader;
  /** Null: the browser brings its own memory. @type {ArrayBuffer | null} */
  #memory;

  /** @param {ReadableStream<Uint8Array>} body */
  constructor(body) {
    try {
      this.#reader = body.getReader({ mode: 'byob' });
      this.#memory = new ArrayBuffer(PIECE_BYTES);
    } catch {
      this.#reader = body.getReader();
      this.#memory = null;
    }
  }

  /** @returns {Promise<Uint8Array | null>} the next piece, until the next call; null: there is no more */
  async read() {
    if (this.#memory === null) {
      const { done, value } = await this.#reader.read();
      return done ? null : value;
    }
    const { done, value } = await this.#reader.read(new Uint8Array(this.#memory));
    this.#memory = value.buffer;
    return done ? null : value;
  }
}
