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

/** Texts are encoded together up to this length: each call costs as much as a few lines of encoding do. */
const GROUP_CHARACTERS = 1_000;

/** Of one character, as a script counts them. */
const MOST_BYTES = 3;

/**
 * @param {readonly string[]} texts
 * @returns {Packed} whose bytes are there until the next call
 */
export function packed(texts) {
  let bytes = shelf;
  const ends = new Uint32Array(texts.length);
  let end = 0;
  for (let from = 0; from < texts.length; ) {
    let group = texts[from];
    let until = from + 1;
    while (until < texts.length && group.length < GROUP_CHARACTERS) {
      group += texts[until++];
    }
    bytes = grown(bytes, end + MOST_BYTES * group.length);
    const isAscii = encoder.encodeInto(group, bytes.subarray(end)).written === group.length;
    for (; from < until; from++) {
      const text = texts[from];
      end += isAscii ? text.length : encoder.encodeInto(text, bytes.subarray(end)).written;
      ends[from] = end;
    }
  }
  return { bytes: bytes.subarray(0, end), ends };
}

/**
 * @param {Uint8Array} bytes
 * @param {number} length that is needed
 * @returns {Uint8Array} the same, where it is long enough
 */
function grown(bytes, length) {
  if (length <= bytes.length) {
    return bytes;
  }
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
