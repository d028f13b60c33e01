/**
 * How many columns of a fixed-width font a text takes, as far as Unicode tells: two for what is wide in East Asia and for
 * emoji, none for marks that sit on what is before them. What belongs together is never cut.
 */

/** First and last of each stretch of wide characters (Unicode, EastAsianWidth.txt: W and F), without the unassigned. */
const WIDE = [
  0x1100, 0x115f, 0x231a, 0x231b, 0x2329, 0x232a, 0x23e9, 0x23ec, 0x23f0, 0x23f0, 0x23f3, 0x23f3, 0x25fd, 0x25fe,
  0x2614, 0x2615, 0x2630, 0x2637, 0x2648, 0x2653, 0x267f, 0x267f, 0x268a, 0x268f, 0x2693, 0x2693, 0x26a1, 0x26a1,
  0x26aa, 0x26ab, 0x26bd, 0x26be, 0x26c4, 0x26c5, 0x26ce, 0x26ce, 0x26d4, 0x26d4, 0x26ea, 0x26ea, 0x26f2, 0x26f3,
  0x26f5, 0x26f5, 0x26fa, 0x26fa, 0x26fd, 0x26fd, 0x2705, 0x2705, 0x270a, 0x270b, 0x2728, 0x2728, 0x274c, 0x274c,
  0x274e, 0x274e, 0x2753, 0x2755, 0x2757, 0x2757, 0x2795, 0x2797, 0x27b0, 0x27b0, 0x27bf, 0x27bf, 0x2b1b, 0x2b1c,
  0x2b50, 0x2b50, 0x2b55, 0x2b55, 0x2e80, 0x303e, 0x3041, 0x3247, 0x3250, 0x4dbf, 0x4e00, 0xa4c6, 0xa960, 0xa97c,
  0xac00, 0xd7a3, 0xf900, 0xfaff, 0xfe10, 0xfe19, 0xfe30, 0xfe6b, 0xff01, 0xff60, 0xffe0, 0xffe6, 0x16fe0, 0x18cff,
  0x1aff0, 0x1b2fb, 0x1d300, 0x1d376, 0x1f004, 0x1f004, 0x1f0cf, 0x1f0cf, 0x1f18e, 0x1f18e, 0x1f191, 0x1f19a,
  0x1f200, 0x1f320, 0x1f32d, 0x1f335, 0x1f337, 0x1f37c, 0x1f37e, 0x1f393, 0x1f3a0, 0x1f3ca, 0x1f3cf, 0x1f3d3,
  0x1f3e0, 0x1f3f0, 0x1f3f4, 0x1f3f4, 0x1f3f8, 0x1f43e, 0x1f440, 0x1f440, 0x1f442, 0x1f4fc, 0x1f4ff, 0x1f53d,
  0x1f54b, 0x1f54e, 0x1f550, 0x1f567, 0x1f57a, 0x1f57a, 0x1f595, 0x1f596, 0x1f5a4, 0x1f5a4, 0x1f5fb, 0x1f64f,
  0x1f680, 0x1f6c5, 0x1f6cc, 0x1f6cc, 0x1f6d0, 0x1f6d2, 0x1f6d5, 0x1f6d7, 0x1f6dc, 0x1f6df, 0x1f6eb, 0x1f6ec,
  0x1f6f4, 0x1f6fc, 0x1f7e0, 0x1f7f0, 0x1f90c, 0x1f93a, 0x1f93c, 0x1f945, 0x1f947, 0x1f9ff, 0x1fa70, 0x1faff,
  0x20000, 0x3fffd,
];

/** Marks and format characters; the vowels and finals of Hangul, which join the syllable before them. */
const NO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff\ud7b0-\ud7fb]$/u;

const SOFT_HYPHEN = 0xad;
const ZERO_WIDTH_JOINER = 0x200d;
/** What is before it is to be shown as an emoji. */
const EMOJI_SELECTOR = 0xfe0f;
/** No letter from here on is joined by a {@link ZERO_WIDTH_JOINER}, only pictures are. */
const FIRST_PICTURE = 0x2190;

/** Widths of the first plane, plus one; 0 where nobody has asked yet. */
const known = new Uint8Array(0x10000);

/**
 * @param {string} text without control characters
 * @returns {number}
 */
export function columns(text) {
  if (isAscii(text)) {
    return text.length;
  }
  const cursor = new Cursor(text);
  let sum = 0;
  while (cursor.next()) {
    sum += cursor.width;
  }
  return sum;
}

/**
 * Where to cut a text so that no piece is wider than so many columns: behind a blank or a comma, if there is one in its
 * second half. A blank at the end of a piece takes no room.
 *
 * @param {string} text without control characters
 * @param {number} widest columns, at least 1; a single character that is wider still is a piece of its own
 * @returns {number[]} where each piece begins, the first at 0
 */
