import { reloaded } from './reload.js';

/** After a failure the next try waits so long, unless the reader asks for it. */
const AGAIN_MILLIS = 5_000;

/** Before and behind a line of a link; a whole page of each would make the reader wait. */
const AROUND_LINES = 200;

/** Of a gap, at once: as many as the server gives on a page. */
const GAP_LINES = 10_000;

/**
 * Fetches lines that the reader comes near to: older ones than the page has, those between the region of a link and the
 * live one, those that were dropped. Asks once at a time for each.
 */
export class Loader {
  /** Why older lines could not be loaded; null: they can. @type {unknown} */
  failure = null;

  /** Told when `failure` has changed, or an edge of what is known has. */
  onChange = () => {};

  #lines;
  #history;
  #isBusy = false;
  /** Fulfilled when what is being loaded is there, or cannot be had. */
  #loading = Promise.resolve();
  #notBefore = 0;
  #isClosed = false;
  /** Counts up when lines have other numbers: what was asked for before means others. */
  #numbering = 0;
  /** Chunks that are on their way, by their first line. @type {Set<number>} */
  #coming = new Set();

  /**
   * @param {import('./lines.js').Lines} lines
   * @param {import('./history.js').History} history
   */
  constructor(lines, history) {
    this.#lines = lines;
    this.#history = history;
  }

  close() {
    this.#isClosed = true;
  }

  /** The reader asks for it: at once. */
  tryAgain() {
    this.failure = null;
    this.#notBefore = 0;
    this.onChange();
  }

