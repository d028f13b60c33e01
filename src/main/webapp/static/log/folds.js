import { FLAG } from '../core/lines.js';
import { isFrameDetail } from '../text/frames.js';

/** Fewer frames than these hide nothing worth a click. */
const FOLDED_FRAMES = 2;

/** So many lines are looked at above one that may be a detail of a frame. */
const DETAIL_LINES = 4;

/**
 * The frames of one stack trace: lines from `start` up to but without `end`, `count` frames of one or more lines. `head` is the
 * line that they belong to and that says how many there are; null where that is not known, or hidden: then they say so in a row
 * of their own.
 *
 * @typedef {{start: number, end: number, count: number, head: number | null}} Run
 */

/** Which lines are frames of a stack trace, and which of these traces are open. */
export class Folds {
  /** Lines before this one are hidden. */
  floor = -Infinity;

  /** Stack traces that are open, by their first frame; with `allOpen` those that are closed. @type {Set<number>} */
  #turned = new Set();
  #allOpen = false;
  #lines;
  /** The stack trace that was looked at last. @type {Run} */
  #run = NOTHING;

  /** @param {import('../core/lines.js').Lines} lines */
  constructor(lines) {
    this.#lines = lines;
  }

  /** Lines are others now. */
  forget() {
    this.#run = NOTHING;
  }

  /** @param {(seq: number) => number} renumbered gives the number that a line has now */
  renumber(renumbered) {
    this.#turned = new Set([...this.#turned].map(renumbered));
    this.floor = renumbered(this.floor);
    this.forget();
  }

  /** @param {number} seq @returns {Run | null} the stack trace that it is a frame of */
  at(seq) {
    if (!this.#isOfFrame(seq)) {
      return null;
    }
    const run = this.#run;
    // The end of the log may have grown since, and so may what is known of the beginning.
    if (seq < run.start || seq >= run.end || run.end >= this.#lines.end - 1 || run.start - 1 <= this.#first) {
      const start = this.#startOf(seq);
      const end = this.#endOf(seq);
      this.#run = { start, end, count: this.#countOf(start, end), head: this.#headOf(start) };
    }
    return this.#run.count < FOLDED_FRAMES ? null : this.#run;
  }

  /** @param {number} seq @returns {Run | null} the stack trace that this line is the head of */
  below(seq) {
    const run = this.#isFrame(seq + 1) ? this.at(seq + 1) : null;
    return run !== null && run.head === seq ? run : null;
  }

  /** @param {number} seq @returns {Run | null} the stack trace that hides this line */
  hiding(seq) {
    const run = this.at(seq);
    return run === null || this.isOpen(run) ? null : run;
  }

  /** @param {Run} run */
  isOpen({ start }) {
    return this.#turned.has(start) !== this.#allOpen;
  }

  /** Opens what is closed, and the other way round. @param {Run} run */
  turn({ start }) {
    if (!this.#turned.delete(start)) {
      this.#turned.add(start);
    }
  }

  turnAll() {
    this.#allOpen = !this.#allOpen;
    this.#turned.clear();
  }

  get #first() {
    return Math.max(this.#lines.first, this.floor);
  }

  /** @param {number} seq */
  #startOf(seq) {
    let start = seq;
    while (start > this.floor && this.#isOfFrame(start - 1) && this.#lines.notes(start).length === 0) {
      start--;
    }
    return start;
  }

  /** @param {number} seq */
  #endOf(seq) {
    let end = seq + 1;
    while (this.#isOfFrame(end) && this.#lines.notes(end).length === 0) {
      end++;
    }
    return end;
  }

  /** @param {number} start @param {number} end */
  #countOf(start, end) {
    let count = 0;
    for (let seq = start; seq < end; seq++) {
      count += this.#isFrame(seq) ? 1 : 0;
    }
    return count;
  }

  /** @param {number} start @returns {number | null} */
  #headOf(start) {
    const lines = this.#lines;
    const head = start - 1;
    const isShown = head >= this.#first && head >= lines.regionOf(start).first && lines.notes(start).length === 0;
    const isOfIt = isShown && lines.has(head) && (lines.flags(head) & FLAG.lost) === 0;
    // Among several logs, that of another one may stand in between.
    return isOfIt && lines.source(head) === lines.source(start) ? head : null;
  }

  /** @param {number} seq whether it is a frame, or more of one */
  #isOfFrame(seq) {
    return this.#isFrame(seq) || this.#isDetail(seq);
  }

  /** @param {number} seq */
  #isFrame(seq) {
    return this.#lines.has(seq) && (this.#lines.flags(seq) & FLAG.frame) !== 0;
  }

  /** @param {number} seq */
  #isDetail(seq) {
    const lines = this.#lines;
    let frame = seq;
    while (frame > seq - DETAIL_LINES && this.#continues(frame) && lines.notes(frame).length === 0) {
      frame--;
      if (this.#isFrame(frame)) {
        return lines.source(frame) === lines.source(seq) && isFrameDetail(lines.text(seq), lines.text(frame));
      }
    }
    return false;
  }

  /** @param {number} seq */
  #continues(seq) {
    return this.#lines.has(seq) && (this.#lines.flags(seq) & FLAG.continues) !== 0;
  }
}

/** @type {Run} */
const NOTHING = Object.freeze({ start: 0, end: 0, count: 0, head: null });
