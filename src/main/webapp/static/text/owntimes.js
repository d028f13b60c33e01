import { parse } from './times.js';

const SECOND = 1_000;
const DAY = 86_400 * SECOND;

/** Offsets of a zone change on the quarter of an hour. */
const QUARTER = 900 * SECOND;

/** A time stands at the beginning of a line, behind an address and a name at most. */
const SOUGHT = 200;

/** Members of a JSON object are looked for so far. */
const SOUGHT_IN_JSON = 4_096;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const CLOCK = '([0-2]\\d):([0-5]\\d):([0-6]\\d)(?:[.,](\\d{1,9}))?';
const ZONE = '(?: ?([Zz]|UTC|GMT|[+-][01]\\d:?[0-5]\\d)(?!\\w))?';

/** `2026-11-24 10:15:30,123`, `2026/11/24 10:15:30`. */
const YEAR_FIRST = new RegExp(`(?<!\\d)(\\d{4})([-/])(\\d\\d)\\2(\\d\\d)[Tt ]${CLOCK}${ZONE}`);

/** `24-Nov-2026 10:15:30.123`, `24/Nov/2026:10:15:30 +0100`. */
const DAY_FIRST = new RegExp(`(?<!\\d)(\\d\\d)([-/])([A-Z][a-z]{2})\\2(\\d{4})[: ]${CLOCK}${ZONE}`);

/** `Nov 24 10:15:30`, `<13>Nov  3 10:15:30`, `[Tue Nov 24 10:15:30.123 2026]`. */
const MONTH_FIRST = new RegExp(`^(?:<\\d{1,3}>)?\\[?(?:[A-Z][a-z]{2} )?([A-Z][a-z]{2}) ([ 0-3]?\\d) ${CLOCK}(?: (\\d{4})(?!\\d))?`);

/** `Nov 24, 2026 10:15:30 AM`. */
const HALVED = /^([A-Z][a-z]{2}) ([0-3]?\d), (\d{4}) ([01]?\d):([0-5]\d):([0-6]\d) ([AP])M/;

/** Seconds since 1970 with parts of them, or milliseconds, microseconds, nanoseconds. */
const COUNT = /^(?:(\d{10})(?:\.(\d{1,9}))?|(\d{13})(?:\d{3}|\d{6})?)(?![\w.])/;

const MEMBER = /"(?:time|timestamp|ts|@timestamp)" *: *"?([^",}]+)/g;

/**
 * Reads the times that lines give themselves, of those in which the server has found no RFC 3339: in the same forms, and by the
 * same rules, as the server does for `since` (docs/protocol.md, "Times"). A time without a zone is in the zone of the server;
 * one without a year is of the last year in which it is not more than a day ahead.
 */
export class OwnTimes {
  #zone;
  #now;
  #quarter = NaN;
  #offset = 0;

  /**
   * @param {string} [zone] of times that show none, as Java names it; empty, or not known to the browser: they stay unknown
   * @param {() => number} [now] milliseconds since 1970
   */
  constructor(zone = '', now = Date.now) {
    this.#zone = offsets(zone);
    this.#now = now;
  }

  /** @param {string} line @returns {number} milliseconds since 1970; `NaN` if it shows no time */
  of(line) {
    if (line.startsWith('{')) {
      for (const [, value] of line.slice(0, SOUGHT_IN_JSON).matchAll(MEMBER)) {
        const millis = this.#in(value);
        if (!Number.isNaN(millis)) {
          return millis;
        }
      }
    }
    return this.#in(line.slice(0, SOUGHT));
  }

