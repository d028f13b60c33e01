/** Numbers of the region of a link begin here: neither it nor the live one can grow into the other. */
const PAST = -(2 ** 30);
const LIVE = 0;

/**
 * @typedef {{first: number, end: number, firstPlace: string, lastPlace: string, atBeginning: boolean, joined: boolean}} Region
 *     lines from `first` up to but without `end`; the ids of the places before and behind them; whether nothing lies
 *     before it, and whether nothing lies between it and the next region
 */

/**
 * Which numbers lines have: those of the live region, and before them those of a link, where one is open. Walks from one to
 * the other as if nothing lay between them.
 */
export class Regions {
  /** @type {Region} */
  #live = region(LIVE);
  /** @type {Region | null} */
  #past = null;

  get live() {
    return this.#live;
  }

  get past() {
    return this.#past;
  }

  /** The first line that is known. */
  get first() {
    return (this.#past ?? this.#live).first;
  }

  /** Behind the last one. */
  get end() {
    return this.#live.end;
  }

  /** How many lines are known, in memory or not. */
  get count() {
    const past = this.#past;
    return this.#live.end - this.#live.first + (past === null ? 0 : past.end - past.first);
  }

  /** How many of them lie between the line of a link and where the live stream began. */
  get countBetween() {
    const past = this.#past;
    return past === null ? 0 : past.end - PAST + Math.max(0, LIVE - this.#live.first);
  }

  /** @param {number} seq @returns {Region} that it is in; what lies between two belongs to the later one */
  regionOf(seq) {
    return this.#past !== null && seq < this.#past.end ? this.#past : this.#live;
  }

  /** @param {number} seq @returns {number} the line behind it, at most `end` */
  after(seq) {
    const next = seq + 1;
    return next === this.#past?.end ? this.#live.first : Math.min(next, this.end);
  }

  /** @param {number} seq @returns {number} the line before it, at least `first` */
  before(seq) {
    return this.#past !== null && seq === this.#live.first ? this.#past.end - 1 : Math.max(seq - 1, this.first);
  }

  /**
   * @param {number} seq may be `end`
   * @param {1 | -1} step
   * @returns {number | null} the line behind or before it; null: it is not known what is there, or nothing is
   */
  beside(seq, step) {
    const at = step > 0 ? this.after(seq) : this.before(seq);
    const isKnown = at !== seq && at < this.end;
    return isKnown && (this.#past?.joined !== false || this.regionOf(at) === this.regionOf(seq)) ? at : null;
  }

  /**
   * @param {number} seq
   * @param {1 | -1} step
   * @returns {boolean} whether the log has no line behind or before it
   */
  isEdge(seq, step) {
    const past = this.#past;
    if (step > 0) {
      return this.after(seq) === this.end && (past?.joined !== false || seq >= past.end);
    }
    return this.before(seq) === seq && this.regionOf(seq).atBeginning;
  }

  /** @param {number} from @param {number} to @returns {boolean} whether lines that are not known may lie between two */
  hasUnknown(from, to) {
    const past = this.#past;
    return past?.joined === false && from < past.end && to >= this.#live.first;
  }

  /** @param {number} seq @returns {number} how many known lines stand before it */
  ordinal(seq) {
    const past = this.#past;
    if (past === null) {
      return seq - this.#live.first;
    }
    return seq < past.end ? seq - past.first : past.end - past.first + Math.max(0, seq - this.#live.first);
  }

  /** @param {number} ordinal @returns {number} the line with so many before it */
  at(ordinal) {
    const past = this.#past;
    const beforeLive = past === null ? 0 : past.end - past.first;
    const seq =
      past !== null && ordinal < beforeLive ? past.first + ordinal : this.#live.first + ordinal - beforeLive;
    return Math.min(Math.max(seq, this.first), this.end);
  }

  /**
   * Where the live stream begins, before its first line.
   *
   * @param {string} place
   */
  begin(place) {
    if (this.#live.firstPlace === '') {
      this.#live.firstPlace = place;
      this.#live.lastPlace = place;
    }
  }

  /**
   * Opens the region of a link, in which nothing is yet.
   *
   * @param {string} place before and behind it
   */
  openPast(place) {
    this.#past = { ...region(PAST), firstPlace: place, lastPlace: place };
    this.#live.atBeginning = false;
  }

  /** Nothing lies between the region of the link and the live one. */
  join() {
    if (this.#past !== null) {
      this.#past.joined = true;
    }
  }
}

/** @param {number} at @returns {Region} */
function region(at) {
  return { first: at, end: at, firstPlace: '', lastPlace: '', atBeginning: false, joined: false };
}
