import { columns } from './width.js';

/** @typedef {'log' | 'local' | 'utc' | 'relative' | 'delta'} TimeForm */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The widest that each form gets, so that the column never moves; the relative one is a matter of the language. */
const COLUMNS = { log: 0, local: 18, utc: 18, delta: 9 };

/** `12:00:00`, where there is no room for the date and for parts of a second. */
const CLOCK_COLUMNS = 8;

/** What logs begin with: the forms that the server finds times in, and no others. The most frequent one stands first. */
const LEADING = [
  /\[?\d{4}[-/](?:0\d|1[0-2])[-/][0-3]\d[T ][0-2]\d:[0-5]\d:[0-6]\d(?:[.,]\d{1,9})?(?: ?(?:[Zz]|UTC|GMT|[+-][01]\d:?[0-5]\d))?(?!\w|[.,]\d)\]?/y,
  /\[?[0-3]\d[-/][A-Z][a-z]{2}[-/]\d{4}[: ][0-2]\d:[0-5]\d:[0-6]\d(?:[.,]\d{1,9})?(?: [+-][01]\d:?[0-5]\d)?(?!\w)\]?/y,
  /\[?(?:[A-Z][a-z]{2} )?[A-Z][a-z]{2} [ 0-3]?\d [0-2]\d:[0-5]\d:[0-6]\d(?:\.\d{1,9})?(?: \d{4})?(?!\w)\]?/y,
  /[A-Z][a-z]{2} [0-3]?\d, \d{4} [01]?\d:[0-5]\d:[0-6]\d [AP]M(?!\w)/y,
  /\d{10}(?:\.\d{1,9})?(?![\w.])/y,
  /\d{13}(?:\d{3}|\d{6})?(?![\w.])/y,
];

/** Writes times in the form that the reader has chosen. */
export class Times {
  #language;
  #now;
  /** Made when first used, as `Intl` takes its time. @type {Intl.RelativeTimeFormat | null} */
  #agoFormat = null;
  #decimalPoint = '';

  /**
   * @param {string} language what `Intl` knows it by
   * @param {() => number} [now] milliseconds since 1970
   */
  constructor(language, now = Date.now) {
    this.#language = language;
    this.#now = now;
  }

  /**
   * @param {TimeForm} mode
   * @param {number} millis since 1970, or `NaN` for a line without a time
   * @param {number} [previousMillis] of the line before it, or `NaN`
   * @param {boolean} [isShort] whether there is room for the time of day alone
   * @returns {string} at most as wide as {@link Times#columns} says; nothing where there is nothing to say
   */
  show(mode, millis, previousMillis = NaN, isShort = false) {
    if (!Number.isFinite(millis)) {
      return '';
    }
    switch (mode) {
      case 'local':
        return isShort ? clockOf(local(millis)) : local(millis);
      case 'utc':
        return isShort ? clockOf(utc(millis)) : utc(millis);
      case 'relative':
        return this.#relative(millis - this.#now());
      case 'delta':
        return Number.isFinite(previousMillis) ? this.#delta(millis - previousMillis) : '';
      default:
        return '';
    }
  }

