import { MASK } from './chunk.js';
import { FLAG } from './line.js';
import { Refusal } from './refusal.js';
import { reloaded } from './reload.js';

/** As many as the server gives on a page: nobody waits for the first of them to see it. */
const ASKED_LINES = 10_000;

/** A server that has no time now says when to come again: so long is waited in all for one page. */
const MOST_WAIT_MILLIS = 120_000;

/** What a server says that has no time now: too many requests, or it is overloaded (RFC 6585, 4; RFC 9110, 15.6.4). */
const BUSY = new Set([429, 503]);

/**
 * A part of the passage: lines that the page knows, with what to ask for where they are not in memory; or what lies between two
 * places, of which nothing is known.
 *
 * @typedef {{from: number, end: number, wanted: number[] | null, range: import('./lines.js').Part | null, parts: import('./lines.js').Part[]}} Known
 *     `wanted` null: all of them; `range` null: the way there is forgotten
 * @typedef {{after: string, before: string}} Unknown
 *
 * @typedef {{lines: {line: string, millis: number}[], isWhole: boolean, waitMillis?: number}} Piece `isWhole`: nothing of it is lost;
 *     `waitMillis`: the server has no time now, and is not to be asked for the next piece before these are over
 */

/**
 * The lines from one to another, as they stood when it was made, to be read once: from memory where they are still there, from
 * the server where they are not, also what lies between two regions. It keeps the places of all of them, so that it does not
 * matter where the reader goes meanwhile, and puts nothing into memory: what is read here is not what is looked at.
 */
export class Passage {
  #lines;
  #history;
  /** @type {(Known | Unknown)[]} */
  #parts = [];

  /**
   * @param {{lines: import('./lines.js').Lines, history: Pick<import('./history.js').History, 'page' | 'range'>}} store
   * @param {{from: number, end: number, isWanted?: (seq: number) => boolean}} range `isWanted`: only these of its lines, and
   *     nothing of what the page does not know
   */
  constructor({ lines, history }, { from, end, isWanted }) {
    this.#lines = lines;
    this.#history = history;
    for (let seq = from; seq < end; ) {
      const where = lines.regionOf(seq);
      const edge = Math.min((seq | MASK) + 1, where.end, end);
      this.#add(seq, edge, isWanted === undefined ? null : numbers(seq, edge).filter(isWanted));
      seq = lines.after(edge - 1);
      if (seq !== edge && seq < end && isWanted === undefined) {
        this.#addBetween();
      }
    }
  }

  /** @param {number} from @param {number} end in the same chunk and region @param {number[] | null} wanted */
  #add(from, end, wanted) {
    if (wanted?.length !== 0) {
      const range = this.#lines.missing(from);
      this.#parts.push({ from, end, wanted, range, parts: range === null ? [] : this.#lines.parts(range) });
    }
  }

  #addBetween() {
    const { past, live } = this.#lines;
    if (past?.joined === false) {
      this.#parts.push({ after: past.lastPlace, before: live.firstPlace });
    }
  }

  /**
   * Rejected where the server refuses, but for one that says when it has time again.
   *
   * @returns {AsyncGenerator<Piece, void, void>} in the order of the log
   */
  async *pieces() {
    for (const part of this.#parts) {
      if ('range' in part) {
        yield this.#fromMemory(part) ?? (yield* patiently(() => this.#fromServer(part)));
      } else {
        yield* this.#between(part);
      }
    }
  }

  /** @param {Known} part @returns {Piece | null} null: not all of it is there, or its numbers are those of other lines by now */
  #fromMemory({ from, end, wanted, range }) {
    const lines = this.#lines;
    const seqs = wanted ?? numbers(from, end);
    const now = lines.missing(from);
    const isSame = now?.from === range?.from && now?.after === range?.after;
    if (!isSame || !seqs.every((seq) => lines.has(seq))) {
      return null;
    }
    return pieceOf(seqs.map((seq) => ({ line: lines.text(seq), millis: lines.millis(seq), flags: lines.flags(seq) })));
  }

  /** @param {Known} part @returns {Promise<Piece>} */
  async #fromServer({ from, end, wanted, range, parts }) {
    if (range === null || range.after === '') {
      return { lines: [], isWhole: false };
    }
    const lines = await reloaded(this.#history, parts);
    return pieceOf((wanted ?? numbers(from, end)).map((seq) => lines[seq - range.from]));
  }

  /** @param {Unknown} part @returns {AsyncGenerator<Piece, void, void>} */
  async *#between({ after, before }) {
    for (let place = after, hasMore = true; hasMore; ) {
      const page = yield* patiently(() => this.#history.page({ after: place, before, limit: ASKED_LINES }));
      const goesOn = page.lastPlace !== place;
      hasMore = page.more && goesOn;
      yield { lines: page.lines, isWhole: page.gaps.length === 0 && (goesOn || !page.more) };
      place = page.lastPlace;
    }
  }
}

/** @param {readonly {line: string, millis: number, flags: number}[]} lines @returns {Piece} those that are not lost */
function pieceOf(lines) {
  const left = lines.filter(({ flags }) => (flags & FLAG.lost) === 0);
  return { lines: left.map(({ line, millis }) => ({ line, millis })), isWhole: left.length === lines.length };
}

/**
 * @template T
 * @param {() => Promise<T>} ask
 * @returns {AsyncGenerator<Piece, T, void>} pieces without lines, as often as one has to wait
 */
async function* patiently(ask) {
  for (let waited = 0; ; ) {
    try {
      return await ask();
    } catch (error) {
      const waitMillis = error instanceof Refusal && BUSY.has(error.status) ? error.waitMillis : 0;
      waited += waitMillis;
      if (waitMillis === 0 || waited > MOST_WAIT_MILLIS) {
        throw error;
      }
      yield { lines: [], isWhole: true, waitMillis };
    }
  }
}

/** @param {number} from @param {number} end */
function numbers(from, end) {
  return Array.from({ length: end - from }, (_, index) => from + index);
}
