import { turnOfOthers } from './follow.js';
import { matchingLines, matchingRanges } from './matching.js';
import { Needle } from './needle.js';
import { piece } from './piece.js';

/** So long the search works before others have their turn: with painting in between no frame is late. */
const SLICE_MILLIS = 8;

/**
 * Searches chunks for a text, in slices, on the page's own thread: unlike an expression it comes to its end.
 */
export class TextSearch {
  #lines;
  #hits;
  #onProgress;
  #onWorked;
  /** Null: the lines must be decoded. @type {Needle | null} */
  #needle;
  #pattern;
  /** The same, to find all places in a line. */
  #everywhere;
  /** Chunks with something that was not searched, in the order in which that will be done. @type {Set<number>} */
  #pending = new Set();
  #isWorking = false;

  /**
   * @param {{text: string, matchCase: boolean}} wanted
   * @param {import('./find.js').Searching} searching
   */
  constructor({ text, matchCase }, { lines, hits, onProgress, onWorked }) {
    this.#lines = lines;
    this.#hits = hits;
    this.#onProgress = onProgress;
    this.#onWorked = onWorked;
    const source = text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    const flags = matchCase ? '' : 'i';
    this.#needle = Needle.of(text, matchCase);
    this.#pattern = new RegExp(source, flags);
    this.#everywhere = new RegExp(source, `${flags}g`);
  }

  /** Whether there is nothing left to search. */
  get isDone() {
    return this.#pending.size === 0;
  }

  /** @param {readonly number[]} indexes of chunks with lines that were not searched */
  add(indexes) {
    indexes.forEach((index) => this.#pending.add(index));
    void this.#work();
  }

  /** @param {number} index of a chunk that is not in memory any more @returns {boolean} whether some of it was still to be searched */
  drop(index) {
    return this.#pending.delete(index);
  }

  /** @param {string} line @returns {{start: number, end: number}[]} where it stands in a line */
  ranges(line) {
    return matchingRanges(this.#everywhere, line);
  }

  close() {
    this.#pending.clear();
  }

  async #work() {
    if (this.#isWorking) {
      return;
    }
    this.#isWorking = true;
    while (this.#pending.size > 0) {
      const begun = performance.now();
      this.#slice(begun);
      this.#onWorked(performance.now() - begun);
      this.#onProgress();
      if (this.#pending.size > 0) {
        await turnOfOthers();
      }
    }
    this.#isWorking = false;
  }

  /** @param {number} begun */
  #slice(begun) {
    for (const index of this.#pending) {
      if (!this.#searchChunk(index, begun)) {
        return;
      }
      this.#pending.delete(index);
    }
  }

  /**
   * @param {number} index
   * @param {number} begun
   * @returns {boolean} false: the time was over before its end
   */
  #searchChunk(index, begun) {
    const chunk = this.#lines.chunk(index);
    if (chunk === undefined) {
      return true;
    }
    const state = this.#hits.searched(index, chunk);
    while (state.end < chunk.to) {
      const { lines, until } = piece(chunk, state.end);
      this.#hits.add(index, state, this.#matching(lines), until);
      if (performance.now() - begun > SLICE_MILLIS && state.end < chunk.to) {
        return false;
      }
    }
    return performance.now() - begun <= SLICE_MILLIS || this.#pending.size === 1;
  }

  /** @param {import('./packed.js').Packed} lines @returns {ArrayLike<number>} which of them match, in order */
  #matching(lines) {
    return this.#needle === null ? matchingLines(this.#pattern, lines) : this.#needle.matching(lines);
  }
}
