import { turnOfOthers } from '../core/follow.js';

/** So many hits above the reader are enough: the search goes on when the reader comes near to them. */
const AHEAD_HITS = 50;

/** After so many lines without enough of them the reader is asked. */
const LINES_AT_ONCE = 100_000;

/**
 * Searches lines that are older than those of the page, while only matching ones are shown and the reader is near the first
 * of them: loads them, and lets the search have them. It says how far it got, can be stopped, and ends by itself.
 *
 *     resting ── near ──► searching ── enough, stop, failure ──► resting
 *                            │ bound ──► asking ── goOn ──► searching
 *                            └─ no room ──► full
 */
export class OlderHits {
  /** @type {'resting' | 'searching' | 'asking' | 'full'} */
  state = 'resting';

  /** Told when the state has changed. */
  onChange = () => {};

  #lines;
  #rows;
  #loader;
  #find;
  #hitsAbove;
  #version = 0;
  #isClosed = false;
  /** Lines that may still be loaded before the reader is asked. */
  #allowance = LINES_AT_ONCE;

  /**
   * @param {{lines: import('../core/lines.js').Lines, rows: import('./rows.js').Rows, find: import('../core/find.js').Find,
   *     loader: Pick<import('../core/loader.js').Loader, 'older' | 'failure'>, hitsAbove: () => number}} parts
   *     `hitsAbove` the view
   */
  constructor({ lines, rows, find, loader, hitsAbove }) {
    this.#lines = lines;
    this.#rows = rows;
    this.#find = find;
    this.#loader = loader;
    this.#hitsAbove = hitsAbove;
  }

  /** The reader has moved, or other lines match now. */
  near() {
    if (this.#version !== this.#find.version) {
      // Something else is searched for.
      this.#version = this.#find.version;
      this.#begin();
    }
    if (this.state === 'resting' && this.#isWanted()) {
      void this.#search();
    }
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

  close() {
    this.#isClosed = true;
  }

  #begin() {
    this.#allowance = LINES_AT_ONCE;
    if (this.state === 'asking' || this.state === 'full') {
      this.#become('resting');
    }
  }

  #isWanted() {
    const { atBeginning, first, firstPlace } = this.#region;
    return (
      !this.#isClosed &&
      this.#rows.only &&
      this.#find.active &&
      this.#find.done &&
      !this.#find.tooSlow &&
      !atBeginning &&
      firstPlace !== '' &&
      this.#rows.floor <= first &&
      this.#loader.failure === null &&
      this.#hitsAbove() < AHEAD_HITS
    );
  }

  get #region() {
    return this.#lines.regionOf(this.#lines.first);
  }

  async #search() {
    this.#become('searching');
    while (this.state === 'searching' && this.#isWanted()) {
      const { first } = this.#region;
      await this.#loader.older(this.#region);
      const loaded = first - this.#region.first;
      if (loaded <= 0) {
        break;
      }
      this.#allowance -= loaded;
      while (!this.#find.done) {
        await turnOfOthers();
      }
      if (this.#allowance <= 0) {
        this.#become('asking');
      } else if (this.#lines.held + loaded > this.#lines.capacity) {
        // What was found would be dropped for what is searched.
        this.#become('full');
      }
    }
    if (this.state === 'searching') {
      this.#become('resting');
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
