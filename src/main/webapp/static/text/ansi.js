import { columns } from './width.js';

/** @typedef {{start: number, end: number, className: string}} Span a stretch of text and the classes it is shown with */

const ESCAPE = 0x1b;
const BELL = 0x07;
const STRING_TERMINATOR = 0x9c;
const TAB = 0x09;
const DELETE = 0x7f;

const TAB_STOP = 8;

/** Symbols of the control characters: U+2400 is that of NUL. */
const SYMBOLS = 0x2400;
const SYMBOL_OF_DELETE = '\u2421';

/**
 * Characters that are not shown as they are: control characters; what turns the direction of a text, and with it what
 * the reader takes for the order of words; separators that some browsers break lines at; halves of characters.
 */
const SPECIAL =
  /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\p{Surrogate}]/u;

/** A colour of 0 to 15, or this. */
const DEFAULT = -1;

/** More than any program has reason to write; a line may be a mebibyte of them. */
const MAX_PARAMETERS = 64;

/**
 * The text of a line as it can be shown: colours become spans, every other escape sequence is left out, and whatever
 * else would not be seen, or would change how the rest is seen, becomes visible. An escape sequence without an end hides
 * nothing: it is text.
 *
 * @param {string} line
 * @returns {{text: string, spans: Span[]}} spans in order, not overlapping
 */
export function plain(line) {
  return SPECIAL.test(line) ? new Reader(line).read() : { text: line, spans: [] };
}

/** Reads one line (ECMA-48, 5.4 Control sequences, 5.6 Control strings, 8.3.117 SGR). */
class Reader {
  #line;
  #text = '';
  /** @type {Span[]} */
  #spans = [];
  #style = new Style();
  /** Where the text that has the style of now begins. */
  #styledFrom = 0;
  /** How wide `#text` is, where a TAB will ask for it. */
  #column = 0;
  #hasTabs;

  /** @param {string} line */
  constructor(line) {
    this.#line = line;
    this.#hasTabs = line.includes('\t');
  }

  read() {
    const line = this.#line;
    let taken = 0;
    let at = 0;
    while (at < line.length) {
      const code = line.charCodeAt(at);
      if (!isSpecial(line, at, code)) {
        at += code >= 0xd800 && code <= 0xdbff ? 2 : 1;
        continue;
      }
      this.#append(line.slice(taken, at));
      at = this.#special(at, code);
      taken = at;
    }
    this.#append(line.slice(taken));
    this.#endSpan();
    return { text: this.#text, spans: this.#spans };
  }

  /**
   * @param {number} at
   * @param {number} code
   * @returns {number} where to go on
   */
  #special(at, code) {
    if (code === ESCAPE) {
      const end = sequenceEnd(this.#line, at + 1);
      if (end !== 0) {
        this.#sequence(at, end);
        return end;
      }
    }
    if (code === TAB) {
      this.#append(' '.repeat(TAB_STOP - (this.#column % TAB_STOP)));
    } else {
      this.#show(symbol(code));
    }
    return at + 1;
  }

  /**
   * @param {number} from
   * @param {number} end
   */
  #sequence(from, end) {
    const line = this.#line;
    if (line[from + 1] !== '[' || line[end - 1] !== 'm' || !isPlainSgr(line, from + 2, end - 1)) {
      return;
    }
    this.#endSpan();
    this.#style.apply(line.slice(from + 2, end - 1));
  }

  /** @param {string} symbols for what cannot be seen */
  #show(symbols) {
    this.#endSpan();
    const start = this.#text.length;
    this.#append(symbols);
    this.#styledFrom = this.#text.length;
    const last = this.#spans.at(-1);
    if (last?.className === 'control' && last.end === start) {
      last.end = this.#text.length;
    } else {
      this.#spans.push({ start, end: this.#text.length, className: 'control' });
    }
  }

  /** @param {string} piece */
  #append(piece) {
    this.#text += piece;
    // Not measured at the TAB: to look into a text that is being put together makes the engine copy all of it.
    this.#column += this.#hasTabs ? columns(piece) : 0;
  }

  #endSpan() {
    const end = this.#text.length;
    const className = this.#style.className();
    if (end > this.#styledFrom && className !== '') {
      const last = this.#spans.at(-1);
      if (last?.className === className && last.end === this.#styledFrom) {
        last.end = end;
      } else {
        this.#spans.push({ start: this.#styledFrom, end, className });
      }
    }
    this.#styledFrom = end;
  }
}

