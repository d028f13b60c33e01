import { Dialog } from './dialog.js';

const PAGE = 8;

/**
 * A dialog with a search field and a list of options (ARIA APG, combobox with a list box): the focus stays in the field,
 * keys move the active option.
 *
 * @template T
 */
export class Choices extends Dialog {
  query = '';
  /** Index of the active option. */
  active = 0;

  /** @returns {T[]} those that can be moved to, in their order */
  options() {
    return [];
  }

  /** @param {T} _option what Enter or a click does */
  choose(_option) {}

  /**
   * @param {T} _option
   * @param {KeyboardEvent} _event
   * @returns {boolean} whether it meant something
   */
  pressedOn(_option, _event) {
    return false;
  }

  /** @override */
  opening() {
    this.query = '';
    this.active = 0;
  }

  /** @override */
  opened() {
    const field = this.root.querySelector('input');
    if (field !== null) {
      field.value = '';
      field.focus();
    }
  }

  /** @param {InputEvent} event */
  typed(event) {
    this.holdHeight();
    this.query = /** @type {HTMLInputElement} */ (event.target).value;
    this.active = 0;
    this.update();
    this.#show();
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    const options = this.options();
    const option = options[this.active];
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE };
    const step = steps[/** @type {keyof typeof steps} */ (event.key)];
    if (event.isComposing) {
      return;
    }
    if (step !== undefined && options.length > 0) {
      this.active = moved(this.active, step, options.length);
      this.update();
      this.#show();
    } else if (option === undefined || !this.pressedOn(option, event)) {
      if (event.key !== 'Enter' || option === undefined) {
        return;
      }
      this.choose(option);
    }
    event.preventDefault();
  }

  /**
   * The list may have become shorter.
   *
   * @param {number} count of options
   */
  hold(count) {
    this.active = Math.min(this.active, Math.max(0, count - 1));
  }

  /** @param {number} index */
  optionId(index) {
    return `${this.root.classList[1]}-option-${index}`;
  }

  #show() {
    this.root.querySelector(`#${this.optionId(this.active)}`)?.scrollIntoView({ block: 'nearest' });
  }
}

/**
 * Single steps go round, pages stop at the ends.
 *
 * @param {number} index
 * @param {number} step
 * @param {number} count
 */
export function moved(index, step, count) {
  return Math.abs(step) === 1
    ? (index + step + count) % count
    : Math.min(count - 1, Math.max(0, index + step));
}
