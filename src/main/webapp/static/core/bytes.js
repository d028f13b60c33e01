/** What is read at once at most: a text of this length is still garbage of the cheap kind. */
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

/** Chromium keeps the text of 1,024 characters and more outside of the heap of the script. */
const SHORT_BYTES = 1_000;

/**
 * Decodes in short parts. The memory of a longer text would be freed only when all garbage is collected, and of a million
 * lines that came at once 300 MB of texts were still there, though nobody needed them; and the parts are decoded in less time.
 *
 * @param {TextDecoder} decoder
 * @param {Uint8Array} bytes the next ones of a stream
 * @returns {string}
 */
export function decoded(decoder, bytes) {
  let text = '';
  for (let at = 0; at < bytes.length; at += SHORT_BYTES) {
    text += decoder.decode(bytes.subarray(at, at + SHORT_BYTES), { stream: true });
  }
  return text;
}
