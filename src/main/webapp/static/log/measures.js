import { rowPixels } from '../ui/appearance.js';

/** @typedef {{size: number, density: 'compact' | 'normal' | 'roomy', wrap: boolean}} Style */

/** How high rows are, and how many columns they have. Another measure moves nothing that the reader looks at. */
export class Measures {
  /** @type {Style} */
  #style = { size: 13, density: 'normal', wrap: false };
  #viewport;
  #columns;
  #hold;
  #onHeld;

  /**
   * @param {{viewport: import('./viewport.js').Viewport, columns: import('./columns.js').Columns, hold: import('./hold.js').Hold,
   *     onHeld: (seq: number) => void}} parts `onHeld`: told of the line that stays where it stands
   */
  constructor({ viewport, columns, hold, onHeld }) {
    this.#viewport = viewport;
    this.#columns = columns;
    this.#hold = hold;
    this.#onHeld = onHeld;
  }

  /** Whether long lines are wrapped. */
  get wrap() {
    return this.#style.wrap;
  }

  /** @param {Partial<Style>} style */
  set(style) {
    this.#style = { ...this.#style, ...style };
    this.#measure();
  }

  /** @param {number} pixels that the list has in its width @returns {boolean} whether these are others than before */
  widen(pixels) {
    if (pixels === this.#columns.widthPixels) {
      return false;
    }
    this.#columns.widthPixels = pixels;
    this.#measure();
    return true;
  }

  #measure() {
    const { size, density, wrap } = this.#style;
    const held = this.#hold.attended(() => {
      this.#viewport.rowPixels = rowPixels(density, size);
      this.#columns.measure(wrap);
    });
    if (held !== null) {
      this.#onHeld(held);
    }
  }
}
