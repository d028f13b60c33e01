/** Keeps what the reader looks at where it stands on the screen, when lines get more rows or fewer, or the list another place. */
export class Hold {
  #viewport;
  #rows;
  #lines;
  #painter;
  #cursorInView;
  /** Where the list begins on the screen. */
  #topPixels = 0;

  /**
   * @param {{viewport: import('./viewport.js').Viewport, rows: import('./rows.js').Rows, lines: import('../core/lines.js').Lines,
   *     painter: Pick<import('./paint.js').Painter, 'currentHit'>, cursorInView: () => number | null}} parts `cursorInView`: the
   *     line with the keyboard's attention
   */
  constructor({ viewport, rows, lines, painter, cursorInView }) {
    this.#viewport = viewport;
    this.#rows = rows;
    this.#lines = lines;
    this.#painter = painter;
    this.#cursorInView = cursorInView;
  }

  /**
   * Lines get more rows or fewer: that with the reader's attention stays where it stands.
   *
   * @param {() => void} change
   * @returns {number | null} that line; null: there is none, or it was not in view
   */
  attended(change) {
    const seq = this.#attendedInView;
    const pixels = seq === null ? null : this.#viewport.pixelsOf(seq, this.#attendedIndex(seq));
    change();
    if (seq === null || pixels === null) {
      return null;
    }
    this.#viewport.standAtPixels(seq, this.#attendedIndex(seq), pixels);
    return seq;
  }

  /**
   * What comes and goes above the list, such as the search bar, hides lines and moves none.
   *
   * @param {number} topPixels where the list begins on the screen by now
   * @returns {boolean} whether other lines are in view for it
   */
  onScreen(topPixels) {
    const moved = topPixels - this.#topPixels;
    this.#topPixels = topPixels;
    const { following, shown, isAtFirst } = this.#viewport;
    if (following || moved === 0 || shown.length === 0 || (moved > 0 && isAtFirst)) {
      return false;
    }
    this.#viewport.stepBy(moved);
    return true;
  }

  /** Who follows looks at the end. */
  get #attendedInView() {
    const { currentHit } = this.#painter;
    const { shown, following } = this.#viewport;
    const isHitInView = shown.some(({ seq }) => seq === currentHit);
    return following ? null : (this.#cursorInView() ?? (isHitInView ? currentHit : null));
  }

  /** @param {number} seq @returns {number} which of its rows is looked at: that with the current hit, else the first */
  #attendedIndex(seq) {
    const { find, texts } = this.#rows;
    const isHit = seq === this.#painter.currentHit && this.#lines.has(seq);
    return this.#rows.indexOf(seq, (isHit ? find.ranges(texts.of(seq).text)[0]?.start : undefined) ?? 0);
  }
}
