/** Characters of one part of a file. */
const PART_CHARS = 2 ** 20;

/** What is to be saved as a file: in parts that the browser keeps, since all of it may be more than a string can have. */
export class Content {
  /** Of the parts. */
  bytes = 0;

  /** @type {Blob[]} */
  #parts = [];
  /** @type {string[]} */
  #texts = [];
  #chars = 0;

  /** @param {string} text */
  add(text) {
    this.#texts.push(text);
    this.#chars += text.length;
    if (this.#chars >= PART_CHARS) {
      this.#close();
    }
  }

  blob() {
    this.#close();
    return new Blob(this.#parts, { type: 'text/plain;charset=utf-8' });
  }

  #close() {
    const part = new Blob(this.#texts);
    this.bytes += part.size;
    this.#parts.push(part);
    this.#texts = [];
    this.#chars = 0;
  }
}
