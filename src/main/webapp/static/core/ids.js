/**
 * Many ids in little memory. Those of neighbours differ at a few places alone: what they have in common is kept once, and
 * of each only the rest.
 */
export class Ids {
  #first;
  /** Places at which not all have the same character. */
  #places;
  /** The characters there, of one id behind the other. */
  #rest;

  /** @param {readonly string[]} ids at least one, all of one length */
  constructor(ids) {
    this.#first = ids[0];
    const places = Array.from({ length: this.#first.length }, (_, place) => place);
    this.#places = places.filter((place) => ids.some((id) => id.charCodeAt(place) !== this.#first.charCodeAt(place)));
    this.#rest = ids.map((id) => this.#places.map((place) => id[place]).join('')).join('');
  }

  /** @param {readonly string[]} ids @returns {boolean} whether they can be kept like this */
  static fit(ids) {
    return ids.every((id) => id.length === ids[0].length && id.length > 0);
  }

  /** @param {number} index */
  at(index) {
    let id = '';
    let from = 0;
    this.#places.forEach((place, column) => {
      id += this.#first.slice(from, place) + this.#rest[index * this.#places.length + column];
      from = place + 1;
    });
    return id + this.#first.slice(from);
  }
}
