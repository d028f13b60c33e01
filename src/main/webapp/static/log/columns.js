/** Below this width, signs and letters stand for the words of levels, and times are short. */
const NARROW_PIXELS = 640;

const GUTTER_COLUMNS = 2;
const LEVEL_COLUMNS = 8;
const NARROW_LEVEL_COLUMNS = 3;
const MAX_SOURCE_COLUMNS = 20;
const NARROW_SOURCE_COLUMNS = 8;
const NAME_COLUMNS = 26;
const NARROW_NAME_COLUMNS = 12;

/** Padding of the rows on both sides. */
const PADDING_PIXELS = 16;

/** What stands around what is told between the lines, and the width of its letters. */
const NOTE_COLUMNS = 8;

/** Characters of the text whose width is measured: that of one alone is not exact. */
const PROBED = 100;

/**
 * How wide the columns of the list are: tells the style sheet, the rows, which wrap lines by it, and the painter. A column is
 * as wide as a character.
 */
export class Columns {
  /** Of the list. */
  widthPixels = 0;

  /** Of one column. */
  pixels = 8;

  #view;
  #rows;
  #painter;
  #probe = document.createElement('span');
  #source = 0;
  #widest = 0;

  /**
   * @param {{view: HTMLElement, rows: import('./rows.js').Rows, painter: import('./paint.js').Painter}} parts
   */
  constructor({ view, rows, painter }) {
    this.#view = view;
    this.#rows = rows;
    this.#painter = painter;
    this.#probe.className = 'log-probe';
    this.#probe.textContent = '0'.repeat(PROBED);
    this.#probe.ariaHidden = 'true';
    view.append(this.#probe);
  }

  /** Something changed that widths depend on. @param {boolean} wrap whether lines are wrapped */
  measure(wrap) {
    const isNarrow = this.widthPixels < NARROW_PIXELS;
    const rows = this.#rows;
    this.#painter.isNarrow = isNarrow;
    this.pixels = this.#probe.getBoundingClientRect().width / PROBED || this.pixels;
    const longest = Math.max(0, ...[...this.#painter.labels.values()].map((label) => label.length));
    this.#source = Math.min(longest, isNarrow ? NARROW_SOURCE_COLUMNS : MAX_SOURCE_COLUMNS);
    const prefix = this.#prefix();
    rows.texts.timeShort = isNarrow;
    rows.nameColumns = isNarrow ? NARROW_NAME_COLUMNS : NAME_COLUMNS;
    rows.wholeColumns = Math.max(10, this.#fitting(PADDING_PIXELS) - prefix);
    rows.columns = wrap ? rows.wholeColumns : 0;
    rows.noteColumns = Math.max(10, this.#fitting(0) - NOTE_COLUMNS);
    rows.forget();
    this.#view.classList.toggle('narrow', isNarrow);
    this.#view.classList.toggle('wrapped', wrap);
    this.#style('time', this.#painter.timeColumns);
    this.#style('name', rows.nameColumns);
    this.#style('source', this.#source);
    this.#style('prefix', prefix);
    this.#widest = 0;
    this.#style('widest', 0);
  }

  /**
   * Makes room to scroll to the end of the longest line. It grows and does not shrink: a horizontal scrollbar that comes and
   * goes would make the list jump.
   *
   * @param {readonly import('./rows.js').Row[]} shown
   */
  hold(shown) {
    let widest = this.#widest;
    for (const { kind, start = 0, end = 0 } of shown) {
      widest = Math.max(widest, kind === 'line' ? end - start : 0);
    }
    if (widest > this.#widest) {
      this.#widest = widest;
      this.#style('widest', widest + this.#prefix() + 4);
    }
  }

  /** Before the message. */
  #prefix() {
    const { timeColumns, isNarrow } = this.#painter;
    return (
      GUTTER_COLUMNS +
      (timeColumns === 0 ? 0 : timeColumns + 1) +
      (isNarrow ? NARROW_LEVEL_COLUMNS : LEVEL_COLUMNS) +
      (this.#source === 0 ? 0 : this.#source + 1)
    );
  }

  /** @param {number} usedPixels */
  #fitting(usedPixels) {
    return Math.floor((this.widthPixels - usedPixels) / this.pixels);
  }

  /**
   * @param {string} name
   * @param {number} columns
   */
  #style(name, columns) {
    this.#view.style.setProperty(`--${name}-columns`, String(columns));
  }
}
