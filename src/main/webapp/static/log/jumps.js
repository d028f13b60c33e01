/** Brings the reader to lines that are looked for: hits and marks. */
export class Jumps {
  #lines;
  #rows;
  #find;
  #list;
  #painter;
  #say;
  #onHit;
  /** The line that was jumped to, until it is known where in it the hit stands. @type {number | null} */
  #awaited = null;

  /**
   * @param {{lines: import('../core/lines.js').Lines, rows: import('./rows.js').Rows, find: import('../core/find.js').Find,
   *     list: Pick<import('./list.js').LogList, 'goTo' | 'refresh' | 'place' | 'cursor' | 'following'>,
   *     painter: Pick<import('./paint.js').Painter, 'currentHit'>, say: (key: string) => void, onHit: () => void}} parts
   *     `say` tells the reader a text; `onHit` is told when another hit is the current one
   */
  constructor({ lines, rows, find, list, painter, say, onHit }) {
    this.#lines = lines;
    this.#rows = rows;
    this.#find = find;
    this.#list = list;
    this.#painter = painter;
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

  /** @param {1 | -1} step */
  toHit(step) {
    const find = this.#find;
    const current = this.#painter.currentHit;
    // Who follows wants to see the newest hit first; who stands somewhere, that line too.
    const isNewest = current === null && this.#list.following;
    const from = current ?? this.#list.place - step;
    let seq = isNewest ? find.previous(Infinity) : step > 0 ? find.next(from) : find.previous(from);
    if (seq === null && find.count > 0) {
      seq = step > 0 ? find.next(-Infinity) : find.previous(Infinity);
      this.#say(find.isPart ? 'find.wrappedLoaded' : 'find.wrapped');
    } else if (seq !== null && !isNewest && this.#lines.hasUnknown(Math.min(from, seq), Math.max(from, seq))) {
      this.#say('find.skipped');
    }
    if (seq === null) {
      this.#say(find.done && find.isPart ? 'find.loadedHint' : 'find.none');
      return;
    }
    this.#painter.currentHit = seq;
    const character = this.#characterOfHit(seq);
    this.#awaited = character === undefined ? seq : null;
    this.#list.goTo(seq, { character });
    this.#list.refresh();
    this.#onHit();
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
