import { plain } from '../text/ansi.js';
import { columns, pieces } from '../text/width.js';
import { FLAG } from '../core/lines.js';
import { Folds } from './folds.js';
import { SHOWN_CHARS, Texts } from './texts.js';

/** Of one line, once it is shown whole: 1 MiB on a phone. What is behind them is counted, and can be copied and downloaded. */
export const MAX_PIECES = 50_000;

/** So many frames tell what a stack trace is about. */
const FRAMES_IN_VIEW = 10;

/** Around what a row offers that is no line. */
const ACTION_COLUMNS = 5;

/** In the value of a field: a row has no room for a second line. */
const LINE_BREAK = /\r\n|[\n\v\f\r\x85\u2028\u2029]/;

/** What ends the last line begins no other one. */
const LAST_BREAKS = /[\n\v\f\r\x85\u2028\u2029]+$/;

/** Room for what a wrapped line says of the frames behind it; else that has a row of its own. */
const FOLD_COLUMNS = 16;

/**
 * One row of the list. All have the same height.
 *
 * @typedef {object} Row
 * @property {'line' | 'field' | 'more' | 'fold' | 'note' | 'newFile' | 'older' | 'olderHits' | 'beginning' | 'between' | 'betweenHits'
 *     | 'loading' | 'lost' | 'empty' | 'noMatch'} kind
 * @property {number} seq of the line it belongs to
 * @property {number} part which of the rows of that kind
 * @property {number} [start] of a piece of a line, or of what is said
 * @property {number} [end]
 * @property {boolean} [isLast] of what is said
 * @property {number} [count] frames in a fold, characters that are not shown
 * @property {boolean} [open]
 * @property {{count: number, open: boolean}} [fold] the stack trace behind the line, told at its end
 * @property {string} [name] of a field
 * @property {string} [text] of its value, a piece from `start` to `end`
 * @property {import('../text/ansi.js').Span[]} [spans] of that text
 * @property {import('../core/lines.js').Note} [note]
 */

/**
 * Which rows a line has, and which line comes after which: wrapped pieces, fields of an opened line, folded stack traces,
 * notes of what happened, only the lines that match. Knows nothing of the document.
 */
export class Rows {
  /** Columns that a line has room for; 0: it is not wrapped. */
  columns = 0;

  /** The same, for one that is not wrapped but was too long to be shown: whole it is read in its place. */
  wholeColumns = 0;

  /** Columns that what is no line has room for; 0: it is not wrapped. */
  noteColumns = 0;

  /** What a row says that is no line, and what it offers. @type {(row: Row) => import('./told.js').Told | null} */
  tell = () => null;

  /** Room for the names of fields. */
  nameColumns = 26;

  /** Only lines that match are shown. */
  only = false;

  /** Lines whose fields are shown. @type {Set<number>} */
  opened = new Set();

  #lines;
  #find;
  #folds;

  /**
   * @param {import('../core/lines.js').Lines} lines
   * @param {import('../core/find.js').Find} find
   */
  constructor(lines, find) {
    this.#lines = lines;
    this.#find = find;
    this.#folds = new Folds(lines);
    /** What rows show of lines. */
    this.texts = new Texts(lines);
  }

  /** Lines before this one are hidden: the view was cleared. */
  get floor() {
    return this.#folds.floor;
  }

  set floor(seq) {
    this.#folds.floor = seq;
    this.#folds.forget();
  }

  /** The search that `only` goes by. */
  get find() {
    return this.#find;
  }

