import { MASK, SHIFT } from './chunk.js';
import { ExpressionSearch } from './expressionsearch.js';
import { Hits, lowest } from './hits.js';
import { TextSearch } from './textsearch.js';

/** So many hits are remembered of lines that are not in memory any more: these are loaded again where they come into view. */
const MOST_HITS = 200_000;

/**
 * @typedef {{lines: import('./lines.js').Lines, hits: Hits, onProgress: () => void, onWorked: (millis: number) => void}} Searching
 *     where to search, what to add to, and whom to tell: that something was searched, and how long that took
 */

/**
 * Searches the lines in memory, from the reader's place on, and those that come, as they come. Hits are lines. Text is searched
 * here (`TextSearch`), an expression somewhere else (`ExpressionSearch`), since one may never come to an end. One that cannot be
 * read is searched as text.
 */
export class Find {
  /** Why the expression is none, in the words of the browser; null: it is one, or text was asked for. @type {string | null} */
  invalid = null;

  /** Whether the search was given up because the expression takes too long. */
  tooSlow = false;

  /** Whether there is no search because the browser cannot let expressions run. */
  failed = false;

  /** Whether all lines in memory were searched. */
  done = true;

  /** Whether hits outlive their lines in memory: where they alone are shown, the others make room for older ones. */
  keepsHits = false;

  /** What is searched for. @type {{text: string, regex: boolean, matchCase: boolean}} */
  wanted = { text: '', regex: false, matchCase: false };

  /** Counts up whenever something else is searched for. */
  version = 0;

  /** Counts up whenever `ranges` may tell otherwise: rows that were painted before are out of date. */
  rangesVersion = 0;

  /** Told when `ranges` knows more than it did when it was asked. */
  onRanges = () => {};

  /** Told how long a slice of the search took. @type {(millis: number) => void} */
  onWorked = () => {};

  #lines;
  #onChange;
  #hits = new Hits();
  /** Null: nothing is searched for. @type {TextSearch | ExpressionSearch | null} */
  #search = null;
  #toldCount = 0;

  /**
   * @param {import('./lines.js').Lines} lines
   * @param {() => void} onChange called when hits were added or the search has come to its end
   */
  constructor(lines, onChange) {
    this.#lines = lines;
    this.#onChange = onChange;
  }

  /** Whether anything is searched for. */
  get active() {
    return this.#search !== null;
  }

  /** How many lines match. */
  get count() {
    return this.#hits.count;
  }

