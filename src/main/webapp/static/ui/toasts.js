import { html, render } from 'lit-html';

const SHOWN_MILLIS = 4_000;
const AT_MOST = 3;

/** Short messages about what was just done. They are spoken, take no focus, and go by themselves. */
export class Toasts {
  #root;
  /** @type {{text: string}[]} */
  #shown = [];

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
    root.setAttribute('role', 'status');
    root.popover = 'manual';
    // Always there, and empty: a region that appears together with its text is not spoken.
    root.showPopover();
  }

  /** @param {string} text said again, it is shown once and stays longer */
  show(text) {
    const toast = { text };
    this.#shown = [...this.#shown.filter((each) => each.text !== text).slice(1 - AT_MOST), toast];
    this.#render();
    setTimeout(() => {
      this.#shown = this.#shown.filter((each) => each !== toast);
      this.#render();
    }, SHOWN_MILLIS);
  }

  #render() {
    if (document.querySelector('dialog[open]') !== null) {
      // What was shown last is above everything else.
      this.#root.hidePopover();
      this.#root.showPopover();
    }
    render(
      this.#shown.map(({ text }) => html`<p class="toast">${text}</p>`),
      this.#root,
    );
  }
}
