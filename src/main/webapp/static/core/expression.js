import { Buffers } from './buffers.js';

/** Who has waited so long for one answer will get none: some expressions try more ways than there is time. */
const LONGEST_MILLIS = 2_000;

/** A timer that comes later than this was held up itself, by the page or by the machine, and says nothing of the worker. */
const LATE_MILLIS = 250;

/** A worker takes a moment to begin: one is kept for the next expression. */
const KEPT_WORKERS = 1;

const SCRIPT = new URL('./matching.js', import.meta.url).href;

/** The page's policy lets no address become a script but by this. */
const policy = globalThis.trustedTypes?.createPolicy('logstreamer-worker', { createScriptURL: () => SCRIPT });

/** @typedef {'slow' | 'failed'} Ending `slow`: an answer did not come in time; `failed`: the worker could not begin */

/**
 * A regular expression that runs where it can be stopped. On some lines one can go back and forth for longer than anybody
 * lives, and nothing ends a script that runs in the page itself.
 */
export class Expression {
  #runner;
  #isOver = false;
  #onEnd;

  /**
   * @param {{source: string, flags: string}} expression one that `RegExp` takes, without `g`
   * @param {(why: Ending) => void} onEnd told when there will be no more answers, unless it was closed
   */
  constructor({ source, flags }, onEnd) {
    this.#onEnd = onEnd;
    this.#runner = kept.pop() ?? new Runner();
    this.#runner.onEnd = (why) => this.#ended(why);
    this.#runner.tell({ kind: 'expression', source, flags });
  }

  /**
   * @param {import('./packed.js').Packed} lines which are copied at once
   * @returns {Promise<Uint32Array | null>} which of them match; null: it is over
   */
  async lines({ bytes, ends }) {
    const copy = new Uint8Array(travelling.take(bytes.length), 0, bytes.length);
    copy.set(bytes);
    const answer = await this.#ask({ kind: 'lines', bytes: copy, ends }, [copy.buffer]);
    return answer === null ? null : answer.found;
  }

  /**
   * @param {string} text
   * @returns {Promise<{start: number, end: number}[] | null>} where it matches; null: it is over
   */
  ranges(text) {
    return this.#ask({ kind: 'ranges', text });
  }

  /** Nobody wants its answers any more. */
  close() {
    if (!this.#isOver) {
      this.#isOver = true;
      this.#runner.release();
    }
  }

  /**
   * @param {object} question
   * @param {Transferable[]} [gone] memory that goes with it
   */
  async #ask(question, gone) {
    const answer = this.#isOver ? null : await this.#runner.ask(question, gone);
    return this.#isOver ? null : answer;
  }

  /** @param {Ending} why */
  #ended(why) {
    if (!this.#isOver) {
      this.#isOver = true;
      this.#onEnd(why);
    }
  }
}

/** Workers with nothing to do. @type {Runner[]} */
const kept = [];

/**
 * Memory that goes to a worker with lines, and comes back with the answer. To make it anew for each question costs more than
 * all else that is done here: of 520 ms for a million lines 270.
 */
const travelling = new Buffers();

/** A worker, and how long it takes. Answers come in the order of the questions. */
class Runner {
  /** @type {(why: Ending) => void} */
  onEnd = () => {};

  /** @type {Worker | null} */
  #worker = null;
  /** Those who wait for an answer. @type {((answer: any) => void)[]} */
  #waiting = [];
  #isReady = false;
  #isReleased = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  constructor() {
    try {
      this.#worker = new Worker(/** @type {any} */ (policy?.createScriptURL(SCRIPT) ?? SCRIPT), { type: 'module' });
      this.#worker.onmessage = ({ data }) => this.#answered(data);
      this.#worker.onerror = () => this.#end('failed');
    } catch (error) {
      console.warn('expressions cannot run', error);
      queueMicrotask(() => this.#end('failed'));
    }
  }

  /** @param {object} message that nothing answers */
  tell(message) {
    this.#isReleased = false;
    this.#worker?.postMessage(message);
  }

  /**
   * @param {object} question
   * @param {Transferable[]} [gone]
   * @returns {Promise<any>} null: no answer will come
   */
  ask(question, gone = []) {
    return new Promise((resolve) => {
      if (this.#worker === null) {
        resolve(null);
        return;
      }
      this.#waiting.push(resolve);
      this.#worker.postMessage(question, gone);
      if (this.#waiting.length === 1) {
        this.#await();
      }
    });
  }

  /** Whoever used it does so no longer: it is kept as soon as it has nothing to do. */
  release() {
    this.onEnd = () => {};
    this.#isReleased = true;
    if (this.#waiting.length === 0) {
      this.#rest();
    }
  }

  /** @param {any} answer */
  #answered(answer) {
    if (answer.bytes !== undefined) {
      travelling.give(answer.bytes.buffer);
    }
    if (this.#isReady) {
      this.#waiting.shift()?.(answer);
    }
    this.#isReady = true;
    this.#await();
    if (this.#isReleased && this.#waiting.length === 0) {
      this.#rest();
    }
  }

  #rest() {
    if (kept.length >= KEPT_WORKERS) {
      this.#end('failed');
    } else if (this.#worker !== null) {
      kept.push(this);
    }
  }

  /** Begins to wait for the next answer. A worker that has not begun yet is not slow. */
  #await() {
    clearTimeout(this.#timer);
    if (this.#isReady && this.#waiting.length > 0) {
      const due = performance.now() + LONGEST_MILLIS;
      this.#timer = setTimeout(() => {
        if (performance.now() > due + LATE_MILLIS) {
          this.#await();
        } else {
          this.#end('slow');
        }
      }, LONGEST_MILLIS);
    }
  }

  /** @param {Ending} why */
  #end(why) {
    clearTimeout(this.#timer);
    if (kept.includes(this)) {
      kept.splice(kept.indexOf(this), 1);
    }
    this.#worker?.terminate();
    this.#worker = null;
    this.#waiting.splice(0).forEach((resolve) => resolve(null));
    this.onEnd(why);
  }
}
