/** A finger that moves less is tapping. */
const TAP_PIXELS = 8;

/** What is left of the speed of a flick after a millisecond. */
const INERTIA = 0.997;

/** Slower than this many pixels in a millisecond it stands. */
const SLOWEST = 0.03;

/** A finger that rested for so long before it was lifted did not flick. */
const REST_MILLIS = 80;

/** After a frame that was late the list does not leap. */
const LONGEST_MILLIS = 50;

/** Scrolling up and down with a finger, and on after it was lifted. Sideways is the browser's own. */
export class Touch {
  #onMove;
  /** @type {number | null} */
  #finger = null;
  #last = { y: 0, at: 0 };
  /** Pixels that the finger went in all. */
  #way = 0;
  #velocity = 0;
  #glidden = 0;

  /**
   * @param {HTMLElement} element
   * @param {(pixels: number) => void} onMove down, negative: up; 0 when the finger was lifted and the glide begins
   */
  constructor(element, onMove) {
    this.#onMove = onMove;
    element.addEventListener('pointerdown', (event) => this.#down(event));
    element.addEventListener('pointermove', (event) => this.#move(event));
    element.addEventListener('pointerup', (event) => this.#up(event));
    element.addEventListener('pointercancel', (event) => this.#up(event));
    element.addEventListener('click', (event) => this.#clicked(event), { capture: true });
  }

  /** Ends the glide. */
  stop() {
    this.#velocity = 0;
  }

  get isGliding() {
    return this.#velocity !== 0 && this.#finger === null;
  }

  /**
   * @param {number} now time of the frame
   * @returns {number} pixels that the list has glidden since the last one
   */
  glide(now) {
    const millis = Math.min(LONGEST_MILLIS, Math.max(0, now - this.#glidden));
    this.#glidden = now;
    if (!this.isGliding) {
      return 0;
    }
    const pixels = this.#velocity * millis;
    this.#velocity *= INERTIA ** millis;
    if (Math.abs(this.#velocity) < SLOWEST) {
      this.#velocity = 0;
    }
    return pixels;
  }

  /** @param {PointerEvent} event */
  #down(event) {
    this.#velocity = 0;
    this.#way = 0;
    if (event.pointerType === 'touch' && event.isPrimary) {
      this.#finger = event.pointerId;
      this.#last = { y: event.clientY, at: event.timeStamp };
    }
  }

  /** @param {PointerEvent} event */
  #move(event) {
    if (event.pointerId !== this.#finger) {
      return;
    }
    const pixels = this.#last.y - event.clientY;
    const millis = Math.max(1, event.timeStamp - this.#last.at);
    this.#way += Math.abs(pixels);
    this.#last = { y: event.clientY, at: event.timeStamp };
    if (this.#way > TAP_PIXELS) {
      this.#velocity = 0.8 * (pixels / millis) + 0.2 * this.#velocity;
      this.#onMove(pixels);
    }
  }

  /** @param {PointerEvent} event */
  #up(event) {
    if (event.pointerId !== this.#finger) {
      return;
    }
    this.#finger = null;
    const hasRested = event.timeStamp - this.#last.at > REST_MILLIS;
    if (hasRested || matchMedia('(prefers-reduced-motion: reduce)').matches) {
      this.#velocity = 0;
    }
    this.#glidden = event.timeStamp;
    this.#onMove(0);
  }

  /** A finger that has scrolled has not clicked. @param {Event} event */
  #clicked(event) {
    if (this.#way > TAP_PIXELS) {
      this.#way = 0;
      event.stopPropagation();
    }
  }
}
