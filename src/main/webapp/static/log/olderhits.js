import { SHIFT } from '../core/chunk.js';
import { turnOfOthers } from '../core/follow.js';

/** So many hits before the reader are enough: the search goes on when the reader comes near to them. */
const AHEAD_HITS = 50;

/** After so many lines without enough of them the reader is asked. */
const LINES_AT_ONCE = 100_000;

/** The time of the oldest line is looked for in so many. */
const LOOK_LINES = 50;

/**
 * Where lines lie that the page does not know, and what loads some of them.
 *
 * @typedef {{load: () => Promise<number>}} Edge `load` tells how many came
 */

/**
 * Searches lines that the page does not know, while only matching ones are shown and the reader is near to where they lie: those
 * that are older than the first of the page, and those between the region of a link and the live one. Loads them, and lets the
 * search have them. It says how far it got, can be stopped, and ends by itself. Where memory is
 * full, lines that were searched make room, and only the numbers of the hits stay: their lines are loaded again when they come
 * into view. So lines that had left memory before the search began are loaded first, then those that never were in it.
 *
 *     resting ── near ──► searching ── enough, failure ──► resting
 *                            └─ bound, stop ──► asking ── goOn ──► searching
 */
export class OlderHits {
  /** @type {'resting' | 'searching' | 'asking'} */
  state = 'resting';

  /** When the oldest line that was loaded for it was written, in milliseconds since 1970; NaN: not known. */
  oldestMillis = NaN;

  /** Told when the state has changed. */
  onChange = () => {};

  #lines;
  #rows;
  #loader;
  #find;
  #view;
  /** Which of several edges is next: none waits for the end of another. */
  #round = 0;
  #version = 0;
  #isClosed = false;
  /** Lines that may still be loaded before the reader is asked. */
  #allowance = LINES_AT_ONCE;
  /** All chunks behind this one were searched, or are in memory; null: not looked yet. @type {number | null} */
  #walked = null;
  /** Chunks that are loaded to be searched. @type {{from: number, to: number} | null} */
  #loading = null;

  /**
   * @param {{lines: import('../core/lines.js').Lines, rows: import('./rows.js').Rows, find: import('../core/find.js').Find,
   *     loader: Pick<import('../core/loader.js').Loader, 'older' | 'newer' | 'need' | 'failure'>,
   *     view: () => {top: number, bottom: number, following: boolean}}} parts `view`: the first and the last line in it
   */
  constructor({ lines, rows, find, loader, view }) {
    this.#lines = lines;
    this.#rows = rows;
    this.#find = find;
    this.#loader = loader;
    this.#view = view;
  }

  /** The reader has moved, or other lines match now. */
  near() {
    if (this.#version !== this.#find.version) {
      // Something else is searched for.
      this.#version = this.#find.version;
      this.#walked = null;
      this.oldestMillis = NaN;
      this.#begin();
    }
    if (this.state === 'resting' && this.#isWanted()) {
      void this.#search();
    }
  }

  /** Lines came and went while all of them were shown: what was searched before is not known any more. */
  forget() {
    this.#version = -1;
  }

  /** The reader does not want it any longer. */
  stop() {
    if (this.state === 'searching') {
      this.#become('asking');
    }
  }

  /** The reader wants more of it. */
  goOn() {
    if (this.state !== 'searching') {
      this.#begin();
      this.near();
    }
  }

  /** @param {number} index of a chunk @returns {boolean} whether it must stay in memory until it is searched */
  holds(index) {
    return this.#loading !== null && index >= this.#loading.from && index <= this.#loading.to;
  }

  close() {
    this.#isClosed = true;
  }

