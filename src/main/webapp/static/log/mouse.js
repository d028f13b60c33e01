import { isOfLine, rowOf } from './elements.js';

/**
 * What mouse and pen do in the list: the wheel, clicks on rows and on what they offer, and where they must not do what a browser
 * would. Fingers are another matter (`Touch`).
 */
export class Mouse {
  /** Whether a button of it is down, or a finger: what it was put on stays there until it is lifted. */
  isPressed = false;

  #parts;

  /**
   * @param {{window: HTMLElement, layer: HTMLElement, isOnly: () => boolean, unitPixels: () => number[], focus: () => void,
   *     onLifted: () => void, onWheel: (pixels: number) => void,
   *     onLine: (seq: number, extend: boolean) => void,
   *     onAction: (name: string, row: import('./rows.js').Row) => void}} parts `isOnly`: only matching lines are shown;
   *     `unitPixels`: of a pixel, a line and a page
   */
  constructor(parts) {
    this.#parts = parts;
    const { window, layer, focus, isOnly } = parts;
    window.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    layer.addEventListener('pointerdown', () => this.#pressed());
    layer.addEventListener('click', (event) => this.#clicked(event));
    layer.addEventListener('mousedown', (event) => {
      // With Shift the browser would select text up to here: it is lines that are meant. And the row of a button goes.
      if (event.shiftKey || /** @type {Element} */ (event.target).closest('button') !== null) {
        event.preventDefault();
        focus();
      }
    });
    layer.addEventListener('dblclick', (event) => {
      if (isOnly()) {
        // The word that the browser selects by it would grow over all rows that come in between.
        getSelection()?.removeAllRanges();
        this.#act('context', event);
      }
    });
  }

  #pressed() {
    this.isPressed = true;
    const lifted = new AbortController();
    for (const name of ['pointerup', 'pointercancel', 'blur']) {
      globalThis.addEventListener(
        name,
        () => {
          lifted.abort();
          this.isPressed = false;
          this.#parts.onLifted();
        },
        { signal: lifted.signal },
      );
    }
  }

  /** @param {WheelEvent} event */
  #wheel(event) {
    if (event.ctrlKey || event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      return;
    }
    event.preventDefault();
    this.#parts.onWheel(event.deltaY * this.#parts.unitPixels()[event.deltaMode]);
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const name = target.closest('[data-action]')?.getAttribute('data-action');
    if (name !== null && name !== undefined) {
      this.#act(name, event);
      return;
    }
    const row = rowOf(target);
    // Who has drawn over some text wants to copy that.
    if (row !== null && isOfLine(row) && getSelection()?.isCollapsed !== false) {
      this.#parts.onLine(row.seq, event.shiftKey);
    }
  }

  /**
   * @param {string} name
   * @param {MouseEvent} event
   */
  #act(name, event) {
    const row = rowOf(/** @type {HTMLElement} */ (event.target));
    if (row !== null) {
      this.#parts.onAction(name, row);
    }
  }
}