export function pieces(text, widest) {
  return isAscii(text) ? asciiPieces(text, widest) : widePieces(text, widest);
}

/**
 * @param {string} text of characters that take one column each
 * @param {number} widest
 */
function asciiPieces(text, widest) {
  const starts = [0];
  for (let start = 0; text.length - start > widest; ) {
    let cut = start + widest;
    if (text.charCodeAt(cut) === BLANK) {
      cut++;
    } else {
      const lowest = start + (widest >> 1);
      let at = cut;
      while (at > lowest && !isBreak(text.charCodeAt(at - 1))) {
        at--;
      }
      cut = at > lowest ? at : cut;
    }
    if (cut >= text.length) {
      break;
    }
    starts.push(cut);
    start = cut;
  }
  return starts;
}

/**
 * @param {string} text
 * @param {number} widest
 */
function widePieces(text, widest) {
  const starts = [0];
  const cursor = new Cursor(text);
  let used = 0;
  // Where the piece could end, and how wide it would be then.
  let breakAt = 0;
  let usedAtBreak = 0;
  for (let start = 0; cursor.next(); start = cursor.end) {
    const isBlank = text.charCodeAt(start) === BLANK;
    if (used + cursor.width > widest && used > 0 && !isBlank) {
      const isWorth = usedAtBreak > widest >> 1;
      starts.push(isWorth ? breakAt : start);
      used = isWorth ? used - usedAtBreak : 0;
      usedAtBreak = 0;
    }
    used += cursor.width;
    if (isBreak(text.charCodeAt(start))) {
      breakAt = cursor.end;
      usedAtBreak = used;
    }
  }
  return starts;
}

const BLANK = 0x20;
const COMMA = 0x2c;

/** @param {number} code */
function isBreak(code) {
  return code === BLANK || code === COMMA;
}

/** Walks over what is shown as one character each. */
class Cursor {
  /** Where the character ends. */
  end = 0;
  /** Columns of the character. */
  width = 0;
  #text;

  /** @param {string} text */
  constructor(text) {
    this.#text = text;
  }

  /** @returns {boolean} whether there was another one */
  next() {
    const text = this.#text;
    if (this.end >= text.length) {
      return false;
    }
    let point = /** @type {number} */ (text.codePointAt(this.end));
    this.end += point > 0xffff ? 2 : 1;
    this.width = isRegion(point) ? 1 : widthOf(point);
    let before = point;
    while (this.end < text.length) {
      point = /** @type {number} */ (text.codePointAt(this.end));
      if (point < 0x7f || !this.#joins(before, point)) {
        break;
      }
      this.end += point > 0xffff ? 2 : 1;
      // Two regions are one flag: the next one begins another.
      before = isRegion(point) ? 0 : point;
    }
    return true;
  }

  /**
   * @param {number} before
   * @param {number} point
   * @returns {boolean} whether `point` is shown in one with what is before it
   */
  #joins(before, point) {
    if (point === EMOJI_SELECTOR) {
      this.width = before >= FIRST_PICTURE ? 2 : this.width;
      return true;
    }
    if (isRegion(point) && isRegion(before)) {
      this.width = 2;
      return true;
    }
    return (
      (point !== SOFT_HYPHEN && widthOf(point) === 0) ||
      (before === ZERO_WIDTH_JOINER && point >= FIRST_PICTURE) ||
      (isSkinTone(point) && this.width === 2)
    );
  }
}

/** @param {string} text */
function isAscii(text) {
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) > 0x7f) {
      return false;
    }
  }
  return true;
}

/** @param {number} point */
function widthOf(point) {
  if (point < 0x7f) {
    return 1;
  }
  if (point > 0xffff) {
    return find(point);
  }
  if (known[point] === 0) {
    known[point] = find(point) + 1;
  }
  return known[point] - 1;
}

/** @param {number} point */
function find(point) {
  if (isWide(point)) {
    return NO_WIDTH.test(String.fromCodePoint(point)) ? 0 : 2;
  }
  return point !== SOFT_HYPHEN && NO_WIDTH.test(String.fromCodePoint(point)) ? 0 : 1;
}

/** @param {number} point */
function isWide(point) {
  let low = 0;
  let high = WIDE.length / 2 - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (point < WIDE[2 * middle]) {
      high = middle - 1;
    } else if (point > WIDE[2 * middle + 1]) {
      low = middle + 1;
    } else {
      return true;
    }
  }
  return false;
}

/** @param {number} point one of the letters that flags are spelt with */
function isRegion(point) {
  return point >= 0x1f1e6 && point <= 0x1f1ff;
}

/** @param {number} point */
function isSkinTone(point) {
  return point >= 0x1f3fb && point <= 0x1f3ff;
}
