import { ERROR } from '../core/lines.js';

/** With more than these, one mark stands for all of a chunk: they would be one above the other, and take longer to count. */
const MAX_CHUNKS = 200;
const MAX_HITS = 20_000;

/**
 * Where the scrollbar shows errors, hits and marked lines, as shares of its height, 0 to 1.
 *
 * @param {{lines: import('../core/lines.js').Lines, find: import('../core/find.js').Find, rows: import('./rows.js').Rows,
 *     marked: ReadonlySet<number>}} log
 * @returns {{name: 'error' | 'hit' | 'marked', at: number[]}[]} each in the order of the log; nothing where only hits are shown
 */
export function marks({ lines, find, rows, marked }) {
  if (rows.only) {
    return [];
  }
  const first = lines.ordinal(Math.max(lines.first, rows.floor));
  const count = Math.max(1, lines.count - first);
  const shares = (/** @type {number[]} */ seqs) =>
    seqs.map((seq) => (lines.ordinal(seq) - first) / count).filter((share) => share >= 0);
  return [
    { name: 'error', at: shares(errors(lines)) },
    { name: 'hit', at: shares(hits(find)) },
    { name: 'marked', at: shares([...marked].sort((a, b) => a - b)) },
  ];
}

/** @param {import('../core/lines.js').Lines} lines */
function errors(lines) {
  const isCoarse = lines.chunkIndexes().length > MAX_CHUNKS;
  /** @type {number[]} */
  const found = [];
  lines.eachChunk((from, chunk) => {
    if (chunk.errors === 0) {
      return;
    }
    if (isCoarse) {
      found.push(from);
      return;
    }
    for (let slot = chunk.from; slot < chunk.to; slot++) {
      if (chunk.level[slot] >= ERROR) {
        found.push(from + slot - chunk.from);
      }
    }
  });
  return found;
}

/** @param {import('../core/find.js').Find} find */
function hits(find) {
  /** @type {number[]} */
  const found = [];
  find.eachChunk((seqs) => found.push(...(find.count > MAX_HITS ? seqs.slice(0, 1) : seqs)));
  return found;
}