/** What SGR sequences have set so far. Blinking is not done, and hiding is not obeyed: a log has no secrets from its reader. */
class Style {
  #foreground = DEFAULT;
  #background = DEFAULT;
  #bold = false;
  #dim = false;
  #italic = false;
  #underline = false;
  #strike = false;
  #inverse = false;

  /** @param {string} parameters numbers between semicolons, each perhaps with more of them behind colons */
  apply(parameters) {
    const all = parameters.split(';', MAX_PARAMETERS);
    for (let i = 0; i < all.length; i++) {
      const parts = all[i].split(':', MAX_PARAMETERS);
      const code = number(parts[0]);
      if (code !== 38 && code !== 48 && code !== 58) {
        this.#set(code, parts);
      } else if (parts.length > 1) {
        this.#setColour(code, number(parts[1]), parts.slice(parts.length > 5 ? 3 : 2));
      } else {
        const kind = number(all[i + 1]);
        const count = kind === 2 ? 3 : kind === 5 ? 1 : 0;
        this.#setColour(code, kind, all.slice(i + 2, i + 2 + count));
        i += 1 + count;
      }
    }
  }

  /**
   * @param {number} code
   * @param {string[]} parts
   */
  #set(code, parts) {
    switch (code) {
      case 0:
        this.#foreground = this.#background = DEFAULT;
        this.#bold = this.#dim = this.#italic = this.#underline = this.#strike = this.#inverse = false;
        break;
      case 1:
        this.#bold = true;
        break;
      case 2:
        this.#dim = true;
        break;
      case 3:
        this.#italic = true;
        break;
      case 4:
        this.#underline = parts[1] !== '0';
        break;
      case 7:
        this.#inverse = true;
        break;
      case 9:
        this.#strike = true;
        break;
      case 21:
        this.#underline = true;
        break;
      case 22:
        this.#bold = this.#dim = false;
        break;
      case 23:
        this.#italic = false;
        break;
      case 24:
        this.#underline = false;
        break;
      case 27:
        this.#inverse = false;
        break;
      case 29:
        this.#strike = false;
        break;
      case 39:
        this.#foreground = DEFAULT;
        break;
      case 49:
        this.#background = DEFAULT;
        break;
      default:
        this.#setNamedColour(code);
    }
  }

  /** @param {number} code */
  #setNamedColour(code) {
    const colour = code % 10;
    if (colour > 7) {
      return;
    }
    switch (code - colour) {
      case 30:
        this.#foreground = colour;
        break;
      case 40:
        this.#background = colour;
        break;
      case 90:
        this.#foreground = colour + 8;
        break;
      case 100:
        this.#background = colour + 8;
        break;
    }
  }

  /**
   * @param {number} code 38 for the text, 48 for what is behind it, 58 for the line below it
   * @param {number} kind 5: one of 256 colours; 2: red, green and blue
   * @param {string[]} values
   */
  #setColour(code, kind, values) {
    const colour =
      kind === 5 && values.length >= 1
        ? ofPalette(number(values[0]))
        : kind === 2 && values.length >= 3
          ? nearest(number(values[0]), number(values[1]), number(values[2]))
          : DEFAULT;
    if (colour === DEFAULT) {
      return;
    }
    if (code === 38) {
      this.#foreground = colour;
    } else if (code === 48) {
      this.#background = colour;
    }
  }

  /** @returns {string} classes, or nothing */
  className() {
    let foreground = this.#foreground;
    let background = this.#background;
    let names = '';
    if (this.#inverse && foreground === DEFAULT && background === DEFAULT) {
      names = ' inverse';
    } else if (this.#inverse) {
      // What is behind an inverted text without a colour of its own is as light as text is.
      [foreground, background] = [background, foreground === DEFAULT ? 7 : foreground];
    }
    names += foreground === DEFAULT ? '' : ` fg-${foreground}`;
    names += background === DEFAULT ? '' : ` bg-${background}`;
    names += this.#bold ? ' bold' : '';
    names += this.#dim ? ' dim' : '';
    names += this.#italic ? ' italic' : '';
    names += this.#underline ? ' underline' : '';
    names += this.#strike ? ' strike' : '';
    return names.slice(1);
  }
}

/**
 * @param {string} line
 * @param {number} at
 * @param {number} code of the character there
 */
