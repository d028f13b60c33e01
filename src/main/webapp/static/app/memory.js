const PREFIX = 'logstreamer.';

/** What this browser remembers. Where storage is refused or full, the page works all the same and forgets. */
export class Memory {
  /** @type {Storage | null} */
  #storage;

  /** @param {Storage | null} [storage] */
  constructor(storage = browserStorage()) {
    this.#storage = storage;
  }

  /**
   * @param {string} name
   * @returns {unknown} null: nothing that can be read
   */
  read(name) {
    try {
      return JSON.parse(this.#storage?.getItem(PREFIX + name) ?? 'null');
    } catch {
      return null;
    }
  }

  /**
   * @param {string} name
   * @param {unknown} value
   */
  write(name, value) {
    try {
      this.#storage?.setItem(PREFIX + name, JSON.stringify(value));
    } catch {
      // Full, or refused since the page was opened.
    }
  }

  /**
   * @param {string} name
   * @param {() => void} listener called when another tab has written it
   */
  onChange(name, listener) {
    globalThis.addEventListener?.('storage', (event) => {
      if (event.key === PREFIX + name) {
        listener();
      }
    });
  }
}

/** Reading the property alone throws where cookies are refused. */
function browserStorage() {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}
