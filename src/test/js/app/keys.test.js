import { equal, ok, test } from '../harness.js';
import { BINDINGS } from '../../../main/webapp/static/app/bindings.js';
import { Commands } from '../../../main/webapp/static/app/commands.js';
import { isSingle, keyName } from '../../../main/webapp/static/app/keys.js';

/** @param {string} key @param {object} [held] */
function pressed(key, held = {}) {
  return keyName({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held });
}

test('shift is part of a printed character, and named with any other key', () => {
  equal(pressed('N', { shiftKey: true }), 'N');
  equal(pressed('?', { shiftKey: true }), '?');
  equal(pressed('F3', { shiftKey: true }), 'Shift+F3');
  equal(pressed(' ', { shiftKey: true }), 'Shift+Space');
});

test('the command key of a Mac counts as Ctrl', () => {
  equal(pressed('k', { metaKey: true }), 'Ctrl+k');
  equal(pressed('K', { ctrlKey: true }), 'Ctrl+k');
});

test('AltGr types a character', () => {
  const event = { ctrlKey: true, altKey: true, getModifierState: (/** @type {string} */ name) => name === 'AltGraph' };
  equal(pressed('@', event), '@');
});

test('Alt counts with the letter on the key, whatever a Mac types with it', () => {
  equal(pressed('ç', { altKey: true, code: 'KeyC' }), 'Alt+c');
  equal(pressed('r', { altKey: true, code: 'KeyR' }), 'Alt+r');
});

test('a modifier alone is no key', () => {
  equal(pressed('Shift', { shiftKey: true }), '');
  equal(pressed('Dead'), '');
});

test('characters are single keys, Space and named keys are not', () => {
  ok(isSingle('n') && isSingle('?'), 'characters');
  ok(!isSingle('Space') && !isSingle('Ctrl+k') && !isSingle('Escape'), 'others');
});

test('a key belongs to one command, but for Escape', () => {
  const keys = BINDINGS.flatMap(({ commands }) => commands.flatMap(([, ...all]) => all));
  const twice = keys.filter((key, index) => keys.indexOf(key) !== index);
  equal([...new Set(twice)], ['Escape']);
});

test('the first command of a key that would do something runs', () => {
  const commands = new Commands();
  let isOpen = true;
  commands.register({ id: 'leave', run: () => {} });
  commands.register({ id: 'closeFind', run: () => {}, enabled: () => isOpen });
  equal(commands.ofKey('Escape')?.id, 'closeFind');
  isOpen = false;
  equal(commands.ofKey('Escape')?.id, 'leave');
});

test('a command that is not possible now does nothing', () => {
  const commands = new Commands();
  let runs = 0;
  commands.register({ id: 'copy', run: () => runs++, enabled: () => false });
  equal(commands.run('copy'), false);
  equal(commands.run('download'), false);
  equal(runs, 0);
});
