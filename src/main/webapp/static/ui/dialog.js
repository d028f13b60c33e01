import { html, render } from 'lit-html';
import { icons } from './icons.js';
import { Part } from './part.js';

let count = 0;

/**
 * A modal dialog. The browser holds the focus in it, makes the rest inert, closes it on Esc, and gives the focus back to
 * where it was. It is rendered while it is open only.
 */
export class Dialog extends Part {
  /** @type {HTMLDialogElement} */
  #element;
  #title;
  #titleId = `dialog-title-${++count}`;

  /**
   * @param {object} options
   * @param {HTMLElement} options.root where all dialogs are
   * @param {string} options.name its class in the style sheet
   * @param {string} options.title key of a message
   * @param {import('./part.js').Parts} parts
   */
  constructor({ root, name, title }, parts) {
    const element = document.createElement('dialog');
    element.className = `dialog ${name}`;
    root.append(element);
    super(element, parts);
    this.#element = element;
    this.#title = title;
    element.setAttribute('aria-labelledby', this.#titleId);
    element.addEventListener('close', () => this.closed());
    element.addEventListener('pointerdown', (event) => this.#pressed(event));
  }

  get isOpen() {
    return this.#element.open;
  }

  open() {
    if (this.isOpen) {
      return;
    }
    this.#element.style.height = '';
    this.opening();
    render(this.#frame(), this.#element);
    this.#element.showModal();
    this.opened();
  }

  close() {
    this.#element.close();
  }

  /** @override */
  update() {
    if (this.isOpen) {
      render(this.#frame(), this.#element);
    }
  }

  /** Before it is shown. */
  opening() {}

  /** It is shown, and its elements are there. */
  opened() {}

  /** However it was closed. */
  closed() {}

  /** Stays as high as it is, until it is opened again: what is in it becomes more or less under the reader's hands. */
  holdHeight() {
    this.#element.style.height ||= getComputedStyle(this.#element).height;
  }

  #frame() {
    return html`
      <div class="dialog-head">
        <h2 id=${this.#titleId}>${this.t(this.#title)}</h2>
        <button
          type="button"
          class="plain"
          aria-label=${this.t('dialog.close')}
          title=${this.t('dialog.close')}
          @click=${() => this.close()}
        >
          ${icons.close}
        </button>
      </div>
      ${this.template()}
    `;
  }

  /**
   * Beside the dialog is its backdrop, which has no element of its own.
   *
   * @param {PointerEvent} event
   */
  #pressed(event) {
    const box = this.#element.getBoundingClientRect();
    const isInside =
      event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (event.target === this.#element && !isInside) {
      this.close();
    }
  }
}
