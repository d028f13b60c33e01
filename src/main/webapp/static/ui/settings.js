import { html } from 'lit-html';
import { TIMES } from '../app/address.js';
import { DENSITIES, LANGUAGES as CHOICES, LARGEST, SMALLEST, THEMES } from '../app/settings.js';
import { LANGUAGES } from '../text/messages.js';
import { Dialog } from './dialog.js';

/** What can be set: how lines are shown goes into the address, the rest is remembered in the browser. */
export class SettingsDialog extends Dialog {
  /**
   * @param {HTMLElement} root
   * @param {import('./part.js').Parts} parts
   */
  constructor(root, parts) {
    super({ root, name: 'settings', title: 'settings.title' }, parts);
  }

  /** @override @param {any} view */
  uses({ language, wrap, time }) {
    return [language, wrap, time];
  }

  /** @override */
  template() {
    const { settings } = this;
    const { wrap, time } = this.view.value;
    const { theme, density, size, language, singleKeys } = settings.value;
    return html`
      <div class="dialog-body">
        <h3>${this.t('settings.remembered')}</h3>
        ${this.#choice('theme', THEMES, theme, (value) => settings.set({ theme: value }))}
        ${this.#choice('density', DENSITIES, density, (value) => settings.set({ density: value }))}
        <div class="setting">
          <label for="setting-size">${this.t('settings.size')}</label>
          <span class="range">
            <input
              id="setting-size"
              type="range"
              min=${SMALLEST}
              max=${LARGEST}
              .value=${String(size)}
              aria-valuetext=${this.t('settings.sizeValue', { n: size })}
              @input=${(event) => settings.set({ size: Number(event.target.value) })}
            />
            <output for="setting-size">${this.t('settings.sizeValue', { n: size })}</output>
          </span>
        </div>
        <div class="setting">
          <label for="setting-language">${this.t('settings.language')}</label>
          <select
            id="setting-language"
            @change=${(event) => settings.set({ language: event.target.value })}
          >
            ${CHOICES.map(
              (each) => html`
                <option value=${each} ?selected=${each === language}>
                  ${each === 'auto' ? this.t('settings.language.auto') : LANGUAGES[each]}
                </option>
              `,
            )}
          </select>
        </div>
        ${this.#switch('singleKeys', singleKeys, (on) => settings.set({ singleKeys: on }), this.t('settings.singleKeysHint'))}
        <h3>${this.t('settings.inAddress')}</h3>
        ${this.#switch('wrap', wrap, (on) => this.view.set({ wrap: on }))}
        <div class="setting">
          <label for="setting-time">${this.t('settings.time')}</label>
          <select id="setting-time" @change=${(event) => this.view.set({ time: event.target.value })}>
            ${TIMES.map(
              (each) => html`
                <option value=${each} ?selected=${each === time}>
                  ${timeLabel(each, this.messages)}
                </option>
              `,
            )}
          </select>
        </div>
      </div>
    `;
  }

  /**
   * @template {string} T
   * @param {string} name
   * @param {readonly T[]} values
   * @param {T} chosen
   * @param {(value: T) => void} set
   */
  #choice(name, values, chosen, set) {
    return html`
      <fieldset class="setting">
        <legend>${this.t(`settings.${name}`)}</legend>
        <span class="segments">
          ${values.map(
            (value) => html`
              <label>
                <input
                  type="radio"
                  name=${name}
                  value=${value}
                  .checked=${value === chosen}
                  @change=${() => set(value)}
                />
                <span>${this.t(`settings.${name}.${value}`)}</span>
              </label>
            `,
          )}
        </span>
      </fieldset>
    `;
  }

  /**
   * @param {string} name
   * @param {boolean} isOn
   * @param {(on: boolean) => void} set
   * @param {string} [hint]
   */
  #switch(name, isOn, set, hint = '') {
    const id = `setting-${name}`;
    return html`
      <div class="setting">
        <label for=${id}>${this.t(`settings.${name}`)}</label>
        <span class="switch">
          <input
            id=${id}
            type="checkbox"
            aria-describedby="${id}-hint"
            .checked=${isOn}
            @change=${(event) => set(event.target.checked)}
          />
          <span id="${id}-hint" class="quiet">${hint}</span>
        </span>
      </div>
    `;
  }
}

/**
 * @param {typeof TIMES[number]} form
 * @param {import('../text/messages.js').Messages} messages
 * @returns {string} with the name of the zone where that is the browser's
 */
export function timeLabel(form, messages) {
  const parts = new Intl.DateTimeFormat(messages.locale, { timeZoneName: 'shortOffset' }).formatToParts(Date.now());
  const zone = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  return messages.t(`settings.time.${form}`, { zone });
}
