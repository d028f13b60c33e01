/** The levels that the server tells apart, by the number they are stored as. */
export const LEVELS = Object.freeze(['unknown', 'trace', 'debug', 'info', 'warn', 'error', 'fatal']);

/** A shape for each: colour is never the only sign. */
const GLYPHS = ['', '∙', '◦', '·', '▲', '✖', '◆'];
const CLASSES = LEVELS.map((name) => `level-${name}`);
const LABELS = LEVELS.map((name) => (name === 'unknown' ? '' : name.toUpperCase()).padEnd(5));

/**
 * Called for each line that comes.
 *
 * @param {string | undefined} name as the server writes it
 * @returns {number} 0 for what is no level
 */
export function code(name) {
  switch (name) {
    case 'info':
      return 3;
    case 'debug':
      return 2;
    case 'warn':
      return 4;
    case 'error':
      return 5;
    case 'trace':
      return 1;
    case 'fatal':
      return 6;
    default:
      return 0;
  }
}

/**
 * @param {number} level
 * @returns {string} one column, or nothing
 */
export function glyph(level) {
  return GLYPHS[level] ?? '';
}

/** @param {number} level */
export function className(level) {
  return CLASSES[level] ?? CLASSES[0];
}

/**
 * @param {number} level
 * @returns {string} five columns
 */
export function label(level) {
  return LABELS[level] ?? LABELS[0];
}
