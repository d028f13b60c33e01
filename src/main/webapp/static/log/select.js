import { Passage } from '../core/passage.js';
import { leading } from '../text/times.js';

/**
 * @typedef {{lines: import('../core/lines.js').Lines, rows: import('./rows.js').Rows,
 *     history: Pick<import('../core/history.js').History, 'page' | 'range'>}} Log
 * @typedef {{from: number, to: number}} Selected in the order of the log
 */

/**
 * What is read where lines are selected: those that are shown from one to another, and what lies between them.
 *
 * @param {Log} log
 * @param {Selected} selected
 */
export function passageOf({ lines, rows, history }, { from, to }) {
  if (!rows.only) {
    // A folded stack trace is selected by its row, and read whole.
    return new Passage({ lines, history }, { from, end: Math.max(rows.after(to), lines.after(to)) });
  }
  const { find } = rows;
  return new Passage({ lines, history }, { from, end: lines.after(to), isWanted: (seq) => find.isHit(seq) });
}

/**
 * How many lines are selected, as far as that is known.
 *
 * @param {Pick<Log, 'lines' | 'rows'>} log
 * @param {Selected} selected
 * @returns {{count: number, isAll: boolean}} a folded stack trace counts whole; of others than matching lines none where these
 *     are hidden; not all: lines lie between of which it is not known how many they are, or whether they match
 */
export function countOf({ lines, rows }, { from, to }) {
  const { find } = rows;
  const isAll = !lines.hasUnknown(from, to);
  return rows.only
    ? { count: find.ordinal(to + 1) - find.ordinal(from), isAll: isAll && find.hasSearchedAll(from, to) }
    : { count: lines.ordinal(rows.after(to)) - lines.ordinal(from), isAll };
}

/**
 * @param {readonly {line: string, millis: number}[]} lines
 * @param {boolean} withTime
 */
export function textOf(lines, withTime) {
  return lines.map((each) => `${withTime ? timeBefore(each) : ''}${each.line}\n`).join('');
}

/**
 * @param {{line: string, millis: number}} line
 * @returns {string} nothing where the line begins with its time already, or has none
 */
function timeBefore({ line, millis }) {
  return Number.isNaN(millis) || leading(line) > 0 ? '' : `${new Date(millis).toISOString()} `;
}

/**
 * Saves what was read as a file of the reader.
 *
 * @param {string} name
 * @param {Blob} content
 */
export function save(name, content) {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
