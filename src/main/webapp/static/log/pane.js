import { setAttribute } from './elements.js';

/** Where a hit stands that was out of view to the left or the right: not at the edge, what is before it is wanted too. */
const HIT_SHARE = 1 / 3;

/** The elements around the rows: what scrolls sideways, what it is for screen readers, and which pixels of it are seen. */
export class Pane {
  view = element('section', 'log-view');

  /** With the focus of the keyboard. */
  window = element('div', 'log-window');

  /** That the rows stand in. */
  layer = element('div', 'log-layer');

  #clip = '';

  constructor() {
    const { window, layer } = this;
    window.id = 'rows';
    window.tabIndex = 0;
    window.setAttribute('role', 'grid');
    window.setAttribute('aria-multiselectable', 'true');
    window.setAttribute('aria-readonly', 'true');
    window.setAttribute('aria-live', 'off');
    layer.setAttribute('role', 'rowgroup');
    window.append(layer);
    this.view.append(window);
  }

  /** @param {string} label */
  set label(label) {
    this.view.setAttribute('aria-label', label);
    this.window.setAttribute('aria-label', label);
  }

  /** @param {number} count of lines, in view or not */
  set lineCount(count) {
    setAttribute(this.window, 'aria-rowcount', String(count));
  }

  /** Tells screen readers which row has the keyboard's attention, while it is there. @param {string | null} id */
  set cursorId(id) {
    if (id === null) {
      this.window.removeAttribute('aria-activedescendant');
    } else {
      setAttribute(this.window, 'aria-activedescendant', id);
    }
  }

  /**
   * @param {number} topPixels where the first row begins, at most 0
   * @param {number} hiddenPixels of it that are not shown: what runs by itself begins with a whole row; who scrolls has put the
   *     cut where it is
   */
  place(topPixels, hiddenPixels) {
    this.layer.style.transform = topPixels === 0 ? '' : `translateY(${topPixels}px)`;
    const clip = hiddenPixels > 0 ? `inset(${hiddenPixels}px -100vw -100vh)` : '';
    if (clip !== this.#clip) {
      this.#clip = clip;
      this.layer.style.clipPath = clip;
    }
  }

  /** Brings the current hit into view: sideways, and only where it must. */
  revealHit() {
    const hit = this.layer.querySelector('.hit-current')?.getBoundingClientRect();
    const view = this.window.getBoundingClientRect();
    if (hit !== undefined && (hit.left < view.left || hit.right > view.right)) {
      const left = hit.left - view.left + this.window.scrollLeft;
      this.window.scrollTo({ left: hit.right - hit.left + left <= view.width ? 0 : left - view.width * HIT_SHARE });
    }
  }
}

/**
 * @param {string} name
 * @param {string} className
 */
function element(name, className) {
  const found = document.createElement(name);
  found.className = className;
  return found;
}
