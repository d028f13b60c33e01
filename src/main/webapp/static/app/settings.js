import { observable } from './events.js';
import { Memory } from './memory.js';

/**
 * What a reader has set for this browser, whatever log is shown.
 *
 * @typedef {object} Settings
 * @property {'auto' | 'light' | 'dark'} theme
 * @property {'compact' | 'normal' | 'roomy'} density
 * @property {number} size of the log's text, in CSS pixels, 11 to 20
 * @property {'auto' | 'en' | 'de' | 'es'} language
 * @property {boolean} singleKeys whether keys without Ctrl do something (WCAG 2.2, 2.1.4)
 */

export const THEMES = /** @type {const} */ (['auto', 'light', 'dark']);
export const DENSITIES = /** @type {const} */ (['compact', 'normal', 'roomy']);
export const LANGUAGES = /** @type {const} */ (['auto', 'en', 'de', 'es']);
export const SMALLEST = 11;
export const LARGEST = 20;

/** @type {Settings} */
export const DEFAULTS = { theme: 'auto', density: 'normal', size: 13, language: 'auto', singleKeys: true };

const NAME = 'settings';

/**
 * Settings that are remembered, and the same in all tabs.
 *
 * @param {Memory} [memory]
 * @returns {import('./events.js').Observable<Settings>}
 */
export function rememberedSettings(memory = new Memory()) {
  const settings = observable(checked(memory.read(NAME)));
  memory.onChange(NAME, () => settings.set(checked(memory.read(NAME))));
  return {
    get value() {
      return settings.value;
    },
    set(patch) {
      settings.set(checked({ ...settings.value, ...patch }));
      memory.write(NAME, settings.value);
    },
    subscribe: settings.subscribe,
  };
}

/**
 * Takes what can be used, and the default for the rest: it may come from another version of the page.
 *
 * @param {unknown} raw
 * @returns {Settings}
 */
export function checked(raw) {
  const given = /** @type {Record<string, unknown>} */ (typeof raw === 'object' && raw !== null ? raw : {});
  return {
    theme: oneOf(THEMES, given.theme, DEFAULTS.theme),
    density: oneOf(DENSITIES, given.density, DEFAULTS.density),
    size: Number.isFinite(given.size)
      ? Math.min(LARGEST, Math.max(SMALLEST, Math.round(Number(given.size))))
      : DEFAULTS.size,
    language: oneOf(LANGUAGES, given.language, DEFAULTS.language),
    singleKeys: typeof given.singleKeys === 'boolean' ? given.singleKeys : DEFAULTS.singleKeys,
  };
}

/**
 * @template T
 * @param {readonly T[]} allowed
 * @param {unknown} value
 * @param {T} otherwise
 * @returns {T}
 */
function oneOf(allowed, value, otherwise) {
  return allowed.includes(/** @type {T} */ (value)) ? /** @type {T} */ (value) : otherwise;
}
