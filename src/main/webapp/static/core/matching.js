/*
 * What an expression finds in text. It is also the script of the workers in which `core/expression.js` lets expressions run:
 * there it answers each message with what it asks for, in turn. It imports nothing: each module more is one more wait before
 * the first answer.
 */

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Nobody sees more in one line; an expression that fits everywhere would make a row of thousands of pieces. */
const MAX_RANGES = 200;

/**
 * @param {RegExp} pattern without `g`
 * @param {import('./packed.js').Packed} lines
 * @returns {Uint32Array} which of them match, in order
 */
export function matchingLines(pattern, lines) {
  const { text, ends } = joined(lines);
  const found = new Uint32Array(ends.length);
  let count = 0;
  for (let index = 0, start = 0; index < ends.length; start = ends[index++]) {
    if (pattern.test(text.slice(start, ends[index]))) {
      found[count++] = index;
    }
  }
  return found.slice(0, count);
}

/**
 * @param {import('./packed.js').Packed} packed
 * @returns {{text: string, ends: Uint32Array}} the texts one behind the other, and where each ends in characters
 */
function joined({ bytes, ends }) {
  const text = decoder.decode(bytes);
  return { text, ends: text.length === bytes.length ? ends : inCharacters(bytes, ends) };
}

/**
 * @param {Uint8Array} bytes
 * @param {Uint32Array} ends
 */
function inCharacters(bytes, ends) {
  let at = 0;
  let characters = 0;
  return ends.map((end) => {
    for (; at < end; at++) {
      // All but the bytes that go on a character; one of four bytes is two characters to a script.
      characters += (bytes[at] & 0xc0) === 0x80 ? 0 : bytes[at] >= 0xf0 ? 2 : 1;
    }
    return characters;
  });
}

/**
 * @param {RegExp} pattern with `g`
 * @param {string} text
 * @returns {{start: number, end: number}[]} where it is found; what has no length is nowhere
 */
export function matchingRanges(pattern, text) {
  const found = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null && found.length < MAX_RANGES; match = pattern.exec(text)) {
    if (match[0] === '') {
      pattern.lastIndex++;
    } else {
      found.push({ start: match.index, end: match.index + match[0].length });
    }
  }
  return found;
}

function answerMessages() {
  /** @type {RegExp} */
  let pattern;
  /** @type {RegExp} */
  let everywhere;
  globalThis.onmessage = ({ data }) => {
    switch (data.kind) {
      case 'expression':
        pattern = new RegExp(data.source, data.flags);
        everywhere = new RegExp(data.source, `${data.flags}g`);
        break;
      case 'lines': {
        const { bytes, ends } = data;
        globalThis.postMessage({ found: matchingLines(pattern, { bytes, ends }), bytes }, [bytes.buffer]);
        break;
      }
      case 'ranges':
        postMessage(matchingRanges(everywhere, data.text));
        break;
    }
  };
  postMessage('ready');
}

if ('WorkerGlobalScope' in globalThis) {
  answerMessages();
}
