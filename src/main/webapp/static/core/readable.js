import { plain } from '../text/ansi.js';
import { FLAG } from './line.js';
import { packed } from './packed.js';

/**
 * @param {import('./chunk.js').Chunk} chunk
 * @param {number} from
 * @param {number} to
 * @returns {import('./packed.js').Packed} what a reader sees of its lines, to be read at once
 */
export function readable(chunk, from, to) {
  if (!chunk.flags.subarray(from, to).some((flags) => (flags & FLAG.control) !== 0)) {
    return chunk.packed(from, to);
  }
  return packed(Array.from({ length: to - from }, (_, index) => plain(chunk.text(from + index)).text));
}
