/**
 * Texts as bytes, UTF-8, one behind the other.
 *
 * @typedef {{bytes: Uint8Array, ends: Uint32Array}} Packed `ends`: the index behind the bytes of each
 */

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Most chunks fit; what a bigger one needed is not kept. */
const SHELF_BYTES = 1 << 19;

const shelf = new Uint8Array(SHELF_BYTES);

/**
 * @param {readonly string[]} texts
 * @returns {Packed} whose bytes are there until the next call
 */
export function packed(texts) {
  let bytes = shelf;
  const ends = new Uint32Array(texts.length);
  let end = 0;
  texts.forEach((text, index) => {
    let { read, written } = encoder.encodeInto(text, bytes.subarray(end));
    if (read < text.length) {
      bytes = grown(bytes, end + 3 * text.length);
      written = encoder.encodeInto(text, bytes.subarray(end)).written;
    }
    end += written;
    ends[index] = end;
  });
  return { bytes: bytes.subarray(0, end), ends };
}

/**
 * @param {Uint8Array} bytes
 * @param {number} length that is needed
 */
function grown(bytes, length) {
  const bigger = new Uint8Array(Math.max(length, 2 * bytes.length));
  bigger.set(bytes);
  return bigger;
}

/**
 * @param {Uint8Array} bytes
 * @param {number} from
 * @param {number} to
 */
export function textOf(bytes, from, to) {
  return decoder.decode(bytes.subarray(from, to));
}

/**
 * @param {Packed} packed
 * @returns {{text: string, ends: Uint32Array}} the texts one behind the other, and where each ends in characters
 */
export function joined({ bytes, ends }) {
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
