/** About 15 times a second: as smooth to the eye as 60, for a fraction of the work. */
const FOLLOWED_MILLIS = 66;

/** While the reader stands still, only the end of a short view and the scrollbar can change. */
const PAUSED_MILLIS = 250;

/** When the list is painted: at its pace where lines come, with the next frame where the reader does something. */
export class Pace {
  #paint;
  #lastPaint = -Infinity;
  #planned = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {(now: number) => void} paint told when the frame began */
  constructor(paint) {
    this.#paint = paint;
  }

  /** @param {boolean} following whether the end of the log is in view */
  whenItIsTime(following) {
    if (this.#timer === undefined && !this.#planned) {
      this.#timer = setTimeout(
        () => {
          this.#timer = undefined;
          this.soon();
        },
        Math.max(0, this.#lastPaint + (following ? FOLLOWED_MILLIS : PAUSED_MILLIS) - performance.now()),
      );
    }
  }

  soon() {
    if (!this.#planned) {
      this.#planned = true;
      this.stop();
      requestAnimationFrame((now) => {
        this.#planned = false;
        this.#paint(now);
      });
    }
  }

  /** The rows were painted: the next time counts from now. @returns {number} when that was */
  painted() {
    this.#lastPaint = performance.now();
    return this.#lastPaint;
  }

  stop() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
