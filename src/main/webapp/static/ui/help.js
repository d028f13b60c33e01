import { html, nothing } from 'lit-html';
import { Dialog } from './dialog.js';
import { keys } from './palette.js';

/** The list of keys, as the commands have them. */
export class Help extends Dialog {
  /**
   * @param {HTMLElement} root
   * @param {import('./part.js').Parts} parts
   */
  constructor(root, parts) {
    super({ root, name: 'help', title: 'help.title' }, parts);
  }

  /** @override */
  template() {
    return html`
      <div class="dialog-body" tabindex="0" autofocus role="group" aria-label=${this.t('help.title')}>
        <p class="quiet">${this.t('help.intro')}</p>
        ${this.settings.value.singleKeys ? nothing : html`<p class="notice">${this.t('help.singleKeysOff')}</p>`}
        <div class="columns">
          ${[...this.#groups()].map(([group, commands]) => this.#group(group, commands))}
          <section>
            <h3>${this.t('help.mouse')}</h3>
            <ul class="plain-list">
              <li>${this.t('help.click')}</li>
              <li>${this.t('help.shiftClick')}</li>
              <li>${this.t('help.doubleClick')}</li>
              <li>${this.t('help.scrollUp')}</li>
            </ul>
          </section>
        </div>
      </div>
    `;
  }

  #groups() {
    /** @type {Map<string, import('../app/commands.js').Command[]>} */
    const groups = new Map();
    for (const command of this.commands.all().filter(({ keys: given }) => given.length > 0)) {
      groups.set(command.group, [...(groups.get(command.group) ?? []), command]);
    }
    return groups;
  }

  /**
   * @param {string} group
   * @param {import('../app/commands.js').Command[]} commands
   */
  #group(group, commands) {
    return html`
      <section>
        <h3>${this.t(`help.${group}`)}</h3>
        <dl class="key-list">
          ${commands.map(
            (command) => html`
              <div>
                <dt>${this.t(command.title)}</dt>
                <dd>${command.keys.map((key) => keys(key, this.messages))}</dd>
              </div>
            `,
          )}
        </dl>
      </section>
    `;
  }
}
