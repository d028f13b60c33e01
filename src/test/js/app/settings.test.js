import { equal, test } from '../harness.js';
import { Memory } from '../../../main/webapp/static/app/memory.js';
import { checked, DEFAULTS, rememberedSettings } from '../../../main/webapp/static/app/settings.js';

test('what another version wrote is taken as far as it can be used', () => {
  equal(checked(null), DEFAULTS);
  equal(checked({ theme: 'dark', density: 'vast', size: 99, language: 'de', singleKeys: 'no' }), {
    ...DEFAULTS,
    theme: 'dark',
    size: 20,
    language: 'de',
  });
});

test('settings are there again in the next page', () => {
  const storage = fakeStorage();
  rememberedSettings(new Memory(storage)).set({ theme: 'light', size: 15 });
  equal(rememberedSettings(new Memory(storage)).value, { ...DEFAULTS, theme: 'light', size: 15 });
});

test('a browser that stores nothing forgets, and the page works', () => {
  const refusing = /** @type {any} */ ({
    getItem() {
      throw new Error('refused');
    },
    setItem() {
      throw new Error('refused');
    },
  });
  const settings = rememberedSettings(new Memory(refusing));
  settings.set({ theme: 'dark' });
  equal(settings.value.theme, 'dark');
});

function fakeStorage() {
  const kept = new Map();
  return /** @type {any} */ ({
    getItem: (/** @type {string} */ name) => kept.get(name) ?? null,
    setItem: (/** @type {string} */ name, /** @type {string} */ value) => kept.set(name, value),
  });
}