  /** @param {string} text */
  #in(text) {
    const atStart = this.#atStart(text);
    if (!Number.isNaN(atStart)) {
      return atStart;
    }
    const yearFirst = YEAR_FIRST.exec(text);
    const dayFirst = DAY_FIRST.exec(text);
    if (yearFirst !== null && (dayFirst === null || yearFirst.index < dayFirst.index)) {
      const [, year, , month, day, ...clock] = yearFirst;
      return this.#calendar(Number(year), Number(month), Number(day), clock);
    }
    if (dayFirst !== null) {
      const [, day, , month, year, ...clock] = dayFirst;
      return this.#calendar(Number(year), monthOf(month), Number(day), clock);
    }
    return NaN;
  }

  /** @param {string} text */
  #atStart(text) {
    const count = COUNT.exec(text);
    if (count !== null) {
      const [, seconds, fraction, millis] = count;
      return seconds === undefined ? Number(millis) : Number(seconds) * SECOND + millisOf(fraction);
    }
    const halved = HALVED.exec(text);
    if (halved !== null) {
      const [, month, day, year, hour, minute, second, half] = halved;
      const hours = String((Number(hour) % 12) + (half === 'P' ? 12 : 0));
      return this.#calendar(Number(year), monthOf(month), Number(day), [hours, minute, second]);
    }
    const monthFirst = MONTH_FIRST.exec(text);
    if (monthFirst === null) {
      return NaN;
    }
    const [, month, day, hour, minute, second, fraction, year] = monthFirst;
    const clock = [hour, minute, second, fraction];
    return year === undefined
      ? this.#lastOf(monthOf(month), Number(day), clock)
      : this.#calendar(Number(year), monthOf(month), Number(day), clock);
  }

  /**
   * @param {number} month 1 to 12
   * @param {number} day
   * @param {string[]} clock
   */
  #lastOf(month, day, clock) {
    const latest = this.#now() + DAY;
    const thisYear = new Date(latest).getUTCFullYear() + 1;
    // In eight years there is a 29th of February, but around the turn of three centuries in four.
    for (let year = thisYear; year > thisYear - 10; year--) {
      const millis = this.#calendar(year, month, day, clock);
      if (millis <= latest) {
        return millis;
      }
    }
    return NaN;
  }

  /**
   * @param {number} year
   * @param {number} month 1 to 12
   * @param {number} day
   * @param {(string | undefined)[]} clock hour, minute, second, parts of it, zone
   */
  #calendar(year, month, day, [hour, minute, second, fraction, zone]) {
    const date = new Date(Date.UTC(year, month - 1, day));
    if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) {
      return NaN;
    }
    const seconds = Number(hour) * 3_600 + Number(minute) * 60 + Number(second);
    const local = date.getTime() + seconds * SECOND + millisOf(fraction);
    return zone === undefined ? local - this.#offsetAt(local) : local - offsetOf(zone);
  }

  /** @param {number} local milliseconds since 1970, as if it were UTC */
  #offsetAt(local) {
    const quarter = Math.floor(local / QUARTER);
    if (quarter !== this.#quarter) {
      this.#quarter = quarter;
      this.#offset = this.#look(quarter * QUARTER);
    }
    return this.#offset;
  }

  /** Of an hour that comes twice it is the first; one that does not come is counted as if it were of the time before. @param {number} local */
  #look(local) {
    const before = this.#zone(local - DAY);
    const after = this.#zone(local + DAY);
    const isBefore = this.#zone(local - before) === before;
    return isBefore || this.#zone(local - after) !== after ? before : after;
  }
}

/**
 * @param {string} zone
 * @returns {(millis: number) => number} how far its clocks are ahead of UTC at a time, in milliseconds; `NaN`: not known
 */
function offsets(zone) {
  if (zone === '') {
    return () => NaN;
  }
  if (/^(?:Z|[+-]\d\d:\d\d)$/.test(zone)) {
    const fixed = offsetOf(zone);
    return () => fixed;
  }
  // Made when first used, as `Intl` takes its time; null: the browser does not know the zone.
  /** @type {Intl.DateTimeFormat | null | undefined} */
  let format;
  return (millis) => {
    format = format === undefined ? formatOf(zone) : format;
    const name = format?.formatToParts(millis).find(({ type }) => type === 'timeZoneName')?.value;
    return name === undefined ? NaN : name === 'GMT' ? 0 : offsetOf(name.slice('GMT'.length));
  };
}

/** @param {string} zone */
function formatOf(zone) {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
  } catch {
    return null;
  }
}

/** @param {string} zone `Z`, `UTC`, `GMT`, `+01:00`, `-0330` @returns {number} milliseconds */
function offsetOf(zone) {
  // The parser of RFC 3339 knows how these are written.
  return -parse(`1970-01-01T00:00:00${/^[+-]/.test(zone) ? zone : 'Z'}`);
}

/** @param {string} name @returns {number} 1 to 12; 0: none */
function monthOf(name) {
  return MONTHS.indexOf(name) + 1;
}

/** @param {string | undefined} fraction digits behind the point of a second */
function millisOf(fraction) {
  return fraction === undefined ? 0 : Math.floor(Number(`0.${fraction}`) * SECOND + 1e-6);
}
