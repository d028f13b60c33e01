import { html, nothing } from 'lit-html';
import { pieces, ranked } from '../app/fuzzy.js';
import { Choices } from './choices.js';
import { keycaps } from './part.js';

/** What is likely to be looked for comes first; moving is done by keys. */
const GROUPS = ['page', 'view', 'search', 'select', 'followAndPause', 'move'];

/** All commands by name, with their keys. @extends {Choices<import('../app/commands.js').Command>} */
export class Palette extends Choices {
  /**
   * @param {HTMLElement} root
   * @param {import('./part.js').Parts} parts
   */
  constructor(root, parts) {
    super({ root, name: 'palette', title: 'palette.title' }, parts);
  }

  /** @override */
  options() {
    return this.#matches().map(({ thing }) => thing);
  }

  /** @override @param {import('../app/commands.js').Command} command */
  choose(command) {
    // Closed first: a command may move the focus, or open a dialog of its own.
    this.close();
    this.commands.run(command.id);
  }

  #matches() {
    const possible = this.commands
      .all()
      .filter((command) => command.enabled() && command.id !== 'openPalette')
      .sort((one, other) => GROUPS.indexOf(one.group) - GROUPS.indexOf(other.group));
    return ranked(this.query, possible, (command) => this.t(command.title));
  }

  /** @override */
  template() {
    const matches = this.#matches();
    this.hold(matches.length);
    return html`
      <input
        type="text"
        role="combobox"
        class="search"
        autocomplete="off"
        spellcheck="false"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant=${matches.length > 0 ? this.optionId(this.active) : nothing}
        aria-label=${this.t('palette.search')}
        placeholder=${this.t('palette.search')}
        @input=${this.typed.bind(this)}
        @keydown=${this.pressed.bind(this)}
      />
      <ul id="palette-list" class="options" role="listbox" aria-label=${this.t('palette.title')}>
        ${matches.map(({ thing, at }, index) => this.#option(thing, at, index))}
      </ul>
      <p class="quiet" role="status">
        ${matches.length === 0
          ? this.t('palette.none', { text: this.query })
          : this.t('palette.count', { n: matches.length })}
      </p>
    `;
  }

  /**
   * @param {import('../app/commands.js').Command} command
   * @param {number[]} at
   * @param {number} index
   */
  #option(command, at, index) {
    return html`
      <li
        id=${this.optionId(index)}
        role="option"
        aria-selected=${index === this.active}
        @click=${() => this.choose(command)}
      >
        <span class="name">${marked(this.t(command.title), at)}</span>
        ${this.commands.keysOf(command.id, this.settings.value).slice(0, 2).map((key) => keys(key, this.messages))}
      </li>
    `;
  }
}

/**
 * A text with what was found in it.
 *
 * @param {string} text
 * @param {readonly number[]} at
 */
export function marked(text, at) {
  return at.length === 0 ? text : pieces(text, at).map((piece) => (piece.isHit ? html`<b>${piece.text}</b>` : piece.text));
}

/**
 * @param {string} key
 * @param {import('../text/messages.js').Messages} messages
 */
export function keys(key, messages) {
  return html`<span class="keys">${keycaps(key, messages).map((cap) => html`<kbd>${cap}</kbd>`)}</span>`;
}
