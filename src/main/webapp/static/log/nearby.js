import { turnOfOthers } from '../core/follow.js';
import { failureText } from '../text/sentences.js';

/** Lines are loaded when the reader is this near to them. */
const NEAR_LINES = 500;

/** Loads what the reader comes near to, by scrolling, by a link, or on the way to the oldest line. */
export class Nearby {
  #lines;
  #rows;
  #find;
  #loader;
  #list;
  #olderHits;
  #toast;
  #messages;
  #isClosed = false;

  /**
   * @param {{lines: import('../core/lines.js').Lines, rows: import('./rows.js').Rows, find: import('../core/find.js').Find,
   *     loader: import('../core/loader.js').Loader, list: import('./list.js').LogList,
   *     olderHits: Pick<import('./olderhits.js').OlderHits, 'near'>, toast: (text: string) => void,
   *     messages: import('../text/messages.js').Messages}} parts
   */
  constructor({ lines, rows, find, loader, list, olderHits, toast, messages }) {
    this.#lines = lines;
    this.#rows = rows;
    this.#find = find;
    this.#loader = loader;
    this.#list = list;
    this.#olderHits = olderHits;
    this.#toast = toast;
    this.#messages = messages;
  }

  close() {
    this.#isClosed = true;
  }

  /**
   * @param {number} first line in view
   * @param {number} last
   */
  shown(first, last) {
    const lines = this.#lines;
    const loader = this.#loader;
    const { only, floor } = this.#rows;
    if (only) {
      this.#olderHits.near();
      return;
    }
    [first - NEAR_LINES, first, last, last + NEAR_LINES].forEach((seq) => this.need(seq));
    const region = lines.regionOf(first);
    const start = Math.max(region.first, floor);
    if (first - start < NEAR_LINES && floor <= region.first) {
      void loader.older(region);
    }
    if (lines.past !== null && last >= lines.past.end - NEAR_LINES && first < lines.past.end) {
      void loader.newer();
    }
  }

  /** @param {number} seq which may be none */
  need(seq) {
    const { first, end } = this.#lines.regionOf(seq);
    if (seq >= first && seq < end && !this.#lines.has(seq)) {
      void this.#loader.need(seq);
    }
  }

  /** To the oldest line of the log, however far away it is. */
  async toTop() {
    const lines = this.#lines;
    const { only, floor } = this.#rows;
    if (lines.count === 0) {
      return;
    }
    if (!only && floor <= lines.first && !lines.regionOf(lines.first).atBeginning) {
      await this.#loader.oldest();
    }
    if (!this.#isClosed) {
      this.#list.toTop();
    }
  }

  /** To the line of a link. @param {string} at the place behind it */
  async open(at) {
    let seq = null;
    try {
      seq = await this.#loader.around(at);
    } catch (error) {
      this.#toast(failureText(this.#messages, error));
    }
    while (this.#rows.only && this.#find.isSearching && !this.#isClosed) {
      // Of matching lines alone nothing would be there to stand at.
      await turnOfOthers();
    }
    if (this.#isClosed) {
      return;
    }
    if (seq === null) {
      this.#toast(this.#messages.t('link.gone'));
      this.#list.follow();
    } else {
      this.#list.goTo(seq, { always: true });
    }
  }
}
