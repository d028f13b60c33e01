import { LOST } from './line.js';

/**
 * Loads lines again that left memory, by the places around them. What was a gap among them may be in the log by now: those lines
 * have no numbers here, so what lies on both sides of it is asked for on its own, and none of it is pushed out.
 *
 * @param {Pick<import('./history.js').History, 'range'>} history
 * @param {readonly import('./lines.js').Part[]} parts as `Lines.parts` gave them
 * @returns {Promise<import('./line.js').Line[]>} as many as there were. Where the server has fewer, those at the beginning of a
 *     part are the lost ones: files go from their old end.
 */
export async function reloaded(history, parts) {
  /** @type {import('./line.js').Line[]} */
  const all = [];
  for (const { from, end, after, before } of parts) {
    const count = end - from;
    const { lines } = await history.range({ after, before, count });
    const found = lines.slice(-count);
    all.push(...Array.from({ length: count - found.length }, () => LOST), ...found);
  }
  return all;
}