  /**
   * @param {TimeForm} mode
   * @param {boolean} [isShort]
   * @returns {number} of the widest text in this form
   */
  columns(mode, isShort = false) {
    if (mode !== 'relative') {
      return isShort ? Math.min(COLUMNS[mode], mode === 'delta' ? COLUMNS.delta : CLOCK_COLUMNS) : COLUMNS[mode];
    }
    const widest = [this.#ago.format(-59, 'second'), this.#ago.format(-59, 'minute'), this.#ago.format(-999, 'day')];
    return Math.max(COLUMNS.delta, ...widest.map(columns));
  }

  get #ago() {
    return (this.#agoFormat ??= new Intl.RelativeTimeFormat(this.#language, { style: 'narrow' }));
  }

  get #point() {
    if (this.#decimalPoint === '') {
      const parts = new Intl.NumberFormat(this.#language).formatToParts(0.1);
      this.#decimalPoint = parts.find(({ type }) => type === 'decimal')?.value ?? '.';
    }
    return this.#decimalPoint;
  }

  /** @param {number} millis less than 0 in the past */
  #relative(millis) {
    if (millis >= SECOND) {
      // The clock there is ahead of the one here: by how much is what the reader wants to know.
      return this.#delta(millis);
    }
    const ago = Math.max(0, -millis);
    // Not 0 but -0 is what `Intl` takes for the past.
    if (ago < MINUTE) {
      return this.#ago.format(-Math.floor(ago / SECOND), 'second');
    }
    if (ago < HOUR) {
      return this.#ago.format(-Math.floor(ago / MINUTE), 'minute');
    }
    return ago < DAY
      ? this.#ago.format(-Math.floor(ago / HOUR), 'hour')
      : this.#ago.format(-Math.floor(ago / DAY), 'day');
  }

  /** @param {number} millis */
  #delta(millis) {
    const sign = millis < 0 ? '−' : '+';
    const size = Math.abs(millis);
    const seconds = Math.floor(size / SECOND);
    if (seconds < 1_000) {
      return `${sign}${seconds}${this.#point}${digits(size % SECOND, 3)}`;
    }
    const hours = Math.floor(size / HOUR);
    return hours < 100
      ? `${sign}${hours}:${digits(Math.floor(size / MINUTE) % 60, 2)}:${digits(seconds % 60, 2)}`
      : `${sign}${Math.floor(size / DAY)} d`;
  }
}

/**
 * Called for each line that comes: reads digits where they stand, and makes no text of them.
 *
 * @param {string | undefined} text RFC 3339, as the server finds it in a line: also with a blank for the `T`, or a comma
 * @returns {number} milliseconds since 1970, what is finer cut off; `NaN` if it is none
 */
export function parse(text) {
  if (text === undefined || text.length < 20) {
    return NaN;
  }
  const year = two(text, 0) * 100 + two(text, 2);
  const month = two(text, 5);
  const day = two(text, 8);
  const seconds = two(text, 11) * 3_600 + two(text, 14) * 60 + two(text, 17);
  // What is no digit has made the sums too large, or not a number at all.
  if (!(year < 10_000 && month >= 1 && month <= 12 && day >= 1 && day <= 31 && seconds <= 86_400)) {
    return NaN;
  }
  let at = 19;
  let millis = 0;
  const point = text.charCodeAt(at);
  if (point === 0x2e || point === 0x2c) {
    let unit = 100;
    for (at++; isDigit(text.charCodeAt(at)); at++) {
      millis += Math.floor(unit) * (text.charCodeAt(at) - 0x30);
      unit /= 10;
    }
  }
  return (days(year, month, day) * 86_400 + seconds) * SECOND + millis - zoneMillis(text, at);
}

/**
 * @param {string} text
 * @param {number} at
 * @returns {number} `NaN` without a zone: nobody knows the time then
 */
function zoneMillis(text, at) {
  const sign = text.charCodeAt(at);
  if (sign === 0x5a || sign === 0x7a) {
    return 0;
  }
  if (sign !== 0x2b && sign !== 0x2d) {
    return NaN;
  }
  const minutesAt = text.charCodeAt(at + 3) === 0x3a ? at + 4 : at + 3;
  const millis = two(text, at + 1) * HOUR + two(text, minutesAt) * MINUTE;
  return millis > DAY ? NaN : sign === 0x2b ? millis : -millis;
}

/**
 * @param {string} text
 * @param {number} at
 * @returns {number} of two digits; far too large if they are none
 */
function two(text, at) {
  const tens = text.charCodeAt(at);
  const ones = text.charCodeAt(at + 1);
  return isDigit(tens) && isDigit(ones) ? (tens - 0x30) * 10 + ones - 0x30 : 1_000_000;
}

