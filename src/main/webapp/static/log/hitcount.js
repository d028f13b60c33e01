/** Hits are counted anew at most this often: with each hit of a fast log the whole view would change. */
const HITS_MILLIS = 80;

/** Keeps the view informed of how many hits there are, and at which the reader stands. */
export class HitCount {
  #view;
  #find;
  #current;
  #isGoingOn;
  #shownAt = -Infinity;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {{view: import('../app/events.js').Observable<any>, find: import('../core/find.js').Find,
   *     current: () => number | null, isGoingOn: () => boolean}} parts `current`: the line of the hit that the reader stands at;
   *     `isGoingOn`: older lines are loaded and searched
   */
  constructor({ view, find, current, isGoingOn }) {
    this.#view = view;
    this.#find = find;
    this.#current = current;
    this.#isGoingOn = isGoingOn;
  }

  /** There are more, or fewer: told when it is time. */
  changed() {
    if (this.#timer === undefined) {
      const wait = Math.max(0, this.#shownAt + HITS_MILLIS - performance.now());
      this.#timer = setTimeout(() => this.show(), wait);
    }
  }

  /** Tells it at once. */
  show() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#shownAt = performance.now();
    const { wanted, active, count, done, invalid, tooSlow, failed } = this.#find;
    const isPart = active && done && this.#find.isPart;
    const current = this.#current();
    const number = current === null ? 0 : this.#find.ordinal(current) + 1;
    const now = { of: wanted, count, current: number, done, isPart, isGoingOn: this.#isGoingOn(), invalid, tooSlow, failed };
    if (JSON.stringify(this.#view.value.hits) !== JSON.stringify(now)) {
      this.#view.set({ hits: now });
    }
  }

  close() {
    clearTimeout(this.#timer);
  }
}
