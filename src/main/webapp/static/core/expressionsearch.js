import { Expression } from './expression.js';
import { piece } from './piece.js';

/** So many questions are on their way to an expression: it has the next one when it has answered one. */
const QUESTIONS = 4;

/** Where an expression fits is remembered of so many texts; more are not in view. */
const REMEMBERED_TEXTS = 4_000;

/** Searches chunks by asking an expression, which runs somewhere else. */
export class ExpressionSearch {
  #lines;
  #hits;
  #onProgress;
  #onWorked;
  #onRanges;
  #expression;
  /** Chunks with something that was not searched, in the order in which that will be done. @type {Set<number>} */
  #pending = new Set();
  /** Chunks that the expression is being asked about. @type {Set<number>} */
  #asked = new Set();
  /** Where the expression fits in texts that were asked for. @type {Map<string, {start: number, end: number}[]>} */
  #ranges = new Map();

  /**
   * @param {{source: string, flags: string}} wanted
   * @param {import('./find.js').Searching} searching
   * @param {(why: import('./expression.js').Ending) => void} onEnd told when it was given up
   * @param {() => void} onRanges told when `ranges` knows more than it did when it was asked
   */
  constructor(wanted, { lines, hits, onProgress, onWorked }, onEnd, onRanges) {
    this.#lines = lines;
    this.#hits = hits;
    this.#onProgress = onProgress;
    this.#onWorked = onWorked;
    this.#onRanges = onRanges;
    this.#expression = new Expression(wanted, onEnd);
  }

  /** Whether there is nothing left to search. */
  get isDone() {
    return this.#pending.size === 0 && this.#asked.size === 0;
  }

  /** @param {readonly number[]} indexes of chunks with lines that were not searched */
  add(indexes) {
    indexes.forEach((index) => this.#pending.add(index));
    this.#goOn();
  }

  /** @param {number} index of a chunk that is not in memory any more @returns {boolean} whether some of it was still to be searched */
  drop(index) {
    return this.#pending.delete(index);
  }

  /** @param {string} line @returns {{start: number, end: number}[]} where it fits in a line, as far as that is known */
  ranges(line) {
    const known = this.#ranges.get(line);
    if (known !== undefined) {
      return known;
    }
    void this.#askRanges(line);
    return [];
  }

  close() {
    this.#expression.close();
  }

  /** @param {string} line */
  async #askRanges(line) {
    if (this.#ranges.size >= REMEMBERED_TEXTS) {
      this.#ranges.clear();
    }
    this.#ranges.set(line, []);
    const found = await this.#expression.ranges(line);
    if (found !== null && found.length > 0) {
      this.#ranges.set(line, found);
      this.#onRanges();
    }
  }

  #goOn() {
    while (this.#asked.size < QUESTIONS && this.#askNext()) {}
  }

  /** @returns {boolean} false: there is nothing to ask about now */
  #askNext() {
    for (const index of this.#pending) {
      if (!this.#asked.has(index)) {
        this.#pending.delete(index);
        const chunk = this.#lines.chunk(index);
        const state = chunk === undefined ? null : this.#hits.searched(index, chunk);
        if (chunk !== undefined && state !== null && state.end < chunk.to) {
          this.#asked.add(index);
          void this.#ask(index, chunk, state);
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Lets the expression search the next lines of a chunk, and then goes on with what is pending.
   *
   * @param {number} index
   * @param {import('./chunk.js').Chunk} chunk
   * @param {import('./hits.js').Searched} state
   */
  async #ask(index, chunk, state) {
    const begun = performance.now();
    const { lines, until } = piece(chunk, state.end);
    const answer = this.#expression.lines(lines);
    this.#onWorked(performance.now() - begun);
    const found = await answer;
    if (found === null) {
      return;
    }
    this.#asked.delete(index);
    if (this.#hits.isOf(index, state)) {
      this.#hits.add(index, state, found, until);
    }
    if (until < (this.#lines.chunk(index)?.to ?? 0)) {
      this.#pending.add(index);
    }
    this.#goOn();
    this.#onProgress();
  }
}