  /**
   * Begins anew.
   *
   * @param {{text: string, regex: boolean, matchCase: boolean}} wanted
   */
  search({ text, regex, matchCase }) {
    this.wanted = { text, regex, matchCase };
    this.version++;
    this.rangesVersion++;
    this.invalid = null;
    this.tooSlow = false;
    this.failed = false;
    this.done = true;
    this.#search?.close();
    this.#search = null;
    this.#hits = new Hits();
    this.#toldCount = 0;
    if (text !== '') {
      const search = (regex ? this.#expression(text, matchCase) : null) ?? this.#text(text, matchCase);
      this.#search = search;
      const chunks = this.#fromReaderOn();
      this.done = chunks.length === 0;
      search.add(chunks);
    }
    this.#onChange();
  }

  /** Lines have other numbers now: what was found is to be found once more. */
  again() {
    if (this.active) {
      this.search(this.wanted);
    }
  }

  /** Lines came at the end. @param {number} from @param {number} end */
  added(from, end) {
    const indexes = [];
    for (let index = from >> SHIFT; index <= (end - 1) >> SHIFT; index++) {
      indexes.push(index);
    }
    this.#search?.add(indexes);
  }

  /** @param {number} index of a chunk that is not in memory any more */
  dropped(index) {
    const isUnsearched = this.#search?.drop(index) ?? true;
    if (isUnsearched || !this.keepsHits || this.#hits.count > MOST_HITS) {
      this.#hits.drop(index);
    }
  }

  /** @param {number} last index of the chunks whose numbers will be those of other lines, with all before it */
  forgotten(last) {
    this.#hits.forget(last);
  }

  /** Whether there are lines in memory that are yet to be searched. */
  get isSearching() {
    return this.#search !== null && !this.#search.isDone;
  }

  /** @param {number} index of a chunk @returns {boolean} whether it has hits, and these alone are shown */
  shows(index) {
    return this.keepsHits && this.#hits.isIn(index);
  }

  /** @param {number} index of a chunk @returns {boolean} whether it was searched, in memory or not */
  hasSearched(index) {
    return this.#hits.knows(index);
  }

  /** @param {number} from @param {number} to @returns {boolean} whether all lines that are known from one to another were searched */
  hasSearchedAll(from, to) {
    for (let seq = from; seq <= to; ) {
      if (!this.hasSearched(seq >> SHIFT)) {
        return false;
      }
      seq = this.#lines.after(Math.min(seq | MASK, this.#lines.regionOf(seq).end - 1));
    }
    return true;
  }

  /** Whether the log has lines that were not searched, because they are not in memory or never were. */
  get isPart() {
    const lines = this.#lines;
    const { first, end } = lines;
    return !lines.regionOf(first).atBeginning || lines.past?.joined === false || !this.hasSearchedAll(first, end - 1);
  }

  /**
   * Where it stands in a line, as far as that is known.
   *
   * @param {string} line
   * @returns {{start: number, end: number}[]}
   */
  ranges(line) {
    return this.#search?.ranges(line) ?? [];
  }

  /** @param {number} seq @returns {boolean} whether this line is known to match */
  isHit(seq) {
    return this.#hits.has(seq);
  }

  /** @param {number} seq may be -Infinity @returns {number | null} the first hit behind it */
  next(seq) {
    return this.#hits.next(seq);
  }

  /** @param {number} seq may be Infinity @returns {number | null} the last hit before it */
  previous(seq) {
    return this.#hits.previous(seq);
  }

  /**
   * The nearest hit behind or before a line, as far as all that lies between was searched.
   *
   * @param {number} seq where it begins; that line does not count
   * @param {1 | -1} step
   * @returns {{seq: number | null, border: number | null, isSearching: boolean}} `seq` null: there is none; `border` is then the last
   *     line up to which all were searched, and null where it is the last, or the first, of the log; `isSearching`: what lies
   *     behind it is in memory, and is being searched
   */
  nearest(seq, step) {
    const lines = this.#lines;
    for (let last = seq; ; ) {
      const at = lines.beside(last, step);
      if (at === null) {
        return { seq: null, border: lines.isEdge(last, step) ? null : last, isSearching: false };
      }
      const index = at >> SHIFT;
      const where = lines.regionOf(at);
      const first = Math.max(index << SHIFT, where.first);
      const end = Math.min((index + 1) << SHIFT, where.end);
      const searched = (index << SHIFT) + this.#hits.searchedTo(index, lines.chunk(index));
      const hit = step > 0 ? this.next(at - 1) : this.previous(at + 1);
      // Lines of a chunk are searched in their order: before its last hit none is left out.
      if (hit !== null && hit >= first && hit < Math.min(end, searched) && searched > at) {
        return { seq: hit, border: null, isSearching: false };
      }
      if (searched < (step > 0 ? end : at + 1)) {
        return { seq: null, border: last, isSearching: lines.has(at) };
      }
      last = step > 0 ? end - 1 : first;
    }
  }

  /** @param {number} seq @returns {number} how many hits stand before it */
  ordinal(seq) {
    return this.#hits.ordinal(seq);
  }

  /** @param {number} ordinal @returns {number | null} the hit with so many before it */
  at(ordinal) {
    return this.#hits.at(ordinal);
  }

  /** @param {(hits: readonly number[]) => void} visit called with the hits of each chunk, in the order of the log */
  eachChunk(visit) {
    this.#hits.eachChunk(visit);
  }

  /**
   * @param {string} text
   * @param {boolean} matchCase
   */
  #text(text, matchCase) {
    return new TextSearch({ text, matchCase }, this.#searching());
  }

  /**
   * @param {string} source
   * @param {boolean} matchCase
   * @returns {ExpressionSearch | null} null: it is none
   */
  #expression(source, matchCase) {
    const flags = matchCase ? '' : 'i';
    try {
      new RegExp(source, flags);
    } catch (error) {
      this.invalid = error instanceof Error ? error.message : String(error);
      return null;
    }
    /** @type {ExpressionSearch} */
    const search = new ExpressionSearch(
      { source, flags },
      this.#searching(),
      (why) => this.#giveUp(search, why),
      () => this.#knowRanges(search),
    );
    return search;
  }

  /** @returns {Searching} */
  #searching() {
    const hits = this.#hits;
    return {
      lines: this.#lines,
      hits,
      onProgress: () => this.#progressed(hits),
      onWorked: (millis) => this.onWorked(millis),
    };
  }

  /** @param {Hits} hits of the search that tells this: it may not be the present one any more */
  #progressed(hits) {
    const isDone = this.#search?.isDone ?? true;
    if (hits === this.#hits && (hits.count !== this.#toldCount || isDone !== this.done)) {
      this.#toldCount = hits.count;
      this.done = isDone;
      this.#onChange();
    }
  }

  /**
   * @param {ExpressionSearch} search
   * @param {import('./expression.js').Ending} why
   */
  #giveUp(search, why) {
    if (search === this.#search) {
      this.tooSlow = why === 'slow';
      this.failed = why === 'failed';
      this.#search = null;
      this.done = true;
      this.#onChange();
    }
  }

  /** @param {ExpressionSearch} search */
  #knowRanges(search) {
    if (search === this.#search) {
      this.rangesVersion++;
      this.onRanges();
    }
  }

  /** What the reader sees first, then backwards to the oldest, then what is behind: most look for what was. */
  #fromReaderOn() {
    const all = this.#lines.chunkIndexes();
    const reader = this.#lines.reader >> SHIFT;
    const behind = lowest(all, reader + 1);
    return [...all.slice(0, behind).reverse(), ...all.slice(behind)];
  }
}
