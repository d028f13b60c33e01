/** Of the row with the keyboard's attention. */
const CURSOR_ID = 'log-cursor';

/**
 * The elements of the rows in view. They stay with their rows and in their order, and are used again: only what is new is
 * built, and what looks different painted.
 */
export class RowElements {
  /** Counts up when all rows look different. */
  version = 0;

  #layer;
  #painter;
  /** In use, in the order of the document. @type {{element: HTMLElement, key: string, stamp: string}[]} */
  #used = [];
  /** @type {HTMLElement[]} */
  #spare = [];

  /**
   * @param {HTMLElement} layer that they stand in
   * @param {import('./paint.js').Painter} painter
   */
  constructor(layer, painter) {
    this.#layer = layer;
    this.#painter = painter;
  }

  /**
   * @param {readonly import('./rows.js').Row[]} rows from top to bottom
   * @param {Dress} dress
   */
  show(rows, dress) {
    const kept = new Map(this.#used.map((used) => [used.key, used]));
    const keys = rows.map(keyOf);
    const wanted = new Set(keys);
    for (const used of this.#used) {
      if (!wanted.has(used.key)) {
        this.#spare.push(used.element);
        kept.delete(used.key);
      }
    }
    // First, so that those which stay follow each other already and need not be moved.
    this.#spare.forEach((element) => element.remove());
    /** @type {ChildNode | null} */
    let next = this.#layer.firstChild;
    this.#used = rows.map((row, place) => {
      const key = keys[place];
      const used = kept.get(key) ?? { element: this.#spare.pop() ?? newRow(), key, stamp: '' };
      this.#paint(used, row);
      put(used.element, row, dress);
      if (used.element === next) {
        next = next.nextSibling;
      } else {
        this.#layer.insertBefore(used.element, next);
      }
      return used;
    });
  }

  /** The id of the row with the keyboard's attention, while it is in view. @returns {string | null} */
  get cursorId() {
    return this.#used.some(({ element }) => element.id === CURSOR_ID) ? CURSOR_ID : null;
  }

  /**
   * @param {{element: HTMLElement, stamp: string}} used
   * @param {import('./rows.js').Row} row
   */
  #paint(used, row) {
    const stamp = `${this.version} ${stampOf(row)}`;
    if (used.stamp !== stamp) {
      this.#painter.paint(used.element, row);
      used.stamp = stamp;
    }
  }
}

/**
 * What changes more often than the rows themselves.
 *
 * @typedef {{isCursor: (row: import('./rows.js').Row) => boolean, attended: number | null,
 *     selected: {from: number, to: number} | null, marked: ReadonlySet<number>, ordinal: (seq: number) => number}} Dress
 *     `isCursor`: the one row that the keyboard is at; `attended`: the line of it, which is copied whole; null: it is of no line
 */

/** @param {import('./rows.js').Row} row */
export function isOfLine({ kind }) {
  return kind === 'line' || kind === 'field' || kind === 'more' || kind === 'fold';
}

/** @param {HTMLElement} target @returns {import('./rows.js').Row | null} of the element that it is in */
export function rowOf(target) {
  const found = /** @type {(HTMLElement & {row?: import('./rows.js').Row}) | null} */ (target.closest('.row'));
  return found?.row ?? null;
}

/**
 * @param {HTMLElement & {row?: import('./rows.js').Row}} element
 * @param {import('./rows.js').Row} row
 * @param {Dress} dress
 */
function put(element, row, { isCursor: hasAttention, attended, selected, marked, ordinal }) {
  const { seq, kind } = row;
  const isSelected = selected !== null && seq >= selected.from && seq <= selected.to && isOfLine(row);
  const isCursor = hasAttention(row);
  element.row = row;
  element.classList.toggle('selected', isSelected);
  element.classList.toggle('cursor', isCursor || (seq === attended && isOfLine(row)));
  element.classList.toggle('marked', kind === 'line' && marked.has(seq));
  setAttribute(element, 'aria-selected', String(isSelected));
  setAttribute(element, 'aria-rowindex', String(ordinal(seq) + 1));
  if (isCursor) {
    element.id = CURSOR_ID;
  } else if (element.id !== '') {
    element.removeAttribute('id');
  }
}

/** @param {import('./rows.js').Row} row */
function keyOf({ seq, kind, part }) {
  return `${seq} ${kind} ${part}`;
}

/** @param {import('./rows.js').Row} row */
function stampOf({ end, count, open, fold, note }) {
  const told = [note?.kind, note?.state, note?.lost, note?.rotation?.how, note?.obstacle, note?.why, note?.status];
  return `${end} ${count} ${open} ${fold?.count} ${fold?.open} ${told.join(' ')}`;
}

function newRow() {
  const row = document.createElement('div');
  row.className = 'row';
  row.setAttribute('role', 'row');
  return row;
}

/**
 * Writing what stands there already would make the browser look at the style again.
 *
 * @param {Element} element
 * @param {string} name
 * @param {string} value
 */
export function setAttribute(element, name, value) {
  if (element.getAttribute(name) !== value) {
    element.setAttribute(name, value);
  }
}
