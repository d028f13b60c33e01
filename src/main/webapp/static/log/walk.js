import { SHIFT } from '../core/chunk.js';
import { turnOfOthers } from '../core/follow.js';

/** After so many lines that were loaded for it the reader is asked. */
const LINES_AT_ONCE = 100_000;

/** After so many pages the reader wants to know what goes on. */
const QUIET_PAGES = 10;

/** Somebody else is loading, or there is no connection yet: asked again so soon, and so often. */
const AGAIN_MILLIS = 100;
const TRIES = 20;

/**
 * What a look at lines in memory has found: the line that is looked for, or `border`, the last that was looked at; null as well: it
 * is the last, or the first, of the log. With `isSearching` what lies behind the border is in memory, and soon known.
 *
 * @typedef {{seq: number | null, border: number | null, isSearching?: boolean}} Look
 *
 * @typedef {object} Way
 * @property {number} from the line where it begins, which does not count
 * @property {1 | -1} step
 * @property {string} key what is looked for: other words for anything else
 * @property {(from: number, step: 1 | -1) => Look} look at the lines behind one, or before it
 * @property {() => boolean} [isWanted] what is looked for may change meanwhile
 * @property {{soFar: string, loaded: string}} said where it is given up: there is none in so many lines; in those that are loaded
 */

/**
 * Goes through the log to the next line of a kind. Goes over no line that was not looked at: what is not in memory is loaded, from
 * where the reader stands, until there is one, the log ends, or it was a lot; asked for again, it goes on from there. What is
 * asked for meanwhile comes in turn. Who goes elsewhere does not want it any more.
 */
export class Walk {
  #lines;
  #rows;
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
   * @param {{lines: import('../core/lines.js').Lines, rows: import('./rows.js').Rows,
   *     list: Pick<import('./list.js').LogList, 'place' | 'following'>,
   *     loader: Pick<import('../core/loader.js').Loader, 'beside' | 'failure'>,
   *     say: (key: string, values?: Record<string, number>) => void}} parts `say` tells the reader a text
   */
  constructor({ lines, rows, list, loader, say }) {
    this.#lines = lines;
    this.#rows = rows;
    this.#list = list;
    this.#loader = loader;
    this.#say = say;
  }

  /**
   * @param {() => Promise<void> | void} task begun when those before it are done; not at all where one of them found nothing
   * @returns {Promise<void>}
   */
  inTurn(task) {
    const turn = this.#turn;
    this.#going = this.#going.then(() => {
      if (turn === this.#turn && !this.#isClosed) {
        return task();
      }
    });
    return this.#going;
  }

  /**
   * @param {Way} way
   * @returns {Promise<{seq: number | null} | null>} `seq` null: there is none up to the end of the log, or of what a cleared view
   *     shows; null: given up, which was told where the reader wants to know it
   */
  async nearest({ from, step, key, look, isWanted = () => true, said }) {
    const { place, following } = this.#list;
    const { only } = this.#rows;
    const turn = this.#turn;
    const isOver = () => {
      const isElsewhere = following ? !this.#list.following : this.#list.place !== place;
      return this.#isClosed || isElsewhere || turn !== this.#turn || this.#rows.only !== only || !isWanted();
    };
    const whole = JSON.stringify([from, step, key]);
    let { border: at, count } = this.#stopped.key === whole ? this.#stopped : { border: from, count: 0 };
    const most = count + LINES_AT_ONCE;
    try {
      for (let pages = 0; ; ) {
        const { seq, border, isSearching = false } = look(at, step);
        const reached = seq ?? border;
        if (reached === null || this.#isHidden(reached)) {
          return { seq: null };
        }
        if (seq !== null) {
          return { seq };
        }
        at = reached;
        if (isSearching) {
          await turnOfOthers();
        } else if (count >= most) {
          this.#stopped = { key: whole, border: at, count };
          this.tell(said.soFar, { n: count });
          return null;
        } else {
          if (pages === QUIET_PAGES) {
            this.#say('jump.loading');
          }
          pages++;
          const loaded = await this.#load(at, step);
          if (loaded === null && !isOver()) {
            this.tell(said.loaded);
            return null;
          }
          count += loaded ?? 0;
        }
        if (isOver()) {
          return null;
        }
      }
    } finally {
      this.#loading = null;
    }
  }

  /**
   * Says that there is no such line: who has asked for more of them meanwhile knows it as well.
   *
   * @param {string} key
   * @param {Record<string, number>} [values]
   */
  tell(key, values) {
    this.#turn++;
    this.#say(key, values);
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
    for (let tries = 0; tries < TRIES && !this.#isClosed && this.#loader.failure === null; tries++) {
      // Held until the next load: what came may have to be searched before it can be looked at.
      this.#loading = { seq: border, step };
      await this.#loader.beside(border, step);
      const at = lines.beside(border, step);
      if (at === null ? lines.isEdge(border, step) : lines.has(at)) {
        return Math.max(1, Math.abs(lines.count - count));
      }
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MILLIS));
    }
    return null;
  }
}