  /** The first line of the view. */
  get first() {
    const first = Math.max(this.#lines.first, this.floor);
    return this.only ? (this.#find.next(first - 1) ?? this.#lines.end) : first;
  }

  /** Behind the last one; what happened since stands there. */
  get end() {
    return this.#lines.end;
  }

  /** Something changed that decides what rows look like. */
  forget() {
    this.texts.forget();
    this.#folds.forget();
  }

  /** @param {(seq: number) => number} renumbered gives the number that a line has now */
  renumber(renumbered) {
    this.opened = new Set([...this.opened].map(renumbered));
    this.texts.renumber(renumbered);
    this.#folds.renumber(renumbered);
  }

  /** @param {number} seq @returns {number} the line that is shown behind it, at most `end` */
  after(seq) {
    if (this.only) {
      return this.#find.next(seq) ?? this.end;
    }
    return (this.#closedBelow(seq) ?? this.#folds.hiding(seq))?.end ?? this.#lines.after(seq);
  }

  /** @param {number} seq @returns {number} the line that is shown before it, at least `first` */
  before(seq) {
    if (this.only) {
      return Math.max(this.#find.previous(seq) ?? this.first, this.first);
    }
    return this.visible(Math.max(this.#lines.before(seq), this.first));
  }

  /** @param {number} seq @returns {number} the nearest line that is shown, itself or one behind it */
  shownAt(seq) {
    const within = Math.min(Math.max(seq, this.first), this.end);
    if (this.only) {
      return this.#find.next(within - 1) ?? this.#find.previous(within) ?? this.end;
    }
    return this.visible(within);
  }

  /** @param {number} seq @returns {number} itself, or where the stack trace that hides it is told of */
  visible(seq) {
    const run = this.only ? null : this.#folds.hiding(seq);
    return run === null ? seq : (run.head ?? run.start);
  }

  /** @param {number} seq @returns {Row[]} from top to bottom; none for a line that is not shown */
  of(seq) {
    /** @type {Row[]} */
    const rows = [];
    this.#addTold(seq, rows);
    return seq === this.end ? rows : this.#addHeld(seq, rows);
  }

  /** @param {number} seq @returns {Row[]} of the rows before a line those with something to do, from top to bottom */
  offers(seq) {
    /** @type {Row[]} */
    const rows = [];
    this.#addTold(seq, rows);
    return rows.filter((row) => row.isLast !== false && this.tell(row)?.action !== undefined);
  }

  /** What stands before a line. @param {number} seq @param {Row[]} rows */
  #addTold(seq, rows) {
    if (!this.only) {
      this.#addEdge(seq, rows);
      this.#addNotes(seq, rows);
      this.#addNewFile(seq, rows);
    } else {
      this.#addHitsEdge(seq, rows);
    }
  }

  /** @param {number} seq @param {Row[]} rows @returns {Row[]} */
  #addHeld(seq, rows) {
    if (!this.#lines.has(seq)) {
      rows.push({ kind: 'loading', seq, part: 0 });
      return rows;
    }
    if ((this.#lines.flags(seq) & FLAG.lost) !== 0) {
      rows.push({ kind: 'lost', seq, part: 0 });
      return rows;
    }
    const run = this.only ? null : this.#folds.at(seq);
    if (run !== null && run.start === seq && run.head === null) {
      rows.push({ kind: 'fold', seq, part: 0, ...this.#foldOf(run) });
      if (!this.#folds.isOpen(run)) {
        return rows;
      }
    }
    this.#addLine(seq, rows);
    return rows;
  }

  /**
   * Opens what is closed of a line, its stack trace and its fields; where all is open, closes it.
   *
   * @param {number} seq
   * @returns {boolean} whether there was anything
   */
  toggle(seq) {
    const run = this.#runOf(seq);
    const hasFields = this.texts.fields(seq) !== null;
    if (run === null && !hasFields) {
      return this.texts.toggleWhole(seq);
    }
    const isRunOpen = run !== null && this.#folds.isOpen(run);
    const areFieldsOpen = hasFields && this.opened.has(seq);
    const isAllOpen = (run === null || isRunOpen) && (!hasFields || areFieldsOpen);
    if (run !== null && isRunOpen === isAllOpen) {
      this.#folds.turn(run);
    }
    if (hasFields && areFieldsOpen === isAllOpen) {
      flip(this.opened, seq);
    }
    return true;
  }

  /** @param {number} seq @returns {boolean} whether it has a stack trace */
  toggleFold(seq) {
    const run = this.#runOf(seq);
    if (run !== null) {
      this.#folds.turn(run);
    }
    return run !== null;
  }

  /** @param {number} seq @returns {boolean} whether it has fields */
  toggleFields(seq) {
    const hasFields = this.texts.fields(seq) !== null;
    if (hasFields) {
      flip(this.opened, seq);
    }
    return hasFields;
  }

  /**
   * @param {number} seq of a line in memory
   * @param {number} character
   * @returns {number} which of its rows shows that
   */
  indexOf(seq, character) {
    const index = this.of(seq).findIndex(
      ({ kind, start = 0, end = 0 }) => kind === 'line' && start <= character && character < end,
    );
    return Math.max(0, index);
  }

  /** @param {number} seq @returns {number} the last line that belongs in view with it: the first frames of its stack trace */
  withFrames(seq) {
    const run = this.only ? null : this.#folds.below(seq);
    return run === null || !this.#folds.isOpen(run) ? seq : Math.min(run.end - 1, seq + FRAMES_IN_VIEW);
  }

  /** Opens the stack trace that hides a line, if one does. @param {number} seq */
  unfold(seq) {
    const run = this.only ? null : this.#folds.hiding(seq);
    if (run !== null) {
      this.#folds.turn(run);
    }
  }

  toggleAllFolds() {
    this.#folds.turnAll();
  }

  /** @param {number} seq @param {Row[]} rows */
  #addEdge(seq, rows) {
    const lines = this.#lines;
    const { atBeginning, firstPlace } = lines.regionOf(seq);
    if (lines.count === 0) {
      this.#addPieces({ kind: atBeginning ? 'empty' : 'loading', seq, part: 0 }, rows);
    } else if (seq === lines.first && seq >= this.floor && firstPlace !== '') {
      this.#addPieces({ kind: atBeginning ? 'beginning' : 'older', seq, part: 0 }, rows);
    }
    if (lines.past !== null && seq === lines.live.first && !lines.past.joined) {
      this.#addPieces({ kind: 'between', seq, part: 0 }, rows);
    }
  }

  /**
   * Above the first line that matches: how far back the search got. Above the first of those behind lines that are not known:
   * that they were not searched.
   *
   * @param {number} seq
   * @param {Row[]} rows
   */
  #addHitsEdge(seq, rows) {
    const { first } = this.#lines;
    const { atBeginning, firstPlace } = this.#lines.regionOf(first);
    if (this.#isBehindUnknown(seq)) {
      this.#addPieces({ kind: 'betweenHits', seq, part: 0 }, rows);
    } else if (seq === this.first && firstPlace !== '' && this.floor <= first) {
      this.#addPieces({ kind: atBeginning ? 'beginning' : 'olderHits', seq, part: 0 }, rows);
    }
    if (seq === this.end && seq === this.first) {
      rows.push({ kind: 'noMatch', seq, part: 0 });
    }
  }

  /** @param {number} seq @returns {boolean} whether lines that are not known lie between it and the hit before it */
  #isBehindUnknown(seq) {
    const { past, live } = this.#lines;
    const isBehind = past?.joined === false && seq >= live.first && this.floor < live.first;
    return isBehind && (this.#find.previous(seq) ?? -Infinity) < live.first;
  }

  /** @param {number} seq @param {Row[]} rows */
  #addNotes(seq, rows) {
    if (this.#lines.noted === 0) {
      return;
    }
    let part = 0;
    for (const note of this.#lines.notes(seq)) {
      part = this.#addPieces({ kind: 'note', seq, part, note }, rows);
    }
  }

  /**
   * Where a line is the first of its file: of the past nothing else tells that the log was rotated there.
   *
   * @param {number} seq
   * @param {Row[]} rows
   */
  #addNewFile(seq, rows) {
    const lines = this.#lines;
    if (lines.has(seq) && (lines.flags(seq) & FLAG.first) !== 0 && lines.beside(seq, -1) !== null) {
      const source = lines.names[lines.source(seq)];
      const isTold = lines.notes(seq).some(({ rotation, gap }) => (rotation ?? gap)?.source === source);
      if (!isTold) {
        this.#addPieces({ kind: 'newFile', seq, part: 0 }, rows);
      }
    }
  }

  /**
   * What is no line is wrapped, whether lines are or not: half a sentence tells nobody anything, and what it offers is at its end.
   *
   * @param {Row} row
   * @param {Row[]} rows
   * @returns {number} the next part
   */
  #addPieces(row, rows) {
    const told = this.noteColumns === 0 ? null : this.tell(row);
    if (told === null) {
      rows.push(row);
      return row.part + 1;
    }
    const { text, action } = told;
    const starts = pieces(text, this.noteColumns);
    const last = columns(text.slice(starts[starts.length - 1]));
    if (action !== undefined && last + columns(action.label) + ACTION_COLUMNS > this.noteColumns) {
      starts.push(text.length);
    }
    addPieces(starts, text.length, (start, end, piece) =>
      rows.push({ ...row, part: row.part + piece, start, end, isLast: piece === starts.length - 1 }),
    );
    return row.part + starts.length;
  }

  /** @param {number} seq @param {Row[]} rows */
  #addLine(seq, rows) {
    const shown = this.texts.of(seq);
    const room = this.columns === 0 && this.texts.whole.has(seq) ? this.wholeColumns : this.columns;
    let end = shown.text.length;
    if (room === 0) {
      rows.push({ kind: 'line', seq, part: 0, start: 0, end });
    } else {
      shown.starts ??= pieces(shown.text, room);
      end = shown.starts[MAX_PIECES] ?? end;
      addPieces(shown.starts.slice(0, MAX_PIECES), end, (from, to, part) =>
        rows.push({ kind: 'line', seq, part, start: from, end: to }),
      );
    }
    this.#addFold(seq, rows);
    if (shown.hidden > 0 || this.texts.whole.has(seq)) {
      const rest = shown.hidden + shown.text.length - end;
      rows.push({ kind: 'more', seq, part: 0, count: rest, open: shown.hidden === 0 });
    }
    if (this.opened.has(seq)) {
      this.#addFields(seq, rows);
    }
  }

  /** At the end of the line; where that is too far to the right, below it. @param {number} seq @param {Row[]} rows */
  #addFold(seq, rows) {
    const run = this.only ? null : this.#folds.below(seq);
    if (run === null) {
      return;
    }
    const fold = this.#foldOf(run);
    const last = rows[rows.length - 1];
    const wide = columns(this.texts.of(seq).text.slice(last.start, last.end));
    if (this.columns === 0 || wide + FOLD_COLUMNS <= this.columns) {
      last.fold = fold;
    } else {
      rows.push({ kind: 'fold', seq, part: 0, ...fold });
    }
  }

