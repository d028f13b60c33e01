import { packed, textOf } from './packed.js';

/**
 * Many ids in little memory. Those of neighbours differ at a few places alone: what they have in common is kept once, and
 * of each only the rest.
 */
export class Ids {
  #first;
  /** Places at which not all have the same byte. */
  #places;
  /** The bytes there, of one id behind the other. */
  #rest;

  /**
   * @param {readonly string[]} ids at least one
   * @returns {Ids | null} null: they are not all of one length, or empty
   */
  static of(ids) {
    const { bytes, ends } = packed(ids);
    const length = ends[0];
    return length > 0 && ends.every((end, index) => end === (index + 1) * length) ? new Ids(bytes, length) : null;
  }

  /**
   * @param {Uint8Array} bytes of one id behind the other
   * @param {number} length of each
   */
  constructor(bytes, length) {
    this.#first = bytes.slice(0, length);
    this.#places = Uint32Array.from(placesOfChange(bytes, length));
    const count = bytes.length / length;
    const columns = this.#places.length;
    this.#rest = new Uint8Array(count * columns);
    this.#places.forEach((place, column) => {
      for (let index = 0; index < count; index++) {
        this.#rest[index * columns + column] = bytes[index * length + place];
      }
    });
  }

  /** @param {number} index */
  at(index) {
    const id = this.#first.slice();
    const columns = this.#places.length;
    this.#places.forEach((place, column) => {
      id[place] = this.#rest[index * columns + column];
    });
    return textOf(id, 0, id.length);
  }
}

/**
 * @param {Uint8Array} bytes
 * @param {number} length
 */
function placesOfChange(bytes, length) {
  const places = [];
  for (let place = 0; place < length; place++) {
    let at = place;
    while (at < bytes.length && bytes[at] === bytes[place]) {
      at += length;
    }
    if (at < bytes.length) {
      places.push(place);
    }
  }
  return places;
}
