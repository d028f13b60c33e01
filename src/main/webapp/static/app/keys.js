/**
 * The name of what was pressed: `n`, `N`, `?`, `Space`, `Shift+F3`, `Ctrl+k`. Shift is part of a printed character, and
 * the command key of a Mac counts as Ctrl. With AltGr a character is merely typed: `@` or `|` on many keyboards.
 *
 * @param {Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>
 *     & {code?: string, getModifierState?: (name: string) => boolean}} event
 * @returns {string} empty: a key that only changes others, or a character that is still being composed
 */
export function keyName(event) {
  const key = event.altKey ? letterOf(event) : event.key;
  if (['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'Dead', 'Process', 'Unidentified', undefined].includes(key)) {
    return '';
  }
  const typed = event.getModifierState?.('AltGraph') ?? false;
  const control = (event.ctrlKey || event.metaKey) && !typed;
  const alt = event.altKey && !typed;
  const isCharacter = key.length === 1 && key !== ' ';
  const name = key === ' ' ? 'Space' : isCharacter && (control || alt) ? key.toLowerCase() : key;
  const shift = event.shiftKey && (!isCharacter || ((control || alt) && key.toLowerCase() !== key.toUpperCase()));
  return (control ? 'Ctrl+' : '') + (alt ? 'Alt+' : '') + (shift ? 'Shift+' : '') + name;
}

/**
 * With its Option key a Mac types another character, such as `ç`; what counts is the letter on the key.
 *
 * @param {{key: string, code?: string}} event
 */
function letterOf({ key, code = '' }) {
  return /^[^\x00-\x7f]$/.test(key) && code.startsWith('Key') ? code.slice(3) : key;
}

/**
 * Whether a key is a single character, which speech control types too (WCAG 2.2, 2.1.4).
 *
 * @param {string} name
 */
export function isSingle(name) {
  return name.length === 1;
}

/** Runs commands by key: a few wherever one is in the page, all others where the log has the focus. */
export class Keys {
  #commands;
  #settings;
  #log;

  /**
   * @param {object} parts
   * @param {import('./commands.js').Commands} parts.commands
   * @param {import('./events.js').Observable<import('./settings.js').Settings>} parts.settings
   * @param {Element} parts.log keys count while it, something in it, or nothing has the focus
   * @param {EventTarget} [parts.target]
   */
  constructor({ commands, settings, log, target = document }) {
    this.#commands = commands;
    this.#settings = settings;
    this.#log = log;
    target.addEventListener('keydown', (event) => this.#pressed(/** @type {KeyboardEvent} */ (event)));
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.defaultPrevented || event.isComposing) {
      return;
    }
    const key = keyName(event);
    if (!this.#counts(key, /** @type {Element} */ (event.target))) {
      return;
    }
    const command = this.#commands.ofKey(key);
    if (command !== undefined) {
      event.preventDefault();
      command.run();
    }
  }

  /**
   * @param {string} key
   * @param {Element} target
   */
  #counts(key, target) {
    if (key === '' || target.closest?.('dialog[open]') !== null || (isSingle(key) && !this.#settings.value.singleKeys)) {
      return false;
    }
    const isAnywhere = /^(Ctrl\+[fk]|Alt\+.*|(Shift\+)?F\d+)$/.test(key);
    // What was closed just now keeps the focus until the page is painted again.
    const isLeft = target.matches('dialog, dialog *');
    if (isEditable(target) && !isLeft) {
      // The second Ctrl+F is the browser's own.
      return isAnywhere && key !== 'Ctrl+f';
    }
    if (key === 'Ctrl+c' && getSelection()?.toString() !== '') {
      return false;
    }
    const isNothing = isLeft || target.matches('html, body');
    const isPressing = !isLeft && (key === 'Enter' || key === 'Space') && target.closest('button, a, summary') !== null;
    return (isAnywhere || isNothing || this.#log.contains(target)) && !isPressing;
  }
}

/** @param {Element} element */
function isEditable(element) {
  return element.matches('input, textarea, select, [contenteditable]');
}
