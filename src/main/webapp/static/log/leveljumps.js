import { ERROR, WARN } from '../core/lines.js';

/** What is said, by what was looked for: there is none in the log; in so many lines; in those that are loaded. */
const SAID = {
  error: { none: 'jump.noError', soFar: 'jump.noErrorSoFar', loaded: 'jump.noErrorLoaded' },
  warning: { none: 'jump.noWarning', soFar: 'jump.noWarningSoFar', loaded: 'jump.noWarningLoaded' },
};

/** Brings the reader to errors and warnings: from where the reader stands through all lines up to the next one (`Walk`). */
export class LevelJumps {
  #lines;
  #rows;
  #find;
  #list;
  #walk;

  /**
   * @param {{lines: import('../core/lines.js').Lines, rows: import('./rows.js').Rows, find: import('../core/find.js').Find,
   *     list: Pick<import('./list.js').LogList, 'goTo' | 'place'>, walk: import('./walk.js').Walk}} parts
   */
  constructor({ lines, rows, find, list, walk }) {
    this.#lines = lines;
    this.#rows = rows;
    this.#find = find;
    this.#list = list;
    this.#walk = walk;
  }

  /**
   * @param {1 | -1} step
   * @param {'error' | 'warning'} what
   * @returns {Promise<void>}
   */
  to(step, what) {
    return this.#walk.inTurn(() => (this.#rows.only ? this.#toMatching(step, what) : this.#toNearest(step, what)));
  }

  /**
   * @param {1 | -1} step
   * @param {'error' | 'warning'} what
   */
  async #toNearest(step, what) {
    const level = what === 'error' ? ERROR : WARN;
    const found = await this.#walk.nearest({
      from: this.#list.place,
      step,
      key: what,
      look: (from) => this.#lines.nearest(from, step, level),
      said: SAID[what],
    });
    if (found === null) {
      return;
    }
    if (found.seq === null) {
      this.#walk.tell(SAID[what].none);
    } else {
      this.#list.goTo(found.seq);
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
      if (seq === null || seq < this.#rows.floor) {
        const isAll = !isGapAhead && (seq !== null || step > 0 || lines.regionOf(lines.first).atBeginning);
        this.#walk.tell(isAll ? SAID[what].none : SAID[what].loaded);
        return;
      }
      if (!lines.has(seq) || (isGapAhead && lines.regionOf(seq) !== lines.regionOf(last))) {
        this.#walk.tell(SAID[what].loaded);
        return;
      }
      if (lines.level(seq) >= level) {
        this.#list.goTo(seq);
        return;
      }
      last = seq;
    }
  }
}
