const WORD_START = 8;
const ADJACENT = 5;
const WHOLE_RUN = 20;

/**
 * Whether the characters of a query stand in a text in their order, and how well: runs and beginnings of words count.
 * Spaces of the query mean nothing.
 *
 * @param {string} query
 * @param {string} text
 * @returns {{score: number, at: number[]} | null} `at`: where they stand; null: they do not
 */
export function fuzzy(query, text) {
  const wanted = query.toLowerCase().replaceAll(' ', '');
  const given = text.toLowerCase();
  if (wanted === '') {
    return { score: 0, at: [] };
  }
  const whole = wholeRun(wanted, given, text);
  if (whole >= 0) {
    const start = isWordStart(text, whole) ? WORD_START : 0;
    return {
      score: WHOLE_RUN + start + ADJACENT * wanted.length - text.length / 100,
      at: Array.from(wanted, (_, index) => whole + index),
    };
  }
  const at = [];
  let score = 0;
  for (const character of wanted) {
    const last = at.at(-1) ?? -1;
    const next = given.indexOf(character, last + 1);
    if (next < 0) {
      return null;
    }
    // A beginning of a word further on is what people mean: "oe" for "orders/error".
    const start = wordStart(character, given, text, last + 1);
    const place = next === last + 1 || start < 0 || !fits(wanted.slice(at.length + 1), given, start + 1) ? next : start;
    score += (place === last + 1 ? ADJACENT : 0) + (isWordStart(text, place) ? WORD_START : 0) - (place - last) / 10;
    at.push(place);
  }
  return { score: score - text.length / 100, at };
}

/**
 * The things that match, best first; those that match equally well stay in their order.
 *
 * @template T
 * @param {string} query
 * @param {readonly T[]} things
 * @param {(thing: T) => string} text
 * @returns {{thing: T, at: number[]}[]}
 */
export function ranked(query, things, text) {
  return things
    .flatMap((thing) => {
      const match = fuzzy(query, text(thing));
      return match === null ? [] : [{ thing, at: match.at, score: match.score }];
    })
    .sort((one, other) => other.score - one.score);
}

/**
 * A text in pieces, so that what was found can be shown.
 *
 * @param {string} text
 * @param {readonly number[]} at in ascending order
 * @returns {{text: string, isHit: boolean}[]}
 */
export function pieces(text, at) {
  const hits = new Set(at);
  /** @type {{text: string, isHit: boolean}[]} */
  const found = [];
  for (let index = 0; index < text.length; index++) {
    const isHit = hits.has(index);
    const last = found.at(-1);
    if (last?.isHit === isHit) {
      last.text += text[index];
    } else {
      found.push({ text: text[index], isHit });
    }
  }
  return found;
}

/** The place of a whole run, at the beginning of a word if there is one. */
function wholeRun(wanted, given, text) {
  const first = given.indexOf(wanted);
  for (let place = first; place >= 0; place = given.indexOf(wanted, place + 1)) {
    if (isWordStart(text, place)) {
      return place;
    }
  }
  return first;
}

function wordStart(character, given, text, from) {
  for (let place = given.indexOf(character, from); place >= 0; place = given.indexOf(character, place + 1)) {
    if (isWordStart(text, place)) {
      return place;
    }
  }
  return -1;
}

function fits(wanted, given, from) {
  let place = from - 1;
  return Array.from(wanted).every((character) => (place = given.indexOf(character, place + 1)) >= 0);
}

function isWordStart(text, index) {
  return index === 0 || /[^\p{L}\p{N}]/u.test(text[index - 1]) || /\p{Ll}\p{Lu}/u.test(text.slice(index - 1, index + 1));
}
