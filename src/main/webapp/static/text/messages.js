import english from '../messages/en.js';
import { zone } from './times.js';

/**
 * The languages that there are texts in, by what they call themselves.
 *
 * @type {Readonly<Record<string, string>>}
 */
export const LANGUAGES = Object.freeze({ en: 'English', de: 'Deutsch', es: 'Español' });

const NAME = /\{([A-Za-z]+)\}/g;

const KIBI = 1024;
const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** @typedef {Readonly<Record<string, string | Readonly<Record<string, string>>>>} Bundle */

/** The time of day: of 24 hours, since logs have no afternoon. @type {Intl.DateTimeFormatOptions} */
const CLOCK = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' };

/** Day and time of day. @type {Intl.DateTimeFormatOptions} */
const MOMENT = { ...CLOCK, year: 'numeric', month: 'short', day: 'numeric' };

/** Ways of writing of one language. Each is made when it is first used: they take milliseconds, and the first line waits. */
class Formats {
  #locale;
  /** @type {Map<string, any>} */
  #made = new Map();

  /** @param {string} locale */
  constructor(locale) {
    this.#locale = locale;
  }

  /** @returns {Intl.PluralRules} */
  get plurals() {
    return this.#once('plurals', (locale) => new Intl.PluralRules(locale));
  }

  /** @returns {Intl.NumberFormat} */
  get whole() {
    return this.#once('whole', (locale) => new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }));
  }

  /** @returns {Intl.NumberFormat} */
  get rough() {
    return this.#once('rough', (locale) => new Intl.NumberFormat(locale, { maximumSignificantDigits: 2 }));
  }

  /** @returns {Intl.DateTimeFormat} */
  get clock() {
    return this.#once('clock', (locale) => new Intl.DateTimeFormat(locale, CLOCK));
  }

  /** @returns {Intl.DateTimeFormat} */
  get moment() {
    return this.#once('moment', (locale) => new Intl.DateTimeFormat(locale, MOMENT));
  }

  /** @returns {Intl.DateTimeFormat} */
  get clockUtc() {
    return this.#once('clockUtc', (locale) => new Intl.DateTimeFormat(locale, { ...CLOCK, timeZone: 'UTC' }));
  }

  /** @returns {Intl.DateTimeFormat} */
  get momentUtc() {
    return this.#once('momentUtc', (locale) => new Intl.DateTimeFormat(locale, { ...MOMENT, timeZone: 'UTC' }));
  }

  /**
   * @param {string} name
   * @param {(locale: string) => any} make
   */
  #once(name, make) {
    let made = this.#made.get(name);
    if (made === undefined) {
      made = make(this.#locale);
      this.#made.set(name, made);
    }
    return made;
  }
}

/**
 * The texts of the page in one language, and its way to write numbers and times. English is there at once; another
 * language is loaded, so that nobody pays for three, and shown from {@link Messages#ready} on.
 */
export class Messages {
  /**
   * Resolved when the texts of the wanted language are there. Never rejected: without them the page speaks English.
   *
   * @type {Promise<void>}
   */
  ready = Promise.resolve();

  /** @type {Bundle} */
  #bundle = english;
  /** The language that is asked for last: it wins, whichever is loaded last. */
  #wanted = 'en';
  #language = 'en';
  /** What the browser calls the language, with its region: `en-GB` writes dates otherwise than `en-US`. */
  #locale = 'en';
  #formats = new Formats('en');

  /** @param {string} language `en`, `de`, `es`, or `auto` for what the browser prefers */
  constructor(language) {
    this.#speak('en', english);
    void this.use(language);
  }

  /** The language of the texts now: `en`, `de` or `es`. */
  get language() {
    return this.#language;
  }

  /** What `Intl` is to be asked with. */
  get locale() {
    return this.#locale;
  }

  /**
   * Changes the language of this object; who shows texts of it must show them anew afterwards.
   *
   * @param {string} language as in the constructor
   * @returns {Promise<void>}
   */
  use(language) {
    const wanted = spoken(language);
    this.#wanted = wanted;
    this.ready =
      wanted === 'en' ? Promise.resolve(this.#speak('en', english)) : this.#load(wanted);
    return this.ready;
  }

  /** @param {string} language */
  async #load(language) {
    try {
      const module = await import(new URL(`../messages/${language}.js`, import.meta.url).href);
      if (this.#wanted === language) {
        this.#speak(language, module.default);
      }
    } catch (error) {
      // The server may have been deployed anew, and its files be at another address: English is better than nothing.
      console.warn(`texts could not be loaded: language=${language}`, error);
    }
  }

