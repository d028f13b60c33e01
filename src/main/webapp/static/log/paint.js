import { ERROR, FLAG } from '../core/lines.js';
import { Colours } from './colours.js';
import { className, glyph, label } from '../text/levels.js';
import { segments } from '../text/segments.js';
import { whole } from '../text/times.js';
import { Teller } from './told.js';


/** The time of the line before is looked for in so many. */
const LOOK_BACK_LINES = 50;

/**
 * Puts rows into elements. All that comes from a log enters the document as text, never as HTML. Elements are used again
 * for other rows, so each is built anew; one that shows the same row as before is left alone by the list.
 */
export class Painter {
  /** @type {'log' | 'local' | 'utc' | 'relative' | 'delta'} */
  timeForm = 'log';

  /** The line of the current hit. @type {number | null} */
  currentHit = null;

  /** Says what happened to the log, and where its lines end. */
  teller;

  /** Whether there is little room beside the message. */
  isNarrow = false;

  /** How times are shown. @type {import('../text/times.js').Times} */
  times;

  /** @type {import('../text/messages.js').Messages} */
  messages;

  #lines;
  #rows;
  #find;
  /** @type {ReadonlyMap<string, string>} */
  #labels = new Map();
  #colours = new Colours();

  /**
   * @param {{lines: import('../core/lines.js').Lines, rows: import('./rows.js').Rows, find: import('../core/find.js').Find,
   *     messages: import('../text/messages.js').Messages, times: import('../text/times.js').Times}} parts
   */
  constructor({ lines, rows, find, messages, times }) {
    this.#lines = lines;
    this.#rows = rows;
    this.#find = find;
    this.messages = messages;
    this.teller = new Teller(lines, messages);
    this.times = times;
  }

  /** What lines say of the source they are of, by its id; empty: there is only one. */
  get labels() {
    return this.#labels;
  }

  set labels(labels) {
    this.#labels = labels;
    this.#colours.give([...labels.keys()]);
  }

  /** Of the time that stands beside the message; 0: it stands in the line. */
  get timeColumns() {
    return this.times.columns(this.timeForm, this.isNarrow);
  }

