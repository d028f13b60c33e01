/**
 * Which rows are in view. The view stands at an anchor: a line, a row of it, some pixels of that; or, while following, at the
 * end. From there on the rows are asked for until the view is full, so that what comes, goes or is loaded elsewhere costs
 * nothing and moves nothing. Knows nothing of the document.
 */
export class Viewport {
  /** Whether the end of the log is in view, and stays. */
  following = true;

  /** Where the top of the view stands; while following, where the last collection left it. */
  anchor = { seq: 0, index: 0, offset: 0 };

  /** Rows in view, from top to bottom, each with its index among those of its line. @type {(import('./rows.js').Row & {index: number})[]} */
  shown = [];

  heightPixels = 0;
  rowPixels = 20;

  /** The row at the anchor, as it was collected last. */
  #top = { seq: 0, index: 0, isEdge: false };
  #lines;
  #rows;

  /**
   * @param {import('../core/lines.js').Lines} lines
   * @param {import('./rows.js').Rows} rows
   */
  constructor(lines, rows) {
    this.#lines = lines;
    this.#rows = rows;
  }

  /** The first line in view. */
  get top() {
    return this.shown.find(({ kind }) => kind === 'line' || kind === 'fold')?.seq ?? this.shown[0]?.seq ?? 0;
  }

  /** The last line in view. */
  get bottom() {
    return this.shown.findLast(({ kind }) => kind === 'line' || kind === 'fold')?.seq ?? this.top;
  }

  /** Puts a line at the top. @param {number} seq */
  standAt(seq) {
    this.anchor = { seq, index: 0, offset: 0 };
  }

  /**
   * Puts a line a part of the height below the top.
   *
   * @param {number} seq
   * @param {number} share of the height
   * @param {number} [index] of the row of it that is wanted
   */
  standBelow(seq, share, index = 0) {
    this.anchor = { seq, index, offset: 0 };
    this.stepBy(-Math.floor((this.heightPixels * share) / this.rowPixels) * this.rowPixels);
  }

  /**
   * Where a row of a line stands.
   *
   * @param {number} seq
   * @param {number} index of the row; where that is not in view, the first one that is stands for it
   * @returns {number | null} pixels below the top of the view; null: no row of the line is in view
   */
  pixelsOf(seq, index) {
    const exact = this.shown.findIndex((row) => row.seq === seq && row.index === index);
    const place = exact < 0 ? this.shown.findIndex((row) => row.seq === seq) : exact;
    return place < 0 ? null : place * this.rowPixels - this.anchor.offset;
  }

  /**
   * Puts a row of a line so many pixels below the top, but whole into the view.
   *
   * @param {number} seq
   * @param {number} index
   * @param {number} pixels
   */
  standAtPixels(seq, index, pixels) {
    this.anchor = { seq, index, offset: 0 };
    this.stepBy(-Math.max(0, Math.min(pixels, this.heightPixels - this.rowPixels)));
  }

  /**
   * Lines from one up to another have numbers that are less by so many, because others were put in before that one. What stands
   * at the top of the view stays there.
   *
   * @param {number} from
   * @param {number} end
   * @param {number} by
   */
  renumber(from, end, by) {
    const { anchor } = this;
    if (anchor.seq >= from && anchor.seq < end) {
      anchor.seq -= by;
    } else if (anchor.seq === end) {
      this.#find(this.shown[0], end, end - by);
    }
  }

  /**
   * Where the row at the top is now: before the same line still, or before those that were put in. Or it is gone, and these
   * stand in its place.
   *
   * @param {import('./rows.js').Row | undefined} top
   * @param {number} seq
   * @param {number} begin
   */
  #find(top, seq, begin) {
    const { anchor } = this;
    // What happened before it may be told elsewhere now: the parts of the others are counted anew.
    const isSame = (/** @type {import('./rows.js').Row} */ { kind, note, part, start }) =>
      kind === top?.kind && note === top.note && (note === undefined ? part === top.part : start === top.start);
    for (const each of [seq, begin]) {
      const index = this.#rows.of(each).findIndex(isSame);
      if (index >= 0) {
        anchor.seq = each;
        anchor.index = index;
        return;
      }
    }
    anchor.seq = begin;
    anchor.index = Math.max(0, this.#rows.of(begin).findIndex(({ kind }) => kind === 'line' || kind === 'fold'));
  }

