/** Where a search for hits is given up: there is none in so many lines, or in those that are loaded. */
const SAID = { soFar: 'find.noneSoFar', loaded: 'find.noneFurther' };

/** Brings the reader to lines that are looked for: hits and marks. */
export class Jumps {
  #lines;
  #rows;
  #find;
  #list;
  #painter;
  #walk;
  #loader;
  #say;
  #onHit;
  /** The line that was jumped to, until it is known where in it the hit stands. @type {number | null} */
  #awaited = null;

  /**
   * @param {{lines: import('../core/lines.js').Lines, rows: import('./rows.js').Rows, find: import('../core/find.js').Find,
   *     list: Pick<import('./list.js').LogList, 'goTo' | 'refresh' | 'place' | 'cursor' | 'following' | 'shows'>,
   *     painter: Pick<import('./paint.js').Painter, 'currentHit'>, walk: import('./walk.js').Walk,
   *     loader: Pick<import('../core/loader.js').Loader, 'oldest'>, say: (key: string) => void, onHit: () => void}} parts
   *     `say` tells the reader a text; `onHit` is told when another hit is the current one
   */
  constructor({ lines, rows, find, list, painter, walk, loader, say, onHit }) {
    this.#lines = lines;
    this.#rows = rows;
    this.#find = find;
    this.#list = list;
    this.#painter = painter;
    this.#walk = walk;
    this.#loader = loader;
    this.#say = say;
    this.#onHit = onHit;
  }

  /**
   * @param {number | null} seq
   * @param {string} otherwise what is said when there is none
   */
  to(seq, otherwise) {
    if (seq === null) {
      this.#say(otherwise);
    } else {
      this.#list.goTo(seq);
    }
  }

  /**
   * To the next hit from the current one, or from the view where the reader has left that behind; in what the page has not
   * loaded yet as well; and behind the last one, to the first.
   *
   * @param {1 | -1} step
   * @returns {Promise<void>}
   */
  toHit(step) {
    return this.#walk.inTurn(() => this.#toHit(step));
  }

  /** @param {1 | -1} step */
  async #toHit(step) {
    const find = this.#find;
    const { currentHit } = this.#painter;
    const current = currentHit !== null && this.#list.shows(currentHit) ? currentHit : null;
    // Who follows wants to see the newest hit first; who stands somewhere, that line too.
    const isNewest = current === null && this.#list.following;
    const from = isNewest ? this.#lines.end : (current ?? this.#list.place - step);
    const seq = find.active ? await this.#nearestHit(from, isNewest ? -1 : step, isNewest) : this.#knownHit(from, step);
    if (seq === null) {
      return;
    }
    this.#painter.currentHit = seq;
    const character = this.#characterOfHit(seq);
    this.#awaited = character === undefined ? seq : null;
    this.#list.goTo(seq, { character });
    this.#list.refresh();
    this.#onHit();
  }

  /**
   * @param {number} from
   * @param {1 | -1} step
   * @param {boolean} isAll whether there is nothing in the other direction
   * @returns {Promise<number | null>} null: there is none, or it is not wanted any more; that is told
   */
  async #nearestHit(from, step, isAll) {
    const find = this.#find;
    const { version } = find;
    const way = { step, key: `hit ${version}`, isWanted: () => version === find.version && find.active, said: SAID };
    const ahead = await this.#walk.nearest({ ...way, from, look: (at) => find.nearest(at, step) });
    if (ahead === null || ahead.seq !== null) {
      return ahead?.seq ?? null;
    }
    if (!isAll && !(await this.#reachOtherEnd(step))) {
      return null;
    }
    const { start, isWhole } = this.#otherEnd(step);
    const round = isAll
      ? { seq: null }
      : await this.#walk.nearest({ ...way, from: start, look: (at) => upTo(from, step, find.nearest(at, step)) });
    if (round === null) {
      return null;
    }
    if (round.seq === null) {
      this.#walk.tell(isWhole || isAll ? 'find.none' : 'find.loadedHint');
    } else {
      this.#say(isWhole ? 'find.wrapped' : 'find.wrappedLoaded');
    }
    return round.seq;
  }

  /**
   * Behind the last line comes the first of the log, however far away it is: loaded as for who goes there, as a region of its own.
   *
   * @param {1 | -1} step
   * @returns {Promise<boolean>} false: the reader went elsewhere meanwhile
   */
  async #reachOtherEnd(step) {
    const lines = this.#lines;
    const { first, past } = lines;
    if (step < 0 || this.#rows.floor > first || lines.regionOf(first).atBeginning || past?.joined === true) {
      return true;
    }
    const { place } = this.#list;
    await this.#loader.oldest();
    return this.#list.place === place;
  }

  /**
   * @param {1 | -1} step
   * @returns {{start: number, isWhole: boolean}} beside the line where the search goes on from the other end; whether that is the end
   *     of the log, or of what a cleared view shows, and not only of what is loaded: the newest lines always are
   */
  #otherEnd(step) {
    const lines = this.#lines;
    const { floor } = this.#rows;
    if (step < 0) {
      return { start: lines.end, isWhole: true };
    }
    return floor > lines.first
      ? { start: floor - 1, isWhole: true }
      : { start: lines.first - 1, isWhole: lines.regionOf(lines.first).atBeginning };
  }

  /**
   * A search that was given up knows what it has found until then.
   *
   * @param {number} from
   * @param {1 | -1} step
   */
  #knownHit(from, step) {
    const find = this.#find;
    const ahead = step > 0 ? find.next(from) : find.previous(from);
    const seq = ahead ?? (step > 0 ? find.next(-Infinity) : find.previous(Infinity));
    if (ahead === null) {
      this.#say(seq === null ? 'find.none' : 'find.wrappedLoaded');
    }
    return seq;
  }

  /** Where an expression fits is known a moment after which lines it fits in. */
  reach() {
    const seq = this.#awaited;
    const character = seq === null ? undefined : this.#characterOfHit(seq);
    if (seq !== null && seq === this.#list.cursor && character !== undefined) {
      this.#awaited = null;
      this.#list.goTo(seq, { character });
    }
  }

  /** Where a hit stands in its line, which is shown whole if that is far behind. @param {number} seq */
  #characterOfHit(seq) {
    const { texts } = this.#rows;
    if (!this.#lines.has(seq)) {
      return undefined;
    }
    const first = () => this.#find.ranges(texts.of(seq).text)[0]?.start;
    if (first() === undefined && texts.of(seq).hidden > 0) {
      texts.toggleWhole(seq);
    }
    return first();
  }
}

/**
 * @param {number} limit the last line that counts
 * @param {1 | -1} step
 * @param {import('./walk.js').Look} look
 * @returns {import('./walk.js').Look} as if the log had no line behind the limit
 */
function upTo(limit, step, look) {
  const reached = look.seq ?? look.border;
  return reached !== null && (reached - limit) * step > 0 ? { seq: null, border: null } : look;
}
