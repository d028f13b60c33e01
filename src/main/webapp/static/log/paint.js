import { ERROR, FLAG } from '../core/lines.js';
import { className, glyph, label } from '../text/levels.js';
import { segments } from '../text/segments.js';
import { gap, resumed, rotation } from '../text/sentences.js';
import { whole } from '../text/times.js';

/** Sources have so many colours; the next one begins again with the first. */
const SOURCE_COLOURS = 8;

/** The time of the line before is looked for in so many. */
const LOOK_BACK_LINES = 50;

/** An id, and not what a client made up: only a gap that has both its ends can be asked for. */
const ID = /^[12][\w-]{30,49}$/;

/**
 * Puts rows into elements. All that comes from a log enters the document as text, never as HTML. Elements are used again
 * for other rows, so each is built anew; one that shows the same row as before is left alone by the list.
 */
export class Painter {
  /** @type {'log' | 'local' | 'utc' | 'relative' | 'delta'} */
  timeForm = 'log';

  /** What lines say of the source they are of, by its id; empty: there is only one. @type {ReadonlyMap<string, string>} */
  labels = new Map();

  /** The line of the current hit. @type {number | null} */
  currentHit = null;

  /** Why older lines could not be loaded; null: they can. @type {string | null} */
  olderFailure = null;

  /** How the search in older lines stands. @type {import('./olderhits.js').OlderHits['state']} */
  olderHits = 'resting';

  /** Whether there is little room beside the message. */
  isNarrow = false;

  /** How times are shown. @type {import('../text/times.js').Times} */
  times;

  /** @type {import('../text/messages.js').Messages} */
  messages;

  #lines;
  #rows;
  #find;