  /**
   * Lines before a region.
   *
   * @param {import('./lines.js').Region} region
   */
  older(region) {
    const { past, live } = this.#lines;
    const isBetween = region === live && past !== null;
    if (region.atBeginning || region.firstPlace === '' || (isBetween && past.joined)) {
      return Promise.resolve();
    }
    return this.#once(async () => {
      const after = isBetween ? past.lastPlace : undefined;
      const page = await this.#asked(this.#history.page({ after, before: region.firstPlace, backward: true }));
      if (page === null) {
        return;
      }
      this.#prepend(region, page);
      if (!page.more && isBetween) {
        this.#lines.join();
      } else if (!page.more) {
        region.atBeginning = true;
      }
    });
  }

  /** Lines behind the region of a link. */
  newer() {
    const { past, live } = this.#lines;
    if (past === null || past.joined || live.firstPlace === '') {
      return Promise.resolve();
    }
    return this.#once(async () => {
      const page = await this.#asked(this.#history.page({ after: past.lastPlace, before: live.firstPlace }));
      if (page === null) {
        return;
      }
      this.#addGaps(page, past.end);
      if (page.lines.length > 0) {
        this.#lines.extend(past, page.lines, page.lastPlace);
      }
      if (!page.more) {
        this.#lines.join();
      }
    });
  }

  /**
   * Lines behind a line or before it, where what is there is not in memory.
   *
   * @param {number} seq
   * @param {1 | -1} step
   */
  beside(seq, step) {
    const next = this.#lines.beside(seq, step);
    if (next !== null) {
      return this.need(next);
    }
    return step > 0 ? this.newer() : this.older(this.#lines.regionOf(seq));
  }

  /**
   * Opens the region of a link.
   *
   * @param {string} place behind the line
   * @returns {Promise<number | null>} the number of the line; null: it is not in the log any more
   */
  async around(place) {
    // Until its region is there nobody knows how far back the live one may grow.
    this.#isBusy = true;
    let page;
    try {
      page = await this.#history.page({ before: place, backward: true, limit: AROUND_LINES });
    } finally {
      this.#isBusy = false;
    }
    if (page.lines.length === 0 || this.#isClosed) {
      return null;
    }
    this.#lines.openPast(place);
    const past = /** @type {import('./lines.js').Region} */ (this.#lines.past);
    this.#prepend(past, page);
    past.atBeginning = !page.more;
    this.onChange();
    return past.end - 1;
  }

  /** The first lines of the log, as a region of their own where they are far from those that are known. */
  async oldest() {
    // What is being loaded above the reader already must not swallow this.
    await this.#loading;
    const { past, live } = this.#lines;
    if (live.firstPlace === '' || past?.joined === true) {
      return this.older(this.#lines.regionOf(this.#lines.first));
    }
    return this.#once(async () => {
      const page = await this.#asked(this.#history.page({ after: 'earliest', before: live.firstPlace }));
      if (page === null) {
        return;
      }
      if (page.lines.length === 0) {
        live.atBeginning = past === null;
        return;
      }
      this.#lines.openPast(page.firstPlace);
      const begun = /** @type {import('./lines.js').Region} */ (this.#lines.past);
      begun.atBeginning = true;
      this.#addGaps(page, begun.end);
      this.#lines.extend(begun, page.lines, page.lastPlace);
      if (!page.more) {
        this.#lines.join();
      }
    });
  }

  /**
   * A line that was dropped, with those around it.
   *
   * @param {number} seq
   */
  async need(seq) {
    const range = this.#lines.missing(seq);
    if (range === null) {
      return;
    }
    const { from } = range;
    if (this.#coming.has(from) || performance.now() < this.#notBefore) {
      return;
    }
    this.#coming.add(from);
    try {
      const lines = await this.#asked(reloaded(this.#history, this.#lines.parts(range)));
      if (lines !== null) {
        this.#lines.restore(range, lines);
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#coming.delete(from);
    }
  }

  /**
   * Puts what can be had of a gap in its place, as lines like any other. What is missing still is told as a gap again.
   *
   * @param {import('./lines.js').Note} note of kind `gap`
   * @returns {Promise<number | null>} how many lines there were; null: that is not known. Rejected where it could not be loaded
   */
  async fill(note) {
    if (note.state === 'loading') {
      return null;
    }
    note.state = 'loading';
    this.onChange();
    /** @type {number | null} */
    let loaded = null;
    try {
      const page = await this.#history.page({ after: note.gap.from, before: note.gap.to, limit: GAP_LINES });
      // Where its beginning is not known, the server begins at the oldest line: that is none of the gap's.
      const isOfGap = !page.gaps.some(({ before }) => before === 0);
      note.state = 'nothing';
      loaded = isOfGap && page.lines.length > 0 && !this.#isClosed ? this.#fill(note, page) : 0;
    } catch (error) {
      note.state = 'told';
      throw error;
    } finally {
      this.onChange();
    }
    return loaded;
  }

  /**
   * @param {import('./lines.js').Note} note
   * @param {import('./history.js').Page} page
   * @returns {number | null} how many lines were put in; null: the place is forgotten
   */
  #fill(note, page) {
    this.#numbering++;
    const first = this.#lines.fill(note, page);
    if (first === null) {
      return null;
    }
    this.#addGaps(page, first);
    if (page.more) {
      const { source, to, reason } = note.gap;
      this.#lines.addNote({ kind: 'gap', gap: { source, from: page.lastPlace, to, reason }, state: 'told' }, first + page.lines.length);
    }
    return page.lines.length;
  }

  /**
   * @template T
   * @param {Promise<T>} request
   * @returns {Promise<T | null>} null: it came too late, the page has gone on or lines have other numbers
   */
  async #asked(request) {
    const numbering = this.#numbering;
    const answer = await request;
    return this.#isClosed || numbering !== this.#numbering ? null : answer;
  }

  /**
   * @param {import('./lines.js').Region} region
   * @param {import('./history.js').Page} page
   */
  #prepend(region, page) {
    this.#addGaps(page, region.first - page.lines.length);
    if (page.lines.length > 0) {
      this.#lines.prepend(region, page.lines, page.firstPlace);
    }
  }

  /**
   * @param {import('./history.js').Page} page
   * @param {number} first the number that its first line gets
   */
  #addGaps({ gaps }, first) {
    for (const { before, gap } of gaps) {
      this.#lines.addNote({ kind: 'gap', gap, state: 'told' }, first + before);
    }
  }

  /** @param {() => Promise<void>} load */
  #once(load) {
    if (!this.#isBusy && performance.now() >= this.#notBefore) {
      this.#isBusy = true;
      this.#loading = this.#load(load);
    }
    return this.#loading;
  }

  /** @param {() => Promise<void>} load */
  async #load(load) {
    try {
      await load();
      this.failure = null;
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#isBusy = false;
      if (!this.#isClosed) {
        this.onChange();
      }
    }
  }

  /** @param {unknown} error */
  #fail(error) {
    this.failure = error;
    this.#notBefore = performance.now() + AGAIN_MILLIS;
  }
}
