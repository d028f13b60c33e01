/** Where the reader stands is written into the address at most this often. */
const PLACE_MILLIS = 400;

/** Where the reader stands, for the address: the id of a line, which means the same after rotation; nothing when following. */
export class Place {
  #list;
  #lines;
  #told;
  #onPlace;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {{list: import('./list.js').LogList, lines: import('../core/lines.js').Lines, at: string | null,
   *     onPlace: (at: string | null) => void}} parts `at`: where the address says that the reader stands already
   */
  constructor({ list, lines, at, onPlace }) {
    this.#list = list;
    this.#lines = lines;
    this.#told = at ?? '';
    this.#onPlace = onPlace;
  }

  /** The reader has moved: told after a while. */
  moved() {
    this.#timer ??= setTimeout(() => this.#tell(), PLACE_MILLIS);
  }

  /** Whether the address only says where the reader stands already. @param {string | null} at */
  isAt(at) {
    return (at ?? '') === this.#told || (at === null && this.#list.following);
  }

  close() {
    clearTimeout(this.#timer);
  }

  #tell() {
    this.#timer = undefined;
    if (this.#list.following) {
      this.#told = '';
      this.#onPlace(null);
      return;
    }
    const seq = this.#list.landmark;
    const id = this.#lines.has(seq) ? this.#lines.id(seq) : '';
    if (id !== '' && id !== this.#told) {
      this.#told = id;
      this.#onPlace(id);
    }
  }
}
