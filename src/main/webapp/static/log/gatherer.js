import { copyText } from '../app/clipboard.js';
import { turnOfOthers } from '../core/follow.js';
import { failureText } from '../text/sentences.js';
import { Content } from './content.js';
import { countOf, passageOf, save, textOf } from './select.js';

/** More is no copy but a download; the clipboard of some systems stalls long before. */
const COPIED_LINES = 200_000;

/** More than this a browser may have no place for: the oldest lines are saved. */
const SAVED_BYTES = 2 ** 31;

/** What takes no longer than this needs no telling; then it is told so often how far it got. */
const TOLD_MILLIS = 400;

/** So long the page works at it before others have their turn. */
const SLICE_MILLIS = 8;

/**
 * @typedef {import('./select.js').Log} Log
 * @typedef {import('./select.js').Selected} Selected
 * @typedef {{count: number, isWhole: boolean, isCut: boolean}} Read how many lines; not whole: some are not in the log any more;
 *     cut: there are more
 */

/**
 * Copies and saves what is selected, one thing at a time. Where lines must be loaded for it that takes a while: the view says how
 * far it got (`gathered`), and it can be stopped.
 */
export class Gatherer {
  #view;
  #messages;
  #toast;
  /** What it is at; null: nothing. @type {{} | null} */
  #task = null;

  /**
   * @param {{view: import('../app/events.js').Observable<any>, messages: import('../text/messages.js').Messages,
   *     toast: (text: string) => void}} parts
   */
  constructor({ view, messages, toast }) {
    this.#view = view;
    this.#messages = messages;
    this.#toast = toast;
  }

  get isAtWork() {
    return this.#task !== null;
  }

  stop() {
    if (this.isAtWork) {
      this.#end();
      this.#say('select.stopped');
    }
  }

  /**
   * @param {Log} log
   * @param {Selected} selected
   * @param {boolean} withTime
   */
  async copy(log, selected, withTime) {
    if (countOf(log, selected).count > COPIED_LINES) {
      this.#sayTooMany();
      return;
    }
    /** @type {string[]} */
    const texts = [];
    const read = await this.#read(log, selected, {
      take: (lines) => texts.push(textOf(lines, withTime)),
      isEnough: (count) => count > COPIED_LINES,
    });
    if (read === null) {
      return;
    }
    if (read.isCut) {
      this.#sayTooMany();
    } else if (await copyText(texts.join(''))) {
      this.#sayDone('copy.lines', { n: read.count }, read);
    } else {
      this.#say('copy.failed', { keys: 'Ctrl+C' });
    }
  }

  /**
   * @param {Log} log
   * @param {Selected} selected
   * @param {string} file its name
   */
  async save(log, selected, file) {
    const content = new Content();
    const read = await this.#read(log, selected, {
      take: (lines) => content.add(textOf(lines, false)),
      isEnough: () => content.bytes > SAVED_BYTES,
    });
    if (read !== null) {
      save(file, content.blob());
      this.#sayDone(read.isCut ? 'download.cut' : 'download.done', { n: read.count, file }, read);
    }
  }

  /**
   * @param {Log} log
   * @param {Selected} selected
   * @param {{take: (lines: import('../core/passage.js').Piece['lines']) => void, isEnough: (count: number) => boolean}} to
   *     `isEnough`: after so many lines no more are read
   * @returns {Promise<Read | null>} null: it came to nothing, and that was told
   */
  async #read(log, selected, { take, isEnough }) {
    if (log.rows.only && !countOf(log, selected).isAll) {
      this.#say('select.unsearched');
      return null;
    }
    const task = {};
    this.#task = task;
    const read = { count: 0, isWhole: true, isCut: false };
    const telling = this.#tell(task, read);
    let sliceBegun = performance.now();
    let hasWaited = false;
    try {
      for await (const { lines, isWhole, waitMillis = 0 } of passageOf(log, selected).pieces()) {
        if (waitMillis > 0 && this.#task === task) {
          if (!hasWaited) {
            this.#say('select.waiting');
          }
          hasWaited = true;
          await new Promise((resolve) => setTimeout(resolve, waitMillis));
        }
        if (this.#task !== task) {
          return null;
        }
        take(lines);
        read.count += lines.length;
        read.isWhole &&= isWhole;
        if (isEnough(read.count)) {
          read.isCut = true;
          break;
        }
        if (performance.now() - sliceBegun > SLICE_MILLIS) {
          await turnOfOthers();
          sliceBegun = performance.now();
        }
      }
      return this.#task === task ? read : null;
    } catch (error) {
      if (this.#task === task) {
        this.#say('select.failed', { why: failureText(this.#messages, error) });
      }
      return null;
    } finally {
      clearInterval(telling);
      if (this.#task === task) {
        this.#end();
      }
    }
  }

  /** @param {{}} task @param {Read} read how far it got */
  #tell(task, read) {
    return setInterval(() => {
      if (this.#task === task) {
        if (this.#view.value.gathered === null) {
          // Once: numbers that are spoken all the time help nobody.
          this.#say('select.reading');
        }
        this.#view.set({ gathered: read.count });
      }
    }, TOLD_MILLIS);
  }

  #end() {
    this.#task = null;
    this.#view.set({ gathered: null });
  }

  #sayTooMany() {
    this.#say('copy.tooMany', { n: COPIED_LINES, download: this.#messages.t('select.download') });
  }

  /**
   * @param {string} key
   * @param {Readonly<Record<string, string | number>>} values
   * @param {Read} read
   */
  #sayDone(key, values, { isWhole }) {
    const messages = this.#messages;
    const done = messages.t(key, values);
    this.#toast(isWhole ? done : messages.t('select.left', { done }));
  }

  /**
   * @param {string} key
   * @param {Readonly<Record<string, string | number>>} [values]
   */
  #say(key, values) {
    this.#toast(this.#messages.t(key, values));
  }
}