  /** Collects the rows of the view, and says where the first of them stands. @returns {number} pixels, 0 or less */
  collect() {
    if (!this.following) {
      this.#holdBelowEdge();
      this.#collectDown();
      const isFull = this.shown.length * this.rowPixels - this.anchor.offset >= this.heightPixels;
      // Behind the line of a link more are on their way: it shall stay where it is until they are there.
      const { past } = this.#lines;
      if (isFull || (past?.joined === false && this.anchor.seq < past.end)) {
        return 0 - this.anchor.offset;
      }
    }
    // At the end, or so near to it that the view would not be full.
    this.#collectUp();
    const surplus = this.shown.length * this.rowPixels - this.heightPixels;
    if (surplus < 0) {
      this.anchor = { seq: this.#rows.first, index: 0, offset: 0 };
      return 0;
    }
    const hidden = Math.floor(surplus / this.rowPixels);
    const offset = surplus - hidden * this.rowPixels;
    this.shown.splice(0, hidden);
    this.anchor = { seq: this.shown[0].seq, index: this.shown[0].index, offset };
    return 0 - offset;
  }

  /**
   * Moves the anchor.
   *
   * @param {number} pixels down, negative: up
   * @returns {boolean} whether the end of the log has come into view
   */
  stepBy(pixels) {
    const anchor = this.anchor;
    const rows = this.#rows;
    anchor.seq = rows.shownAt(anchor.seq);
    anchor.offset += pixels;
    while (anchor.offset < 0) {
      if (anchor.index > 0) {
        anchor.index--;
      } else {
        const before = rows.before(anchor.seq);
        if (before >= anchor.seq) {
          anchor.offset = 0;
          break;
        }
        anchor.seq = before;
        anchor.index = rows.of(before).length - 1;
      }
      anchor.offset += this.rowPixels;
    }
    while (anchor.offset >= this.rowPixels && anchor.seq < rows.end) {
      anchor.offset -= this.rowPixels;
      anchor.index++;
      if (anchor.index >= rows.of(anchor.seq).length) {
        anchor.seq = rows.after(anchor.seq);
        anchor.index = 0;
      }
    }
    return pixels > 0 && this.#endIsInView();
  }

  /**
   * @param {number} seq
   * @param {number} [index] of one of its rows; without it, all of them count
   */
  isInView(seq, index) {
    const isWanted = (/** @type {{seq: number, index: number}} */ row) =>
      row.seq === seq && (index === undefined || row.index === index);
    const places = this.shown.map((row, place) => (isWanted(row) ? place : -1)).filter((place) => place >= 0);
    const capacity = Math.floor(this.heightPixels / this.rowPixels);
    return places.length > 0 && places[0] > 0 && places[places.length - 1] < Math.max(1, capacity - 1);
  }

  /** Whether nothing lies above the view. */
  get isAtFirst() {
    const { seq, index, offset } = this.anchor;
    return seq === this.#rows.first && index === 0 && offset === 0;
  }

  /** Scrolls no further than it must for a line to be in view. @param {number} seq */
  reveal(seq) {
    const place = this.shown.findIndex((row) => row.seq === seq);
    const rows = this.#rows.of(seq).length;
    const offset = this.following ? 0 : this.anchor.offset;
    if (place < 0 || place * this.rowPixels - offset < 0) {
      const isAbove = seq <= (this.shown[0]?.seq ?? 0);
      this.anchor = { seq, index: 0, offset: 0 };
      if (!isAbove) {
        this.stepBy(rows * this.rowPixels - this.heightPixels);
      }
    } else {
      const below = (place + rows) * this.rowPixels - offset - this.heightPixels;
      if (below > 0) {
        this.stepBy(Math.min(below, place * this.rowPixels - offset));
      }
    }
  }

  #endIsInView() {
    const wanted = this.heightPixels + this.anchor.offset;
    let pixels = -this.anchor.index * this.rowPixels;
    for (let seq = this.anchor.seq; ; seq = this.#rows.after(seq)) {
      pixels += this.#rows.of(seq).length * this.rowPixels;
      if (pixels > wanted) {
        return false;
      }
      if (seq >= this.#rows.end) {
        return true;
      }
    }
  }

  /** Where lines were loaded above the reader, the row that told of it has gone up with them: what is below it stays. */
  #holdBelowEdge() {
    const { seq, index } = this.anchor;
    const top = this.#top;
    if (top.isEdge && top.seq === seq && top.index === index && !isEdge(this.#rows.of(seq)[index])) {
      this.stepBy(-this.rowPixels);
    }
  }

  #collectDown() {
    const rows = this.#rows;
    const anchor = this.anchor;
    anchor.seq = rows.shownAt(anchor.seq);
    let of = rows.of(anchor.seq);
    if (anchor.index >= of.length) {
      // Rows went: what was opened was closed, or a fold was.
      anchor.index = Math.max(0, of.length - 1);
      anchor.offset = 0;
    }
    this.#top = { seq: anchor.seq, index: anchor.index, isEdge: isEdge(of[anchor.index]) };
    this.shown = [];
    let seq = anchor.seq;
    let index = anchor.index;
    for (;;) {
      for (; index < of.length; index++) {
        this.shown.push({ ...of[index], index });
      }
      if (seq >= rows.end || this.shown.length * this.rowPixels - anchor.offset >= this.heightPixels) {
        return;
      }
      seq = rows.after(seq);
      of = rows.of(seq);
      index = 0;
    }
  }

  #collectUp() {
    const rows = this.#rows;
    const shown = [];
    let seq = rows.end;
    for (;;) {
      const of = rows.of(seq);
      for (let index = of.length - 1; index >= 0; index--) {
        shown.push({ ...of[index], index });
      }
      const before = rows.before(seq);
      if (shown.length * this.rowPixels >= this.heightPixels || before >= seq) {
        break;
      }
      seq = before;
    }
    this.shown = shown.reverse();
  }
}

/** Rows that come and go with what is loaded above a line: the first one may give way to another. @type {Set<string>} */
const EDGES = new Set(['older', 'olderHits', 'betweenHits', 'beginning', 'newFile']);

/** @param {import('./rows.js').Row | undefined} row */
function isEdge(row) {
  return row !== undefined && EDGES.has(row.kind);
}
