import { html } from 'lit-html';
import { copyText } from '../app/clipboard.js';
import { Dialog } from './dialog.js';
import { icons } from './icons.js';

const TURN_MILLIS = 1_000;

/** Version, and what the page measures of itself, as it is now. */
export class About extends Dialog {
  #boot;
  #stats;
  #toast;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #turn;

  /**
   * @param {HTMLElement} root
   * @param {import('./part.js').Parts} parts
   * @param {object} more
   * @param {{version: string, title: string, container?: string}} more.boot
   * @param {() => Record<string, unknown>} more.stats
   * @param {(text: string) => void} more.toast
   */
  constructor(root, parts, { boot, stats, toast }) {
    super({ root, name: 'about', title: 'about.title' }, parts);
    this.#boot = boot;
    this.#stats = stats;
    this.#toast = toast;
  }

  /** @override */
  opened() {
    this.#turn = setInterval(() => this.update(), TURN_MILLIS);
  }

  /** @override */
  closed() {
    clearInterval(this.#turn);
  }

  /** @override */
  template() {
    const rows = Object.entries(this.#stats());
    return html`
      <div class="dialog-body">
        <div class="about-head">
          ${icons.logo}
          <div>
            <p><strong>LogStreamer</strong> ${this.t('about.version', { version: this.#boot.version })}</p>
            <p class="quiet">${this.t('about.server')}: ${this.#boot.container || '–'}</p>
          </div>
        </div>
        <h3>${this.t('about.measured')}</h3>
        <table class="stats">
          <tbody>
            ${rows.map(
              ([name, value]) => html`
                <tr>
                  <th scope="row">${this.t(`stats.${name}`)}</th>
                  <td>${statText(name, value, this.messages)}</td>
                </tr>
              `,
            )}
          </tbody>
        </table>
        <p class="actions">
          <button type="button" @click=${() => this.#copy(rows)}>${icons.copy} ${this.t('about.copy')}</button>
        </p>
      </div>
    `;
  }

  /** @param {[string, unknown][]} rows */
  async #copy(rows) {
    const text = [`LogStreamer ${this.#boot.version}`, navigator.userAgent]
      .concat(rows.map(([name, value]) => `${name}: ${value}`))
      .join('\n');
    if (await copyText(text)) {
      this.#toast(this.t('copy.text'));
    }
  }
}

/**
 * @param {string} name whose end tells the unit
 * @param {unknown} value
 * @param {import('../text/messages.js').Messages} messages
 */
export function statText(name, value, messages) {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    return value === null || value === undefined || typeof value === 'number' ? '–' : String(value);
  }
  if (name.endsWith('Millis')) {
    return messages.duration(value);
  }
  return name.endsWith('Share') ? `${messages.number(value * 100)} %` : messages.number(value);
}