  #begin() {
    this.#allowance = LINES_AT_ONCE;
    if (this.state === 'asking') {
      this.#become('resting');
    }
  }

  #isWanted() {
    return (
      !this.#isClosed &&
      this.#rows.only &&
      this.#find.active &&
      this.#find.done &&
      !this.#find.tooSlow &&
      this.#rows.floor <= this.#lines.first &&
      this.#loader.failure === null &&
      (this.#edges().length > 0 || this.#nearHole() !== null)
    );
  }

  get #region() {
    return this.#lines.regionOf(this.#lines.first);
  }

  /** @returns {Edge[]} those that the reader is near to */
  #edges() {
    const { past, live, end } = this.#lines;
    const { top, bottom, following } = this.#view();
    /** @type {Edge[]} */
    const edges = [];
    if (past?.joined === false && live.firstPlace !== '') {
      // Where nothing matches yet, who does not follow has come by the link.
      if (following || (top >= past.end && top < end)) {
        return this.#areFew(live.first, top) ? [{ load: () => this.#loadBetween('up') }] : [];
      }
      if (this.#areFew(bottom, past.end)) {
        edges.push({ load: () => this.#loadBetween('down') });
      }
    }
    const { atBeginning, first, firstPlace } = this.#region;
    if (!atBeginning && firstPlace !== '' && this.#areFew(first, top)) {
      edges.push({ load: () => this.#loadOlder() });
    }
    return edges;
  }

  /**
   * @param {number} from
   * @param {number} end
   * @returns {boolean} whether the reader is soon through with the hits between two lines
   */
  #areFew(from, end) {
    return this.#find.ordinal(end) - this.#find.ordinal(from) < AHEAD_HITS;
  }

  /** @returns {number | null} a chunk that left memory unsearched, above the reader; with two regions, anywhere */
  #nearHole() {
    const { past, first } = this.#lines;
    return past !== null || this.#areFew(first, this.#view().top) ? this.#unsearched() : null;
  }

  async #search() {
    this.#become('searching');
    while (this.state === 'searching' && this.#isWanted()) {
      const loaded = await this.#load();
      if (loaded === 0) {
        break;
      }
      while (this.#find.isSearching && !this.#isClosed) {
        await turnOfOthers();
      }
      this.#loading = null;
      this.#allowance -= loaded;
      if (this.#allowance <= 0) {
        this.#become('asking');
      }
    }
    this.#loading = null;
    if (this.state === 'searching') {
      this.#become('resting');
    }
  }

  /** @returns {Promise<number>} how many lines there are now to be searched; 0: none can be had */
  async #load() {
    const hole = this.#nearHole();
    if (hole === null) {
      const edges = this.#edges();
      return edges[this.#round++ % edges.length].load();
    }
    const seq = Math.max(hole << SHIFT, this.#lines.first);
    this.#loading = { from: hole, to: hole };
    await this.#loader.need(seq);
    const chunk = this.#lines.chunk(hole);
    if (chunk !== undefined) {
      this.#lookAtTimes(this.#lines.has(seq) ? seq : (hole << SHIFT) + chunk.from);
    } else if (this.#loader.failure === null) {
      // The way to it is forgotten, or somebody else loads it already: then the search has it as soon as it comes.
      this.#walked = hole;
    }
    return chunk === undefined ? (this.#loader.failure === null ? 1 : 0) : chunk.to - chunk.from;
  }

  async #loadOlder() {
    const { first } = this.#region;
    this.#loading = { from: -Infinity, to: first >> SHIFT };
    await this.#loader.older(this.#region);
    this.#walked = Math.min(this.#walked ?? Infinity, this.#region.first >> SHIFT);
    this.#lookAtTimes(this.#region.first);
    return Math.max(0, first - this.#region.first);
  }

  /** @param {'up' | 'down'} direction from the live region up, or from that of the link down */
  async #loadBetween(direction) {
    const { live } = this.#lines;
    const past = /** @type {import('../core/lines.js').Region} */ (this.#lines.past);
    const count = this.#lines.count;
    this.#loading = { from: past.end >> SHIFT, to: live.first >> SHIFT };
    await (direction === 'up' ? this.#loader.older(live) : this.#loader.newer());
    // Where nothing lay between, the search goes on before it.
    return Math.max(this.#lines.count - count, past.joined ? 1 : 0);
  }

  /**
   * Lines that left memory before this search began.
   *
   * @returns {number | null} the last chunk of them; null: there are none
   */
  #unsearched() {
    const { live, past } = this.#lines;
    for (const { first, end } of past === null ? [live] : [live, past]) {
      for (let index = Math.min((end - 1) >> SHIFT, (this.#walked ?? Infinity) - 1); index >= first >> SHIFT; index--) {
        if (this.#lines.chunk(index) === undefined && !this.#find.hasSearched(index)) {
          return index;
        }
        this.#walked = index;
      }
    }
    return null;
  }

  /** @param {number} from the first of the lines that were loaded */
  #lookAtTimes(from) {
    for (let seq = from; seq < from + LOOK_LINES && this.#lines.has(seq); seq++) {
      const millis = this.#lines.millis(seq);
      if (!Number.isNaN(millis)) {
        this.oldestMillis = millis;
        return;
      }
    }
  }

  /** @param {OlderHits['state']} state */
  #become(state) {
    this.state = state;
    if (!this.#isClosed) {
      this.onChange();
    }
  }
}
