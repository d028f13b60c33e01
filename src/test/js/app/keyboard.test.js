import { equal, test } from '../harness.js';
import { Commands } from '../../../main/webapp/static/app/commands.js';
import { observable } from '../../../main/webapp/static/app/events.js';
import { Keys } from '../../../main/webapp/static/app/keys.js';
import { DEFAULTS } from '../../../main/webapp/static/app/settings.js';

test('keys work while the log, something in it, or nothing has the focus', () => {
  const page = fixture();
  page.press(page.log, 'n');
  page.press(page.inLog, 'G');
  page.press(page.body, 'PageDown');
  equal(page.ran, ['nextHit', 'bottom', 'pageDown']);
});

test('keys mean nothing in fields, on other controls and in open dialogs', () => {
  const page = fixture();
  page.press(page.field, 'n');
  page.press(page.field, 'PageDown');
  page.press(page.button, 'n');
  page.dialog.showModal();
  page.press(page.inDialog, 'n');
  page.press(page.inDialog, 'k', { ctrlKey: true });
  page.dialog.close();
  equal(page.ran, []);
});

test('a field of a dialog that was closed just now takes no keys', () => {
  const page = fixture();
  page.dialog.showModal();
  page.dialog.close();
  page.press(page.inDialog, '?');
  equal(page.ran, ['openHelp']);
});

test('a few keys with a modifier work from everywhere in the page', () => {
  const page = fixture();
  page.press(page.field, 'k', { ctrlKey: true });
  page.press(page.field, 'F3');
  page.press(page.button, 'f', { ctrlKey: true });
  equal(page.ran, ['openPalette', 'nextHit', 'focusFind']);
});

test('the second Ctrl+F is left to the browser', () => {
  const page = fixture();
  equal(page.press(page.field, 'f', { ctrlKey: true }), true);
  equal(page.ran, []);
});

test('single keys can be switched off, the others stay', () => {
  const page = fixture({ singleKeys: false });
  page.press(page.log, 'n');
  page.press(page.log, '?');
  page.press(page.log, 'PageDown');
  page.press(page.log, 'k', { ctrlKey: true });
  equal(page.ran, ['pageDown', 'openPalette']);
});

test('a key that a part has taken is not taken twice', () => {
  const page = fixture();
  page.inLog.addEventListener('keydown', (event) => event.preventDefault());
  page.press(page.inLog, 'n');
  equal(page.ran, []);
});

test('a button in the log is pressed by Enter and Space', () => {
  const page = fixture();
  equal(page.press(page.inLog, 'Enter'), true);
  equal(page.press(page.inLog, ' '), true);
  equal(page.ran, []);
});

/**
 * A page of its own: the keys of another test would be taken there.
 *
 * @param {Partial<import('../../../main/webapp/static/app/settings.js').Settings>} [set]
 */
function fixture(set = {}) {
  const frame = document.createElement('iframe');
  document.body.replaceChildren(frame);
  const page = /** @type {Document} */ (frame.contentDocument);
  page.body.innerHTML =
    '<div tabindex="0"><button></button></div><input><button></button><dialog><input></dialog>';
  const [log, field, button, dialog] = page.body.children;
  /** @type {string[]} */
  const ran = [];
  const commands = new Commands();
  for (const id of ['nextHit', 'bottom', 'pageDown', 'openPalette', 'focusFind', 'openHelp', 'expand']) {
    commands.register({ id, run: () => ran.push(id) });
  }
  new Keys({ commands, settings: observable({ ...DEFAULTS, ...set }), log, target: page });
  return {
    ran,
    body: page.body,
    log,
    field,
    button,
    dialog: /** @type {HTMLDialogElement} */ (dialog),
    inLog: log.children[0],
    inDialog: dialog.children[0],
    /**
     * @param {Element} target
     * @param {string} key
     * @param {KeyboardEventInit} [held]
     * @returns {boolean} whether the browser goes on with it
     */
    press: (target, key, held = {}) =>
      target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...held })),
  };
}
