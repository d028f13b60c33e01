import { failureText } from '../text/sentences.js';

/** What rows offer: opens and folds lines, loads what is missing, hides what is there and shows it again. */
export class Offers {
  #view;
  #messages;
  #toast;
  #lines;
  #rows;
  #loader;
  #list;
  #olderHits;
  #onHit;
  #isClosed = false;

  /**
   * @param {{view: import('../app/events.js').Observable<any>, messages: import('../text/messages.js').Messages,
   *     toast: (text: string) => void, lines: import('../core/lines.js').Lines, rows: import('./rows.js').Rows,
   *     loader: import('../core/loader.js').Loader, list: import('./list.js').LogList,
   *     olderHits: import('./olderhits.js').OlderHits, onHit: (seq: number) => void}} parts `onHit` is told which line the reader
   *     wants to see of those that match
   */
  constructor({ view, messages, toast, lines, rows, loader, list, olderHits, onHit }) {
    this.#view = view;
    this.#messages = messages;
    this.#toast = toast;
    this.#lines = lines;
    this.#rows = rows;
    this.#loader = loader;
    this.#list = list;
    this.#olderHits = olderHits;
    this.#onHit = onHit;
  }

  close() {
    this.#isClosed = true;
  }

  /**
   * @param {string} action
   * @param {number} seq
   * @param {import('./rows.js').Row} row
   */
  take(action, seq, row) {
    switch (action) {
      case 'fold':
        this.#rows.toggleFold(seq);
        this.#list.revealOpened(seq);
        break;
      case 'fields':
        this.#rows.toggleFields(seq);
        this.#list.revealOpened(seq);
        break;
      case 'whole':
        this.#rows.texts.toggleWhole(seq);
        this.#reveal(seq);
        break;
      case 'gap':
        // Where the gap stands, the reader wants to see what was in it.
        this.#list.pause();
        void this.#fill(/** @type {import('../core/lines.js').Note} */ (row.note));
        break;
      case 'older':
        this.#loader.tryAgain();
        break;
      case 'searchOn':
        this.#olderHits.goOn();
        break;
      case 'stopSearch':
        this.#olderHits.stop();
        break;
      case 'unclear':
        this.unclear();
        break;
      case 'context':
        if (this.#rows.only) {
          this.showInContext(seq);
        }
        break;
    }
    this.#list.refresh();
  }

  /** Opens or closes a line or a stack trace. @param {number} seq */
  toggle(seq) {
    if (this.#lines.has(seq) && this.#rows.toggle(seq)) {
      this.#reveal(this.#rows.visible(seq));
    }
  }

  /** @param {number} seq of a line that was opened or closed */
  #reveal(seq) {
    this.#list.revealOpened(seq);
    if (this.#rows.texts.whole.has(seq)) {
      // It is wrapped, also where others go on to the right.
      this.#list.scrollToLeft();
    }
  }

  /** Leaves the view of matching lines, at one of them. @param {number} seq */
  showInContext(seq) {
    this.#view.set({ find: { ...this.#view.value.find, only: false } });
    this.#onHit(seq);
    queueMicrotask(() => this.#list.goTo(seq, { always: true }));
  }

  /** Hides what is there. The stream keeps its place, and nothing is thrown away. @returns {number} how many lines are hidden */
  clear() {
    const lines = this.#lines;
    const rows = this.#rows;
    const floor = lines.end;
    const count = lines.ordinal(floor) - lines.ordinal(Math.max(rows.floor, lines.first));
    rows.floor = floor;
    lines.addNote({ kind: 'cleared', at: Date.now(), count });
    // What nobody sees is not to be copied by a key.
    this.#list.unselect();
    this.#list.follow();
    this.#list.refresh();
    return count;
  }

  get isCleared() {
    return this.#rows.floor > this.#lines.first;
  }

  unclear() {
    const rows = this.#rows;
    const notes = this.#lines.notes(rows.floor);
    this.#lines.removeNotes(rows.floor, notes.filter(({ kind }) => kind === 'cleared'));
    rows.floor = -Infinity;
    this.#list.pause();
    this.#list.refresh();
  }

  /** @param {import('../core/lines.js').Note} gap */
  async #fill(gap) {
    const messages = this.#messages;
    let told = '';
    try {
      const count = await this.#loader.fill(gap);
      if (count !== null) {
        told = count === 0 ? messages.t('gap.nothing') : messages.t('gap.loaded', { n: count });
      }
    } catch (error) {
      told = messages.t('gap.failed', { why: failureText(messages, error) });
    }
    if (told !== '' && !this.#isClosed) {
      this.#toast(told);
    }
  }
}
