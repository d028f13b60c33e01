import { nothing, render } from 'lit-html';

/**
 * What every part of the page is given.
 *
 * @typedef {object} Parts
 * @property {import('../app/events.js').Observable<any>} view
 * @property {import('../app/events.js').Observable<import('../app/settings.js').Settings>} settings
 * @property {import('../text/messages.js').Messages} messages
 * @property {import('../app/commands.js').Commands} commands
 * @property {import('../app/sources.js').Sources} sources
 */

/** A part of the page that shows what `template` gives, again when what it uses of the view, or the settings, change. */
export class Part {
  /**
   * @param {HTMLElement} root
   * @param {Parts} parts
   */
  constructor(root, parts) {
    this.root = root;
    this.view = parts.view;
    this.settings = parts.settings;
    this.messages = parts.messages;
    this.commands = parts.commands;
    this.sources = parts.sources;
    /** @type {unknown[]} */
    let seen = [];
    parts.view.subscribe((value) => {
      const now = this.uses(value);
      if (now.some((each, index) => each !== seen[index])) {
        seen = now;
        this.update();
      }
    });
    parts.settings.subscribe(() => this.update());
  }

  /**
   * What of the view is shown here: the view changes many times in a second, and most of it elsewhere.
   *
   * @param {any} view
   * @returns {unknown[]}
   */
  uses(view) {
    return [view.language];
  }

  /** @returns {unknown} */
  template() {
    return nothing;
  }

  update() {
    render(this.template(), this.root);
  }

  /**
   * @param {string} key
   * @param {Record<string, string | number>} [values]
   */
  t(key, values) {
    return this.messages.t(key, values);
  }

  /**
   * What a button says on the mouse's rest: its name and its key.
   *
   * @param {string} label
   * @param {string} id of a command
   */
  hint(label, id) {
    const [key] = this.commands.keysOf(id, this.settings.value);
    return key === undefined ? label : `${label} (${keyText(key, this.messages)})`;
  }
}

const KEY_MESSAGES = {
  Space: 'space',
  Escape: 'escape',
  Enter: 'enter',
  Shift: 'shift',
  Ctrl: 'control',
  Alt: 'alt',
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  PageUp: 'pageUp',
  PageDown: 'pageDown',
  Home: 'home',
  End: 'end',
};

const IS_MAC = /^Mac/.test(globalThis.navigator?.platform ?? '');

/**
 * The caps of a key, as they are labelled.
 *
 * @param {string} key as `keyName` writes it
 * @param {import('../text/messages.js').Messages} messages
 * @returns {string[]}
 */
export function keycaps(key, messages) {
  const names = key.length === 1 ? [key] : key.split(/\+(?=.)/);
  return names.map((name) => {
    if (name === 'Ctrl' && IS_MAC) {
      return messages.t('key.meta');
    }
    const known = KEY_MESSAGES[/** @type {keyof typeof KEY_MESSAGES} */ (name)];
    return known === undefined ? capital(name, names) : messages.t(`key.${known}`);
  });
}

/**
 * @param {string} key
 * @param {import('../text/messages.js').Messages} messages
 */
export function keyText(key, messages) {
  return keycaps(key, messages).join('+');
}

/**
 * With Ctrl or Alt it is the key that counts, and that shows a capital.
 *
 * @param {string} name
 * @param {string[]} names
 */
function capital(name, names) {
  return names.length > 1 ? name.toUpperCase() : name;
}
