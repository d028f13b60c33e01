/** What is known of a line beside its text, as bits. */
export const FLAG = Object.freeze({
  /** goes on the record of the line before */
  continues: 1,
  /** one frame of a stack trace */
  frame: 2,
  /** unfinished */
  partial: 4,
  /** cut by the server */
  cut: 8,
  /** holds escape sequences or other control characters */
  control: 16,
  /** could not be loaded again */
  lost: 32,
  /** the first of its file */
  first: 64,
});

/** Index of the levels from which a line counts as a warning and as an error: see `text/levels.js`. */
export const WARN = 4;
export const ERROR = 5;

/**
 * @typedef {{id: string, line: string, source: string, millis: number, level: number, flags: number, bytes: number}} Line
 *     `millis` since 1970, NaN: it shows no time; `bytes` of the whole line, where it was cut
 */

/** In place of a line that could not be loaded again. @type {Line} */
export const LOST = Object.freeze({ id: '', line: '', source: '', millis: NaN, level: 0, flags: FLAG.lost, bytes: 0 });
