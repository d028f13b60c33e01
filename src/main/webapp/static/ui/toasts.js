import { html, nothing, render } from 'lit-html';

const SHOWN_MILLIS = 4_000;

/** A short message about what was just done, until the next one. It is spoken, takes no focus, and goes by itself. */
export class Toasts {
  #root;
  #text = '';
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
    root.setAttribute('role', 'status');
    root.popover = 'manual';
    // Always there, and empty: a region that appears together with its text is not spoken.
    root.showPopover();
  }

  /** @param {string} text */
  show(text) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#become(''), SHOWN_MILLIS);
    this.#become(text);
  }

  /** @param {string} text */
  #become(text) {
    this.#text = text;
    this.#render();
  }

  #render() {
    if (document.querySelector('dialog[open]') !== null) {
      // What was shown last is above everything else.
      this.#root.hidePopover();
      this.#root.showPopover();
    }
    render(this.#text === '' ? nothing : html`<p class="toast">${this.#text}</p>`, this.#root);
  }
}