  /** @param {import('./folds.js').Run} run */
  #foldOf(run) {
    return { count: run.count, open: this.#folds.isOpen(run) };
  }

  /** @param {number} seq @param {Row[]} rows */
  #addFields(seq, rows) {
    let part = 0;
    for (const { name, value } of this.texts.fields(seq) ?? []) {
      const begin = part;
      for (const raw of value.slice(0, SHOWN_CHARS).replace(LAST_BREAKS, '').split(LINE_BREAK)) {
        // JSON writes such characters as escapes, which are read by now: in the value they are as harmful as in a line.
        const { text, spans } = plain(raw);
        const starts = this.columns === 0 ? [0] : pieces(text, Math.max(10, this.columns - this.nameColumns));
        addPieces(starts, text.length, (start, end) => {
          rows.push({ kind: 'field', seq, part, name: part === begin ? plain(name).text : '', text, spans, start, end });
          part++;
        });
      }
      if (value.length > SHOWN_CHARS) {
        rows.push({ kind: 'field', seq, part, name: '', text: '', start: 0, end: 0, count: value.length - SHOWN_CHARS });
        part++;
      }
    }
  }

  /** @param {number} seq @returns {import('./folds.js').Run | null} the stack trace that it is a frame of, or the head */
  #runOf(seq) {
    return this.only ? null : (this.#folds.at(seq) ?? this.#folds.below(seq));
  }

  /** @param {number} seq @returns {import('./folds.js').Run | null} the stack trace that is hidden behind this line */
  #closedBelow(seq) {
    const run = this.#folds.below(seq);
    return run === null || this.#folds.isOpen(run) ? null : run;
  }
}

/**
 * @param {readonly number[]} starts
 * @param {number} length
 * @param {(start: number, end: number, piece: number) => void} add
 */
function addPieces(starts, length, add) {
  starts.forEach((start, piece) => add(start, starts[piece + 1] ?? length, piece));
}

/**
 * @template T
 * @param {Set<T>} set
 * @param {T} value
 */
function flip(set, value) {
  if (!set.delete(value)) {
    set.add(value);
  }
}