  /**
   * @param {string} language
   * @param {Bundle} bundle
   */
  #speak(language, bundle) {
    this.#language = language;
    this.#bundle = bundle;
    this.#locale = regional(language);
    this.#formats = new Formats(this.#locale);
  }

  /** @param {string} key whether there is a text for it, such as for a status that only some servers answer with */
  has(key) {
    return Object.hasOwn(this.#bundle, key);
  }

  /**
   * The text of a key. A number among the values is written as the language does; the plural form is that of `n`. A key
   * that there is no text for is shown as it is: it is seen, and the page goes on.
   *
   * @param {string} key `area.name`
   * @param {Readonly<Record<string, string | number>>} [values]
   * @returns {string}
   */
  t(key, values = {}) {
    if (!this.has(key)) {
      return key;
    }
    const forms = this.#bundle[key];
    const text = typeof forms === 'string' ? forms : this.#form(forms, Number(values.n));
    return text.includes('{') ? text.replace(NAME, (hole, name) => this.#value(hole, values, name)) : text;
  }

  /**
   * @param {Readonly<Record<string, string>>} forms
   * @param {number} count
   */
  #form(forms, count) {
    return forms[this.#formats.plurals.select(count)] ?? forms.other;
  }

  /**
   * @param {string} hole what stands in the text, and stays where nothing is given for it
   * @param {Readonly<Record<string, string | number>>} values
   * @param {string} name
   */
  #value(hole, values, name) {
    if (!Object.hasOwn(values, name)) {
      return hole;
    }
    const value = values[name];
    return typeof value === 'number' ? this.number(value) : String(value);
  }

  /**
   * @param {number} n
   * @returns {string} with at most one decimal place
   */
  number(n) {
    return this.#formats.whole.format(n);
  }

  /**
   * @param {number} n bytes
   * @returns {string} such as `1.4 MiB`
   */
  bytes(n) {
    let unit = 0;
    let value = n;
    // What would be written as 1,024 of a unit is 1 of the next.
    while (Math.round(value) >= KIBI && unit < BYTE_UNITS.length - 1) {
      value /= KIBI;
      unit++;
    }
    return `${value < 10 ? this.#formats.whole.format(value) : this.#formats.whole.format(Math.round(value))} ${BYTE_UNITS[unit]}`;
  }

  /**
   * @param {number} millis
   * @returns {string} such as `35 ms`, `3.2 s`, `2 min 5 s`, `3 h 20 min`, `4 d 7 h`
   */
  duration(millis) {
    if (millis < 999.5) {
      return `${millis < 10 ? this.#formats.rough.format(millis) : this.#formats.whole.format(Math.round(millis))} ms`;
    }
    if (millis < 9.95 * SECOND) {
      return `${this.#formats.whole.format(millis / SECOND)} s`;
    }
    if (millis < 59.5 * SECOND) {
      return `${Math.round(millis / SECOND)} s`;
    }
    if (millis < HOUR - SECOND / 2) {
      return this.#twoUnits(millis, MINUTE, 'min', SECOND, 's');
    }
    return millis < DAY - MINUTE / 2
      ? this.#twoUnits(millis, HOUR, 'h', MINUTE, 'min')
      : this.#twoUnits(millis, DAY, 'd', HOUR, 'h');
  }

  /**
   * @param {number} millis
   * @param {number} large
   * @param {string} largeName
   * @param {number} small
   * @param {string} smallName
   */
  #twoUnits(millis, large, largeName, small, smallName) {
    const smalls = Math.round(millis / small);
    const perLarge = large / small;
    const rest = smalls % perLarge;
    const first = `${this.#formats.whole.format((smalls - rest) / perLarge)} ${largeName}`;
    return rest === 0 ? first : `${first} ${rest} ${smallName}`;
  }

  /**
   * @param {number} millis since 1970
   * @param {import('./times.js').TimeForm} [form] of the lines beside it
   * @returns {string} the time of day with seconds, of 24 hours: logs have no afternoon
   */
  clock(millis, form = 'local') {
    return this.#zoned(millis, form, this.#formats.clock, () => this.#formats.clockUtc);
  }

  /**
   * @param {number} millis since 1970
   * @param {import('./times.js').TimeForm} [form] of the lines beside it
   * @returns {string} day and time of day
   */
  moment(millis, form = 'local') {
    return this.#zoned(millis, form, this.#formats.moment, () => this.#formats.momentUtc);
  }

  /**
   * In the zone in which lines show their times; where they do not say which, in that of the browser, which is named.
   *
   * @param {number} millis
   * @param {import('./times.js').TimeForm} form
   * @param {Intl.DateTimeFormat} local
   * @param {() => Intl.DateTimeFormat} utc made when it is first used
   */
  #zoned(millis, form, local, utc) {
    if (form === 'utc') {
      return utc().format(millis);
    }
    return form === 'local' ? local.format(millis) : `${local.format(millis)} ${zone(millis)}`;
  }
}

/**
 * @param {string} [language] `en`, `de`, `es`, or `auto` for what the browser prefers
 * @returns {Messages} in English until its `ready` is resolved
 */
export function messages(language = 'auto') {
  return new Messages(language);
}

/**
 * @param {string} language
 * @returns {string} one that there are texts in
 */
function spoken(language) {
  const wishes = language === 'auto' ? preferred() : [language];
  return wishes.map(withoutRegion).find((wish) => Object.hasOwn(LANGUAGES, wish)) ?? 'en';
}

/** @param {string} language */
function regional(language) {
  return preferred().find((wish) => withoutRegion(wish) === language) ?? language;
}

/** @returns {readonly string[]} */
function preferred() {
  return globalThis.navigator?.languages ?? [];
}

/** @param {string} tag */
function withoutRegion(tag) {
  return tag.split('-', 1)[0].toLowerCase();
}