/** @param {number} code */
function isDigit(code) {
  return code >= 0x30 && code <= 0x39;
}

/**
 * Days since 1970. The year is taken to begin in March: the day that some years have more is then its last.
 *
 * @param {number} year
 * @param {number} month
 * @param {number} day
 */
function days(year, month, day) {
  const shifted = month > 2 ? year : year - 1;
  const sinceMarch = (month + 9) % 12;
  const leapDays = Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400);
  return 365 * shifted + leapDays + Math.floor((153 * sinceMarch + 2) / 5) + day - 719_469;
}

/**
 * @param {string} text without escape sequences
 * @param {number} [millis] since 1970: then only this time counts, and what is left out of a row stands beside it
 * @param {(time: string) => number} [read] what the time means
 * @returns {number} length of the time that it begins with, brackets around it included; 0 if there is none
 */
export function leading(text, millis, read = parse) {
  const length = leadingLength(text);
  if (length === 0 || millis === undefined) {
    return length;
  }
  const bracket = text[0] === '[' ? 1 : 0;
  return read(text.slice(bracket, length - bracket)) === millis ? length : 0;
}

/**
 * @param {string} time as a log writes it
 * @returns {string} its time of day, to the second; nothing where it shows none, as a count of seconds does
 */
export function clockOf(time) {
  return /[0-2]?\d:[0-5]\d:[0-6]\d(?: [AP]M)?/.exec(time)?.[0] ?? '';
}

/** @param {string} text */
function leadingLength(text) {
  const first = text.charCodeAt(0);
  // Most lines without a time are done here.
  if (!isDigit(first) && first !== 0x5b && !(first >= 0x41 && first <= 0x5a)) {
    return 0;
  }
  for (const form of LEADING) {
    form.lastIndex = 0;
    if (form.test(text)) {
      const end = form.lastIndex;
      const closed = text[end - 1] === ']';
      return text[0] === '[' ? (closed ? end : 0) : closed ? end - 1 : end;
    }
  }
  return 0;
}

/**
 * @param {number} millis since 1970
 * @returns {string} the zone that the browser is in at that time, such as `UTC+1` or `UTC-3:30`
 */
export function zone(millis) {
  const minutes = -new Date(millis).getTimezoneOffset();
  if (minutes === 0) {
    return 'UTC';
  }
  const size = Math.abs(minutes);
  const rest = size % 60;
  return `UTC${minutes < 0 ? '-' : '+'}${Math.floor(size / 60)}${rest === 0 ? '' : `:${digits(rest, 2)}`}`;
}

/**
 * @param {number} millis since 1970
 * @returns {string} the whole time with its zone, for whoever asks about one line
 */
export function whole(millis) {
  return `${new Date(millis).getFullYear()}-${local(millis)} ${zone(millis)}`;
}

/** Month and day too: history may be of any day. @param {number} millis */
function local(millis) {
  const time = new Date(millis);
  return written(
    time.getMonth() + 1,
    time.getDate(),
    time.getHours(),
    time.getMinutes(),
    time.getSeconds(),
    time.getMilliseconds(),
  );
}

/** @param {number} millis */
function utc(millis) {
  const time = new Date(millis);
  return written(
    time.getUTCMonth() + 1,
    time.getUTCDate(),
    time.getUTCHours(),
    time.getUTCMinutes(),
    time.getUTCSeconds(),
    time.getUTCMilliseconds(),
  );
}

/**
 * @param {number} month
 * @param {number} day
 * @param {number} hour
 * @param {number} minute
 * @param {number} second
 * @param {number} millis
 */
function written(month, day, hour, minute, second, millis) {
  const date = `${digits(month, 2)}-${digits(day, 2)}`;
  return `${date} ${digits(hour, 2)}:${digits(minute, 2)}:${digits(second, 2)}.${digits(millis, 3)}`;
}

/**
 * @param {number} value
 * @param {number} count
 */
function digits(value, count) {
  return String(Math.floor(value)).padStart(count, '0');
}
