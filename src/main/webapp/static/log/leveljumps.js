import { SHIFT } from '../core/chunk.js';
import { ERROR, WARN } from '../core/lines.js';

/** After so many lines that were loaded for it the reader is asked. */
const LINES_AT_ONCE = 100_000;

/** After so many pages the reader wants to know what goes on. */
const QUIET_PAGES = 10;

/** Somebody else is loading, or there is no connection yet: asked again so soon, and so often. */
const AGAIN_MILLIS = 100;
const TRIES = 20;

/** What is said, by what was looked for: there is none in the log; in so many lines; in those that are loaded. */
const SAID = {
  error: { none: 'jump.noError', soFar: 'jump.noErrorSoFar', loaded: 'jump.noErrorLoaded' },
  warning: { none: 'jump.noWarning', soFar: 'jump.noWarningSoFar', loaded: 'jump.noWarningLoaded' },
};

/**
 * Brings the reader to errors and warnings. Goes over no line that was not looked at: what is not in memory is loaded, from
 * where the reader stands, until there is one, the log ends, or it was a lot; asked for again, the search goes on from there. What is
 * asked for meanwhile comes in turn. Who goes elsewhere does not want it any more.
 */
export class LevelJumps {
  #lines;
  #rows;
  #find;
  #list;
  #loader;
  #say;
  /** Fulfilled when what was asked for last is done. */
  #going = Promise.resolve();
  /** What was asked for before the last one that found nothing is forgotten. */
  #turn = 0;
  /** How far one came that found nothing, and from where. */
  #stopped = { key: '', border: 0, count: 0 };
  /** What is loaded to be looked at: chunks from there on, in the direction of the step. @type {{seq: number, step: 1 | -1} | null} */
  #loading = null;
  #isClosed = false;

  /**
   * @param {{lines: import('../core/lines.js').Lines, rows: import('./rows.js').Rows, find: import('../core/find.js').Find,
   *     list: Pick<import('./list.js').LogList, 'goTo' | 'place' | 'following'>,
   *     loader: Pick<import('../core/loader.js').Loader, 'beside' | 'failure'>,
   *     say: (key: string, values?: Record<string, number>) => void}} parts `say` tells the reader a text
   */
  constructor({ lines, rows, find, list, loader, say }) {
    this.#lines = lines;
    this.#rows = rows;
    this.#find = find;
    this.#list = list;
    this.#loader = loader;
    this.#say = say;
  }

  /**
   * @param {1 | -1} step
   * @param {'error' | 'warning'} what
   * @returns {Promise<void>}
   */
  to(step, what) {
    const turn = this.#turn;
    this.#going = this.#going.then(() => {
      if (turn === this.#turn && !this.#isClosed) {
        return this.#rows.only ? this.#toMatching(step, what) : this.#toNearest(step, what);
      }
    });
    return this.#going;
  }

  /** The reader follows: what is still looked for is not wanted any more. */
  stop() {
    this.#turn++;
  }

  /** @param {number} index of a chunk @returns {boolean} whether it must stay in memory until it was looked at */
  holds(index) {
    if (this.#loading === null) {
      return false;
    }
    const { seq, step } = this.#loading;
    return step > 0
      ? index >= seq >> SHIFT && index <= this.#lines.regionOf(seq).end >> SHIFT
      : index <= seq >> SHIFT && index >= this.#lines.first >> SHIFT;
  }

  close() {
    this.#isClosed = true;
  }

  /**
   * @param {1 | -1} step
   * @param {'error' | 'warning'} what
   */
  async #toNearest(step, what) {
    const turn = this.#turn;
    const { place, following } = this.#list;
    const level = what === 'error' ? ERROR : WARN;
    const key = JSON.stringify([place, step, what]);
    let from = this.#stopped.key === key ? this.#stopped.border : place;
    let count = this.#stopped.key === key ? this.#stopped.count : 0;
    const most = count + LINES_AT_ONCE;
    for (let pages = 0; ; pages++) {
      const { seq, border } = this.#lines.nearest(from, step, level);
      if (seq !== null && !this.#isHidden(seq)) {
        this.#list.goTo(seq);
        return;
      }
      if (border === null || this.#isHidden(border)) {
        this.#saySo(SAID[what].none);
        return;
      }
      if (count >= most) {
        this.#stopped = { key, border, count };
        this.#saySo(SAID[what].soFar, { n: count });
        return;
      }
      if (pages === QUIET_PAGES) {
        this.#say('jump.loading');
      }
      const loaded = await this.#load(border, step);
      const isElsewhere = following ? !this.#list.following : this.#list.place !== place;
      if (this.#isClosed || isElsewhere || turn !== this.#turn || this.#rows.only) {
        return;
      }
      if (loaded === null) {
        this.#saySo(SAID[what].loaded);
        return;
      }
      count += loaded;
      from = border;
    }
  }

  /** Whether the view was cleared behind it. @param {number} seq */
  #isHidden(seq) {
    return seq < this.#rows.floor;
  }

  /**
   * @param {number} border
   * @param {1 | -1} step
   * @returns {Promise<number | null>} how many lines came; null: there is nothing to be had
   */
  async #load(border, step) {
    const lines = this.#lines;
    const count = lines.count;
    try {
      for (let tries = 0; tries < TRIES && !this.#isClosed && this.#loader.failure === null; tries++) {
        this.#loading = { seq: border, step };
        await this.#loader.beside(border, step);
        const at = lines.beside(border, step);
        if (at === null ? lines.isEdge(border, step) : lines.has(at)) {
          return Math.max(1, Math.abs(lines.count - count));
        }
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MILLIS));
      }
      return null;
    } finally {
      this.#loading = null;
    }
  }

  /**
   * Among matching lines, those of the level that match. What was not searched is loaded where the reader comes near to it.
   *
   * @param {1 | -1} step
   * @param {'error' | 'warning'} what
   */
  #toMatching(step, what) {
    const lines = this.#lines;
    const { past, live } = lines;
    const level = what === 'error' ? ERROR : WARN;
    let last = this.#list.place;
    for (;;) {
      const seq = step > 0 ? this.#find.next(last) : this.#find.previous(last);
      const isGapAhead = past?.joined === false && (step > 0 ? last < past.end : last >= live.first);
      if (seq === null || this.#isHidden(seq)) {
        const isAll = !isGapAhead && (seq !== null || step > 0 || lines.regionOf(lines.first).atBeginning);
        this.#saySo(isAll ? SAID[what].none : SAID[what].loaded);
        return;
      }
      if (!lines.has(seq) || (isGapAhead && lines.regionOf(seq) !== lines.regionOf(last))) {
        this.#saySo(SAID[what].loaded);
        return;
      }
      if (lines.level(seq) >= level) {
        this.#list.goTo(seq);
        return;
      }
      last = seq;
    }
  }

  /**
   * @param {string} key
   * @param {Record<string, number>} [values]
   */
  #saySo(key, values) {
    this.#turn++;
    this.#say(key, values);
  }
}
