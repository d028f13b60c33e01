import { plain } from '../text/ansi.js';
import { FLAG } from './line.js';
import { packed } from './packed.js';

/** So much is searched in one go, or one line: all of a chunk, mostly, in a fraction of a millisecond. */
const MOST_BYTES = 1 << 18;

/**
 * The next lines of a chunk to search.
 *
 * @param {import('./chunk.js').Chunk} chunk
 * @param {number} from
 * @returns {{lines: import('./packed.js').Packed, until: number}} what a reader sees of them, to be read at once, and the slot
 *     behind them
 */
export function piece(chunk, from) {
  const until = endOfPiece(chunk, from);
  const isPlain = !chunk.flags.subarray(from, until).some((flags) => (flags & FLAG.control) !== 0);
  return { lines: isPlain ? chunk.packed(from, until) : packed(plainTexts(chunk, from, until)), until };
}

/**
 * @param {import('./chunk.js').Chunk} chunk
 * @param {number} from
 */
function endOfPiece(chunk, from) {
  let bytes = chunk.length(from);
  let until = from + 1;
  while (until < chunk.to && bytes + chunk.length(until) <= MOST_BYTES) {
    bytes += chunk.length(until);
    until++;
  }
  return until;
}

/**
 * @param {import('./chunk.js').Chunk} chunk
 * @param {number} from
 * @param {number} until
 */
function plainTexts(chunk, from, until) {
  return Array.from({ length: until - from }, (_, index) => plain(chunk.text(from + index)).text);
}
