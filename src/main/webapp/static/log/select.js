import { leading } from '../text/times.js';

/** More is no copy but a download; the clipboard of some systems stalls long before. */
const MAX_LINES = 200_000;

/**
 * The text of selected lines. Those that are not in memory are loaded.
 *
 * @param {{lines: import('../core/lines.js').Lines, rows: import('./rows.js').Rows, loader: import('../core/loader.js').Loader,
 *     from: number, to: number, withTime: boolean}} selection
 * @returns {Promise<{text: string, count: number}>}
 */
export async function textOf({ lines, rows, loader, from, to, withTime }) {
  const found = [];
  // A folded stack trace is selected by its row, and copied whole.
  const end = Math.max(rows.after(to), lines.after(to));
  const next = (/** @type {number} */ seq) => (rows.only ? rows.after(seq) : lines.after(seq));
  const first = rows.only ? (rows.find.next(from - 1) ?? end) : from;
  for (let seq = first; seq < end && seq < lines.end && found.length < MAX_LINES; seq = next(seq)) {
    if (!lines.has(seq)) {
      await loader.need(seq);
    }
    if (lines.has(seq)) {
      found.push((withTime ? timeBefore(lines.text(seq), lines.millis(seq)) : '') + lines.text(seq));
    }
  }
  return { text: found.map((line) => `${line}\n`).join(''), count: found.length };
}

/**
 * @param {string} text
 * @param {number} millis
 * @returns {string} nothing where the line begins with its time already, or has none
 */
function timeBefore(text, millis) {
  return Number.isNaN(millis) || leading(text) > 0 ? '' : `${new Date(millis).toISOString()} `;
}

/**
 * Saves a text as a file of the reader.
 *
 * @param {string} name
 * @param {string} text
 */
export function save(name, text) {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
