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
    return this.#walk.inTurn(() => (this.#rows.only && !this.#find.active ? this.#toKnown(step, what) : this.#toNearest(step, what)));
  }

  /**
   * @param {1 | -1} step
   * @param {'error' | 'warning'} what
   */
  async #toNearest(step, what) {
    const level = what === 'error' ? ERROR : WARN;
    const find = this.#find;
    const { only } = this.#rows;
    const { version } = find;
    const found = await this.#walk.nearest({
      from: this.#list.place,
      step,
      key: only ? `${what} ${version}` : what,
      look: (from) => (only ? this.#nearestMatching(from, step, level) : this.#lines.nearest(from, step, level)),
      isWanted: () => !only || (find.active && version === find.version),
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
   * Among matching lines, the nearest one of a level.
   *
   * @param {number} from
   * @param {1 | -1} step
   * @param {number} level
   * @returns {import('./walk.js').Look}
   */
  #nearestMatching(from, step, level) {
    for (let last = from; ; ) {
      const look = this.#find.nearest(last, step);
      const { seq } = look;
      if (seq === null) {
        return look;
      }
      if (!this.#lines.has(seq)) {
        // It was searched, and has left memory since.
        return { seq: null, border: seq - step };
      }
      if (this.#lines.level(seq) >= level) {
        return look;
      }
      last = seq;
    }
  }

  /**
   * To the nearest one of those that a search has found which was given up.
   *
   * @param {1 | -1} step
   * @param {'error' | 'warning'} what
   */
  #toKnown(step, what) {
    const lines = this.#lines;
    const level = what === 'error' ? ERROR : WARN;
    const next = (/** @type {number} */ seq) => (step > 0 ? this.#find.next(seq) : this.#find.previous(seq));
    for (let seq = next(this.#list.place); seq !== null && seq >= this.#rows.floor && lines.has(seq); seq = next(seq)) {
      if (lines.level(seq) >= level) {
        this.#list.goTo(seq);
        return;
      }
    }
    this.#walk.tell(SAID[what].loaded);
  }
}
