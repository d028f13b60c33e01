import { FLAG } from '../core/lines.js';
import { plain } from '../text/ansi.js';
import { fields } from '../text/fields.js';
import { clockOf, leading, parse } from '../text/times.js';

/** A line may be a mebibyte long; nobody reads that in a row, and laying it out stalls the page. */
export const SHOWN_CHARS = 5_000;

/** What was made of lines that are in view, and some that were. */
const REMEMBERED = 4_000;

/**
 * A line as its rows show it.
 *
 * @typedef {{text: string, spans: {start: number, end: number, className: string}[], hidden: number, starts: number[] | null,
 *     fields: {name: string, value: string}[] | null | undefined}} Shown
 *     `hidden` characters behind the text; where its pieces start, once asked for; its fields, once asked for
 */

/** What rows show of lines: without terminal sequences, cut where they are too long, without a time that stands elsewhere. */
export class Texts {
  /** Whether the time stands in a column of its own and not in the line. */
  timeApart = false;

  /** Whether there is room for the time of day alone, where a line begins with date and time. */
  timeShort = false;

  /** Long lines that are shown whole. @type {Set<number>} */
  whole = new Set();

  /** Reads times without a zone. @type {import('../text/owntimes.js').OwnTimes | null} */
  ownTimes = null;

  #lines;
  /** @type {Map<number, Shown>} */
  #shown = new Map();

  /** @param {import('../core/lines.js').Lines} lines */
  constructor(lines) {
    this.#lines = lines;
  }

  /** Something changed that decides what lines look like. */
  forget() {
    this.#shown.clear();
  }

  /** @param {(seq: number) => number} renumbered gives the number that a line has now */
  renumber(renumbered) {
    this.whole = new Set([...this.whole].map(renumbered));
    this.forget();
  }

  /** @param {number} seq of a line in memory @returns {Shown} */
  of(seq) {
    let shown = this.#shown.get(seq);
    if (shown === undefined) {
      if (this.#shown.size >= REMEMBERED) {
        this.#shown.clear();
      }
      shown = this.#show(seq);
      this.#shown.set(seq, shown);
    }
    return shown;
  }

  /** @param {number} seq @returns {{name: string, value: string}[] | null} null: it has none, or is not in memory */
  fields(seq) {
    if (!this.#lines.has(seq)) {
      return null;
    }
    const shown = this.of(seq);
    if (shown.fields === undefined) {
      const isLine = (this.#lines.flags(seq) & FLAG.continues) === 0;
      shown.fields = isLine ? fields(this.#plainText(seq)) : null;
    }
    return shown.fields;
  }

  /** Shows a long line whole, or cut again. @param {number} seq @returns {boolean} whether it is a long one */
  toggleWhole(seq) {
    if (!this.#lines.has(seq) || this.#lines.text(seq).length <= SHOWN_CHARS) {
      return false;
    }
    if (!this.whole.delete(seq)) {
      this.whole.add(seq);
    }
    this.#shown.delete(seq);
    return true;
  }

  /** @param {number} seq @returns {Shown} */
  #show(seq) {
    const lines = this.#lines;
    const whole = lines.text(seq);
    let raw = this.whole.has(seq) ? whole : whole.slice(0, SHOWN_CHARS);
    // Half of a pair is no character.
    if (raw.length < whole.length && /[\ud800-\udbff]$/.test(raw)) {
      raw = raw.slice(0, -1);
    }
    let { text, spans } = this.#isPlain(seq) ? { text: raw, spans: NO_SPANS } : plain(raw);
    const cut = this.#timeCut(text, lines.millis(seq));
    if (cut.length > 0) {
      text = cut.kept + text.slice(cut.length);
      const shift = cut.length - cut.kept.length;
      spans = spans
        .map(({ start, end, className }) => ({ start: Math.max(0, start - shift), end: end - shift, className }))
        .filter(({ end }) => end > 0);
    }
    return { text, spans, hidden: whole.length - raw.length, starts: null, fields: undefined };
  }

  /**
   * What is left out of a line at its beginning, because the time stands elsewhere, or the date finds no room.
   *
   * @param {string} text
   * @param {number} millis of its time
   * @returns {{length: number, kept: string}}
   */
  #timeCut(text, millis) {
    const time = (this.timeApart || this.timeShort) && !Number.isNaN(millis) ? leading(text, millis, (own) => this.#read(own)) : 0;
    if (time > 0 && this.timeApart) {
      return { length: time + (text[time] === ' ' ? 1 : 0), kept: '' };
    }
    const kept = clockOf(text.slice(0, time));
    return { length: kept === '' ? 0 : time, kept };
  }

  /** @param {string} time */
  #read(time) {
    const millis = parse(time);
    return Number.isNaN(millis) ? (this.ownTimes?.of(time) ?? NaN) : millis;
  }

  /** @param {number} seq */
  #plainText(seq) {
    const text = this.#lines.text(seq);
    return this.#isPlain(seq) ? text : plain(text).text;
  }

  /** @param {number} seq */
  #isPlain(seq) {
    return (this.#lines.flags(seq) & FLAG.control) === 0;
  }
}

/** @type {Shown['spans']} */
const NO_SPANS = [];
