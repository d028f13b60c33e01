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
    // Above a modal dialog, too, where the browser can: there everything else is behind.
    root.popover = 'manual';
  }

  /** @param {string} text */
  show(text) {
    const toast = { text };
    this.#shown = [...this.#shown.slice(1 - AT_MOST), toast];
    this.#render();
    setTimeout(() => {
      this.#shown = this.#shown.filter((each) => each !== toast);
      this.#render();
    }, SHOWN_MILLIS);
  }

  #render() {
    const isWanted = this.#shown.length > 0;
    if (this.#root.matches(':popover-open')) {
      this.#root.hidePopover();
    }
    if (isWanted) {
      this.#root.showPopover();
    }
    render(
      this.#shown.map(({ text }) => html`<p class="toast">${text}</p>`),
      this.#root,
    );
  }
}