  /**
   * @param {{lines: import('../core/lines.js').Lines, rows: import('./rows.js').Rows, find: import('../core/find.js').Find,
   *     messages: import('../text/messages.js').Messages, times: import('../text/times.js').Times}} parts
   */
  constructor({ lines, rows, find, messages, times }) {
    this.#lines = lines;
    this.#rows = rows;
    this.#find = find;
    this.messages = messages;
    this.times = times;
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
        fill(element, 'row field', cell('field-name', row.name), cell('field-value', row.text));
        break;
      case 'more':
        this.#more(element, row);
        break;
      case 'fold':
        fill(element, 'row fold', this.#frames(row));
        break;
      case 'note':
        this.#note(element, /** @type {import('../core/lines.js').Note} */ (row.note));
        break;
      case 'noteLine':
        fill(element, 'row note-line', cell('message', row.text));
        break;
      case 'olderHits':
        this.#olderHits(element);
        break;
      default:
        this.#edge(element, row.kind);
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
      const source = lines.source(seq);
      cells.push(cell(`source source-${source % SOURCE_COLOURS}`, isFirst ? this.#labelOf(lines.names[source]) : ''));
    }
    cells.push(this.#message(row));
    if (row.fold !== undefined) {
      cells.push(this.#frames(row.fold));
    }
    fill(element, `row line${level >= ERROR ? ' failed' : ''}${continues ? ' continues' : ''}`, ...cells);
  }

  /** @param {import('./rows.js').Row} row */
  #gutter({ seq, part }) {
    const gutter = document.createElement('span');
    gutter.className = 'gutter';
    gutter.ariaHidden = 'true';
    if (part === 0 && this.#rows.fields(seq) !== null) {
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
    return found;
  }

  /** @param {import('./rows.js').Row} row */
  #message({ seq, start = 0, end = 0 }) {
    const shown = this.#rows.shown(seq);
    const found = cell('message', undefined);
    const hits = this.#find.active ? this.#hits(shown) : NONE;
    for (const hit of hits) {
      hit.current = seq === this.currentHit;
    }
    for (const { text, className: name } of segments(shown.text, shown.spans, hits, start, end)) {
      found.append(name === '' ? text : span(name, text));
    }
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
    if (shown.hitsVersion !== this.#find.version) {
      shown.hits = this.#find.ranges(shown.text);
      shown.hitsVersion = this.#find.version;
    }
    return shown.hits;
  }

  /**
   * @param {HTMLElement} element
   * @param {import('./rows.js').Row} row
   */
  #more(element, { count, open }) {
    const text = open === true ? this.messages.t('row.showLess') : this.messages.t('row.showAll', { n: count ?? 0 });
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
   * @param {HTMLElement} element
   * @param {'older' | 'beginning' | 'between' | 'loading' | 'lost' | 'empty' | 'noMatch'} kind
   */
  #edge(element, kind) {
    const { messages } = this;
    if (kind === 'empty') {
      fill(element, 'row note', cell('note-text', `${messages.t('log.empty')}. ${messages.t('log.emptyHint')}`));
    } else if (kind === 'loading' || kind === 'lost' || kind === 'noMatch') {
      const key = { loading: 'page.loading', lost: 'row.gone', noMatch: 'log.noMatch' }[kind];
      fill(element, `row ${kind}`, cell('message', messages.t(key)));
    } else if (kind === 'older' && this.olderFailure !== null) {
      this.#olderFailed(element, this.olderFailure);
    } else {
      const key = { older: 'row.loadingOlder', beginning: 'row.beginning', between: 'row.between' }[kind];
      fill(element, 'row note', cell('note-text', messages.t(key)));
    }
  }

  /**
   * @param {HTMLElement} element
   * @param {string} why
   */
  #olderFailed(element, why) {
    const text = this.messages.t('row.olderFailed', { why });
    fill(element, 'row note warning', cell('note-text', text), action('older', this.messages.t('row.tryAgain')));
  }

  /** @param {HTMLElement} element */
  #olderHits(element) {
    if (this.olderFailure !== null) {
      this.#olderFailed(element, this.olderFailure);
      return;
    }
    const { messages } = this;
    const texts = {
      searching: ['row.searchingOlder', 'stopSearch', 'row.stopSearch'],
      full: ['row.searchedFull'],
      asking: ['row.searched', 'searchOn', 'row.searchOn'],
      resting: ['row.searched', 'searchOn', 'row.searchOn'],
    };
    const [text, name, label] = texts[this.olderHits];
    const cells = [cell('note-text', messages.t(text, { n: this.#lines.held, since: this.#oldest() }))];
    fill(element, 'row note', ...cells, ...(name === undefined ? [] : [action(name, messages.t(label))]));
  }

  /** Of the lines that are known, when the oldest one with a time was written. */
  #oldest() {
    const lines = this.#lines;
    let at = lines.first;
    for (let looked = 0; looked < LOOK_BACK_LINES && at < lines.end; looked++) {
      if (lines.has(at) && !Number.isNaN(lines.millis(at))) {
        return this.messages.moment(lines.millis(at));
      }
      at = lines.after(at);
    }
    return '…';
  }

  /**
   * @param {HTMLElement} element
   * @param {import('../core/lines.js').Note} note
   */
  #note(element, note) {
    const cells = [cell('note-text', noteText(note, this.messages, this.labels.size > 0))];
    if (note.kind === 'gap') {
      cells.push(...this.#gapAction(note));
    } else if (note.kind === 'cleared') {
      cells.push(action('unclear', this.messages.t('row.unclear')));
    }
    const kind = ['gap', 'sourceFailed', 'lost', 'resumedGap'].includes(note.kind) ? 'row note warning' : 'row note';
    fill(element, kind, ...cells);
  }

  /** @param {import('../core/lines.js').Note} note */
  #gapAction(note) {
    const { messages } = this;
    switch (note.state) {
      case 'loading':
        return [cell('aside', messages.t('gap.loading'))];
      case 'loaded':
        return [
          cell(
            'aside',
            note.loaded.length === 0 ? messages.t('gap.nothing') : messages.t('gap.loaded', { n: note.loaded.length }),
          ),
        ];
      default:
        return isLoadable(note.gap) ? [action('gap', messages.t('gap.load'))] : [];
    }
  }
}

/**
 * What happened, in a sentence.
 *
 * @param {import('../core/lines.js').Note} note
 * @param {import('../text/messages.js').Messages} messages
 * @param {boolean} namesSource
 * @returns {string}
 */
export function noteText(note, messages, namesSource) {
  switch (note.kind) {
    case 'gap':
      return gap(messages, note.gap, namesSource);
    case 'rotate':
      return rotation(messages, note.rotation, namesSource);
    case 'lost':
      return messages.t('row.lost', { clock: messages.clock(note.lostAt), why: messages.t(note.why) });
    case 'resumed':
      return resumed(messages, note.lostAt, note.resumedAt, note.lost);
    case 'resumedGap':
    case 'slept':
      return messages.t(`row.${note.kind}`, { lost: messages.clock(note.lostAt), resumed: messages.clock(note.resumedAt) });
    case 'restarted':
      return messages.t('row.restarted', { version: note.version });
    case 'cleared':
      return messages.t('row.cleared', { clock: messages.clock(note.at), n: note.count });
    case 'ended':
      return messages.t('row.ended');
    default:
      return messages.t(`row.${note.kind}`, note.values ?? {});
  }
}

/**
 * What was truncated is nowhere; what could not be read, or was rotated away, may be there again.
 *
 * @param {{from: string, to: string, reason: string}} gap
 */
function isLoadable({ from, to, reason }) {
  return reason !== 'truncated' && ID.test(from) && ID.test(to);
}

/** @type {any[]} */
const NONE = [];

/**
 * @param {HTMLElement} element
 * @param {string} name
 * @param {...HTMLElement} cells
 */
function fill(element, name, ...cells) {
  element.className = name;
  element.replaceChildren(...cells);
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
  // In the log's own keys it is Enter on the line: a stop for Tab that moves with the lines would lose the focus.
  button.tabIndex = -1;
  found.append(button);
  return found;
}