  /**
   * @param {HTMLElement} element
   * @param {import('./rows.js').Row} row
   */
  paint(element, row) {
    switch (row.kind) {
      case 'line':
        this.#line(element, row);
        break;
      case 'field':
        this.#field(element, row);
        break;
      case 'more':
        this.#more(element, row);
        break;
      case 'fold':
        fill(element, 'row fold', this.#frames(row));
        break;
      default:
        this.#told(element, row);
    }
  }

  /**
   * @param {HTMLElement} element
   * @param {import('./rows.js').Row} row
   */
  #line(element, row) {
    const { seq, part } = row;
    const lines = this.#lines;
    const level = lines.level(seq);
    const isFirst = part === 0;
    const continues = (lines.flags(seq) & FLAG.continues) !== 0;
    const cells = [this.#gutter(row)];
    if (this.timeForm !== 'log') {
      cells.push(isFirst ? this.#time(seq) : cell('time', ''));
    }
    cells.push(this.#level(isFirst && !continues ? level : 0));
    if (this.labels.size > 0) {
      const id = lines.names[lines.source(seq)];
      cells.push(cell(`source source-${this.#colours.of(id)}`, isFirst ? this.#labelOf(id) : ''));
    }
    cells.push(this.#message(row));
    if (row.fold !== undefined) {
      cells.push(this.#frames(row.fold));
    }
    fill(element, `row line${level >= ERROR ? ' failed' : ''}${continues ? ' continues' : ''}`, ...cells);
  }

  /**
   * @param {HTMLElement} element
   * @param {import('./rows.js').Row} row
   */
  #field(element, { name = '', text = '', spans = NONE, start, end, count = 0 }) {
    const value = cell('field-value', undefined);
    append(value, segments(text, spans, NONE, start, end));
    if (count > 0) {
      value.append(span('aside', this.messages.t('row.showAllShort', { n: count })));
    }
    const label = cell('field-name', name);
    // There is room for the beginning of a long one.
    label.title = name.length >= this.#rows.nameColumns ? name : '';
    fill(element, 'row field', label, value);
  }

  /** @param {import('./rows.js').Row} row */
  #gutter({ seq, part }) {
    const gutter = document.createElement('span');
    gutter.className = 'gutter';
    gutter.ariaHidden = 'true';
    if (part === 0 && this.#rows.texts.fields(seq) !== null) {
      gutter.textContent = this.#rows.opened.has(seq) ? '▾' : '▸';
      gutter.dataset.action = 'fields';
    }
    return gutter;
  }

  /** @param {number} seq */
  #time(seq) {
    const millis = this.#lines.millis(seq);
    if (Number.isNaN(millis)) {
      return cell('time', '');
    }
    const found = cell('time', this.times.show(this.timeForm, millis, this.#millisBefore(seq), this.isNarrow));
    found.title = whole(millis);
    return found;
  }

  /** @param {number} seq @returns {number} of the nearest line before it that shows a time, else NaN */
  #millisBefore(seq) {
    if (this.timeForm !== 'delta') {
      return NaN;
    }
    let at = seq;
    for (let looked = 0; looked < LOOK_BACK_LINES; looked++) {
      const before = this.#lines.before(at);
      if (before === at || !this.#lines.has(before)) {
        return NaN;
      }
      if (!Number.isNaN(this.#lines.millis(before))) {
        return this.#lines.millis(before);
      }
      at = before;
    }
    return NaN;
  }

  /** @param {string} id of a source */
  #labelOf(id) {
    return this.labels.get(id) ?? id;
  }

  /** @param {number} level */
  #level(level) {
    if (level === 0) {
      return cell('level', '');
    }
    const found = cell(`level ${className(level)}`, '');
    const sign = document.createElement('span');
    sign.className = 'glyph';
    sign.ariaHidden = 'true';
    sign.textContent = glyph(level);
    const word = document.createElement('span');
    word.className = 'word';
    word.textContent = label(level);
    found.append(sign, word);
    if (this.isNarrow) {
      // In place of the word, which stays for who does not see it.
      const letter = document.createElement('span');
      letter.className = 'letter';
      letter.ariaHidden = 'true';
      letter.textContent = label(level).slice(0, 1);
      sign.after(letter);
    }
    return found;
  }

  /** @param {import('./rows.js').Row} row */
  #message({ seq, start = 0, end = 0 }) {
    const shown = this.#rows.texts.of(seq);
    const found = cell('message', undefined);
    const hits = this.#find.active ? this.#hits(shown) : NONE;
    for (const hit of hits) {
      hit.current = seq === this.currentHit;
    }
    append(found, segments(shown.text, shown.spans, hits, start, end));
    const flags = this.#lines.flags(seq);
    if (end === shown.text.length && shown.hidden === 0 && (flags & (FLAG.cut | FLAG.partial)) !== 0) {
      const what =
        (flags & FLAG.cut) !== 0
          ? this.messages.t('row.cut', { bytes: this.messages.bytes(this.#lines.bytes(seq)) })
          : this.messages.t('row.partial');
      found.append(span('aside', ` ${what}`));
    }
    return found;
  }

  /** @param {any} shown */
  #hits(shown) {
    if (shown.hitsVersion !== this.#find.rangesVersion) {
      shown.hits = this.#find.ranges(shown.text);
      shown.hitsVersion = this.#find.rangesVersion;
    }
    return shown.hits;
  }

  /**
   * @param {HTMLElement} element
   * @param {import('./rows.js').Row} row
   */
  #more(element, { count = 0, open }) {
    const all = this.isNarrow || open === true ? 'row.showAllShort' : 'row.showAll';
    const rest = open === true && count === 0 ? '' : this.messages.t(all, { n: count });
    const text = [open === true ? this.messages.t('row.showLess') : '', rest].filter((part) => part !== '').join(' · ');
    const chip = action('whole', text);
    chip.classList.add('chip');
    fill(element, 'row more', chip);
  }

  /** @param {{count?: number, open?: boolean}} fold */
  #frames({ count = 0, open }) {
    const text = this.messages.t(open === true ? 'row.framesOpen' : 'row.frames', { n: count });
    const chip = action('fold', `${open === true ? '▾' : '▸'} ${text}`);
    chip.classList.add('chip');
    chip.firstElementChild?.setAttribute('aria-expanded', String(open === true));
    return chip;
  }

  /**
   * A row that is no line: what it says is in as many rows as it needs, and what can be done at its end.
   *
   * @param {HTMLElement} element
   * @param {import('./rows.js').Row} row
   */
  #told(element, row) {
    const told = this.teller.of(row);
    if (told === null) {
      const key = { loading: 'page.loading', lost: 'row.gone', noMatch: 'log.noMatch' }[row.kind];
      fill(element, `row ${row.kind}`, cell('message', this.messages.t(key)));
      return;
    }
    const { text, isWarning, action: offered } = told;
    const { start = 0, end = text.length, isLast = true } = row;
    const cells = [cell('note-text', text.slice(start, end))];
    if (isLast && offered !== undefined) {
      cells.push(action(offered.name, offered.label));
    }
    fill(element, `row note${isWarning === true ? ' warning' : ''}${start > 0 ? ' goes-on' : ''}${isLast ? '' : ' is-cut'}`, ...cells);
  }
}

/** @type {any[]} */
const NONE = [];

/**
 * @param {HTMLElement} element
 * @param {string} name
 * @param {...HTMLElement} cells
 */
function fill(element, name, ...cells) {
  const offers = cells.some(({ classList, dataset }) => classList.contains('action') || dataset.action !== undefined);
  element.className = offers ? `${name} offers` : name;
  element.replaceChildren(...cells);
}

/**
 * @param {HTMLElement} element
 * @param {readonly {text: string, className: string}[]} pieces
 */
function append(element, pieces) {
  for (const { text, className: name } of pieces) {
    element.append(name === '' ? text : span(name, text));
  }
}

/**
 * @param {string} name
 * @param {string | undefined} text
 */
function cell(name, text) {
  const found = span(name, text);
  found.setAttribute('role', 'gridcell');
  return found;
}

/**
 * @param {string} name
 * @param {string | undefined} text
 */
function span(name, text) {
  const found = document.createElement('span');
  found.className = name;
  if (text !== undefined && text !== '') {
    found.textContent = text;
  }
  return found;
}

/**
 * @param {string} name of what it does, for the list
 * @param {string} text
 */
function action(name, text) {
  const found = cell('action', undefined);
  const button = document.createElement('button');
  button.type = 'button';
  button.dataset.action = name;
  button.textContent = text;
  // In the log's own keys it is Enter on the line, or on the row: a stop for Tab that moves with the lines would lose the focus.
  button.tabIndex = -1;
  found.append(button);
  return found;
}