function isSpecial(line, at, code) {
  if (code < 0x2028) {
    return code < 0x20 || (code >= DELETE && code <= 0x9f) || code === 0x61c || code === 0x200e || code === 0x200f;
  }
  if (code >= 0xd800 && code <= 0xdfff) {
    const low = line.charCodeAt(at + 1);
    return code > 0xdbff || !(low >= 0xdc00 && low <= 0xdfff);
  }
  return code <= 0x202e || (code >= 0x2066 && code <= 0x2069) || code === 0xfeff;
}

/**
 * @param {number} code
 * @returns {string}
 */
function symbol(code) {
  if (code < 0x20) {
    return String.fromCharCode(SYMBOLS + code);
  }
  if (code === DELETE) {
    return SYMBOL_OF_DELETE;
  }
  return code <= 0x9f ? `\\x${code.toString(16)}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/**
 * @param {string} line
 * @param {number} at behind an ESC
 * @returns {number} where the escape sequence ends, 0 if it has no end or is none
 */
function sequenceEnd(line, at) {
  switch (line[at]) {
    case '[':
      return controlSequenceEnd(line, at + 1);
    case ']':
    case 'P':
    case 'X':
    case '^':
    case '_':
      return stringEnd(line, at + 1);
    default: {
      let end = at;
      while (isBetween(line.charCodeAt(end), 0x20, 0x2f)) {
        end++;
      }
      return isBetween(line.charCodeAt(end), 0x30, 0x7e) ? end + 1 : 0;
    }
  }
}

/**
 * @param {string} line
 * @param {number} at behind `ESC [`
 */
function controlSequenceEnd(line, at) {
  let end = at;
  while (isBetween(line.charCodeAt(end), 0x30, 0x3f)) {
    end++;
  }
  while (isBetween(line.charCodeAt(end), 0x20, 0x2f)) {
    end++;
  }
  return isBetween(line.charCodeAt(end), 0x40, 0x7e) ? end + 1 : 0;
}

/**
 * @param {string} line
 * @param {number} at in a string for the terminal: a title, the address of a link
 */
function stringEnd(line, at) {
  for (let end = at; end < line.length; end++) {
    const code = line.charCodeAt(end);
    if (code === BELL || code === STRING_TERMINATOR) {
      return end + 1;
    }
    if (code === ESCAPE) {
      return line[end + 1] === '\\' ? end + 2 : 0;
    }
  }
  return 0;
}

/**
 * @param {string} line
 * @param {number} from
 * @param {number} to
 * @returns {boolean} whether only numbers stand there: `ESC [ > 4 m` is about the keyboard
 */
function isPlainSgr(line, from, to) {
  for (let i = from; i < to; i++) {
    if (!isBetween(line.charCodeAt(i), 0x30, 0x3b)) {
      return false;
    }
  }
  return true;
}

/**
 * @param {number} code
 * @param {number} low
 * @param {number} high
 */
function isBetween(code, low, high) {
  return code >= low && code <= high;
}

/** @param {string | undefined} digits none: 0 */
function number(digits) {
  return Number(digits ?? 0);
}

/**
 * @param {number} index of 256 colours: 16 with names, a cube of 6 × 6 × 6, 24 greys
 * @returns {number} one of the 16
 */
function ofPalette(index) {
  if (index < 16) {
    return index;
  }
  if (index > 255) {
    return DEFAULT;
  }
  if (index >= 232) {
    const grey = 8 + 10 * (index - 232);
    return nearest(grey, grey, grey);
  }
  const cube = index - 16;
  return nearest(ofCube(Math.floor(cube / 36)), ofCube(Math.floor(cube / 6) % 6), ofCube(cube % 6));
}

/** @param {number} step 0 to 5 */
function ofCube(step) {
  return step === 0 ? 0 : 55 + 40 * step;
}

/**
 * The one of 16 colours that is nearest by its hue, then by how bright it is: the page has its own shades of them, so a
 * distance in some palette would mean nothing.
 *
 * @param {number} red 0 to 255
 * @param {number} green
 * @param {number} blue
 */
function nearest(red, green, blue) {
  const most = Math.max(red, green, blue);
  const least = Math.min(red, green, blue);
  if (most - least < most / 5) {
    return most < 64 ? 0 : most < 160 ? 8 : most < 224 ? 7 : 15;
  }
  const threshold = (most + least) / 2;
  const hue = (red > threshold ? 1 : 0) | (green > threshold ? 2 : 0) | (blue > threshold ? 4 : 0);
  return most > 215 ? hue + 8 : hue;
}
