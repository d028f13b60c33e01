/** @typedef {{name: string, value: string}} Field */

const MAX_FIELDS = 200;

/** What lies deeper is shown as it stands. */
const MAX_DEPTH = 20;

/** In front of the object there may be braces that are none, but not for ever. */
const MAX_TRIES = 8;

/** Longer lines are hardly written by hand, and every `="` in one is looked at. */
const MAX_LOGFMT_CHARS = 65_536;

const PAIR = /(?:^|[\s{(\[])([A-Za-z_@][\w.\-/@]*)=(?:("(?:[^"\\]|\\.)*")|(?![=>~"])([^\s"]*))/g;

/**
 * The fields of a line: those of a JSON object which ends it, perhaps behind a time and a level, or pairs of logfmt.
 * Nested objects become dotted names, and so do lists that hold objects.
 *
 * @param {string} text
 * @returns {Field[] | null} in the order of the line, 200 at most; null if there are none
 */
export function fields(text) {
  return json(text) ?? logfmt(text);
}

/**
 * @param {string} text
 * @returns {Field[] | null}
 */
function json(text) {
  const end = text.trimEnd();
  if (!end.endsWith('}')) {
    return null;
  }
  let start = end.indexOf('{');
  for (let tries = 0; start >= 0 && tries < MAX_TRIES; tries++) {
    const found = new JsonReader(end, start).read();
    if (found !== null) {
      return found.length > 0 ? found : null;
    }
    start = end.indexOf('{', start + 1);
  }
  return null;
}

/**
 * @param {string} text
 * @returns {Field[] | null} null for fewer than two: one `=` does not make a record
 */
function logfmt(text) {
  if (!text.includes('=') || text.length > MAX_LOGFMT_CHARS) {
    return null;
  }
  const found = [];
  for (const [, name, quoted, bare] of text.matchAll(PAIR)) {
    found.push({ name, value: quoted === undefined ? withoutSeparator(bare) : unquoted(quoted) });
    if (found.length === MAX_FIELDS) {
      break;
    }
  }
  return found.length < 2 ? null : found;
}

/**
 * `took=12, order=7)`: what separates pairs in prose is no part of the value, but brackets that it has opened itself are.
 *
 * @param {string} value
 */
function withoutSeparator(value) {
  const cut = value.replace(/[,;]$/, '');
  const pair = BRACKETS.find(([, closing]) => cut.endsWith(closing));
  return pair !== undefined && count(cut, pair[1]) > count(cut, pair[0]) ? cut.slice(0, -1) : cut;
}

const BRACKETS = ['()', '[]', '{}'];

/**
 * @param {string} text
 * @param {string} character
 */
function count(text, character) {
  return text.split(character).length - 1;
}

/** @param {string} quoted */
function unquoted(quoted) {
  const inner = quoted.slice(1, -1);
  if (!inner.includes('\\')) {
    return inner;
  }
  try {
    return JSON.parse(quoted);
  } catch {
    return inner;
  }
}

/** Not the text of an object, or one that goes on behind its end. */
class NoJson extends Error {}

/**
 * Reads an object into fields as they are written: `JSON.parse` would round long numbers, which ids mostly are, and drop
 * names that come twice.
 */
class JsonReader {
  #text;
  #at;
  /** @type {Field[]} */
  #found = [];
  #depth = 0;

  /**
   * @param {string} text
   * @param {number} start where the object begins, which is to end with the text
   */
  constructor(text, start) {
    this.#text = text;
    this.#at = start;
  }

  /** @returns {Field[] | null} null if it is no such object */
  read() {
    try {
      this.#object('');
      if (!this.#isFull() && this.#at < this.#text.length) {
        return null;
      }
      return this.#found;
    } catch (error) {
      if (error instanceof NoJson) {
        return null;
      }
      throw error;
    }
  }

  #isFull() {
    return this.#found.length >= MAX_FIELDS;
  }

  /** @param {string} prefix */
  #object(prefix) {
    this.#at++;
    if (this.#skipIf('}')) {
      this.#addEmpty(prefix, '{}');
      return;
    }
    do {
      this.#blanks();
      const name = this.#string();
      this.#blanks();
      this.#expect(':');
      this.#value(prefix === '' ? name : `${prefix}.${name}`);
      if (this.#isFull()) {
        return;
      }
    } while (this.#skipIf(','));
    this.#expect('}');
  }

  /** @param {string} name */
  #list(name) {
    const start = this.#at;
    const before = this.#found.length;
    let nested = false;
    this.#at++;
    if (this.#skipIf(']')) {
      this.#addEmpty(name, '[]');
      return;
    }
    let index = 0;
    do {
      this.#blanks();
      nested ||= this.#text[this.#at] === '{' || this.#text[this.#at] === '[';
      this.#value(`${name}.${index}`);
      index++;
      if (nested && this.#isFull()) {
        return;
      }
    } while (this.#skipIf(','));
    this.#expect(']');
    if (!nested) {
      this.#found.length = before;
      this.#add(name, this.#text.slice(start, this.#at));
    }
  }

  /** @param {string} name */
  #value(name) {
    this.#blanks();
    const start = this.#at;
    const first = this.#text[start];
    if (first === '"') {
      this.#add(name, this.#string());
    } else if (first !== '{' && first !== '[') {
      this.#word();
      this.#add(name, this.#text.slice(start, this.#at));
    } else if (this.#depth === MAX_DEPTH) {
      this.#skipNested();
      this.#add(name, this.#text.slice(start, this.#at));
    } else {
      this.#depth++;
      if (first === '{') {
        this.#object(name);
      } else {
        this.#list(name);
      }
      this.#depth--;
    }
  }

  /** @returns {string} */
  #string() {
    const text = this.#text;
    const start = this.#at;
    if (text[start] !== '"') {
      throw new NoJson();
    }
    let escaped = false;
    for (let at = start + 1; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === 0x5c) {
        escaped = true;
        at++;
      } else if (code === 0x22) {
        this.#at = at + 1;
        return escaped ? unquoted(text.slice(start, at + 1)) : text.slice(start + 1, at);
      }
    }
    throw new NoJson();
  }

  /** A number, or `true`, `false`, `null`. */
  #word() {
    const start = this.#at;
    while (isOfWord(this.#text.charCodeAt(this.#at))) {
      this.#at++;
    }
    if (this.#at === start) {
      throw new NoJson();
    }
  }

  /** Passes over an object or a list without looking into it. */
  #skipNested() {
    let depth = 0;
    do {
      const character = this.#text[this.#at];
      if (character === undefined) {
        throw new NoJson();
      }
      if (character === '"') {
        this.#string();
        continue;
      }
      depth += character === '{' || character === '[' ? 1 : character === '}' || character === ']' ? -1 : 0;
      this.#at++;
    } while (depth > 0);
  }

  #blanks() {
    while (isBlank(this.#text.charCodeAt(this.#at))) {
      this.#at++;
    }
  }

  /** @param {string} character */
  #skipIf(character) {
    this.#blanks();
    if (this.#text[this.#at] !== character) {
      return false;
    }
    this.#at++;
    return true;
  }

  /** @param {string} character */
  #expect(character) {
    if (!this.#skipIf(character)) {
      throw new NoJson();
    }
  }

  /**
   * @param {string} name
   * @param {string} value
   */
  #addEmpty(name, value) {
    if (name !== '') {
      this.#add(name, value);
    }
  }

  /**
   * @param {string} name
   * @param {string} value
   */
  #add(name, value) {
    if (!this.#isFull()) {
      this.#found.push({ name, value });
    }
  }
}

/** @param {number} code */
function isBlank(code) {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;
}

/** @param {number} code letters, digits, and the signs of numbers */
function isOfWord(code) {
  return (
    (code >= 0x30 && code <= 0x39) ||
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    code === 0x2b ||
    code === 0x2d ||
    code === 0x2e
  );
}
