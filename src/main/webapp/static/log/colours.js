/** There are so many (`text.css`); of more sources some share one. */
const COUNT = 8;

/**
 * The colours of sources: by their ids, so that an address shows the same colours wherever and whenever it is opened. Who has
 * one keeps it.
 */
export class Colours {
  /** By the id of a source. @type {Map<string, number>} */
  #given = new Map();

  /** @param {readonly string[]} ids of sources that are shown together */
  give(ids) {
    // In an order that does not depend on who was met first.
    [...ids].sort().forEach((id) => this.of(id));
  }

  /** @param {string} id @returns {number} its colour, the next free one where another source has it */
  of(id) {
    const known = this.#given.get(id);
    if (known !== undefined) {
      return known;
    }
    const own = hash(id) % COUNT;
    const taken = new Set(this.#given.values());
    const free = Array.from({ length: COUNT }, (_, step) => (own + step) % COUNT).find((colour) => !taken.has(colour));
    this.#given.set(id, free ?? own);
    return free ?? own;
  }
}

/** FNV-1a, 32 bits, with its high bits brought down: ids differ in their last letters. @param {string} text */
function hash(text) {
  let found = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    found = Math.imul(found ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return (found ^ (found >>> 15)) >>> 0;
}
