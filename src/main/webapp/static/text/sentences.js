import { Refusal } from '../core/refusal.js';

/**
 * What happened to a stream, in sentences for the rows that are no lines.
 *
 * @typedef {import('./messages.js').Messages} Messages
 */

/**
 * @param {Messages} messages
 * @param {{source?: string, reason: string, lines?: number, bytes?: number, maybe?: boolean}} event `gap`
 * @param {boolean} [several] whether the log must be named
 * @param {{file: string, how: string}} [cut] the `rotate` that was told with it: it says more than the reason
 * @returns {string} how much is missing, and why
 */
export function gap(messages, event, several = false, cut) {
  const what = missing(messages, event, isSure(event) ? 'gap.' : 'gap.maybe');
  const reason = cut === undefined ? reasonOf(messages, event) : rotation(messages, cut);
  const text = messages.t('gap.text', { what, reason });
  return several && event.source !== undefined ? messages.t('gap.ofSource', { source: event.source, text }) : text;
}

/**
 * @param {Messages} messages
 * @param {{reason: string}} event
 */
function reasonOf(messages, { reason }) {
  return REASONS.has(reason) ? messages.t(`gap.${reason}`) : messages.t('gap.other', { reason });
}

const REASONS = new Set(['rotated-away', 'truncated', 'unreadable', 'unknown-id', 'ambiguous-id', 'retention']);

/**
 * Every truncation is told: whether something of the file had not been read yet cannot be known, unless it says how much.
 *
 * @param {{reason: string, lines?: number, bytes?: number, maybe?: boolean}} event
 */
function isSure({ reason, lines, bytes, maybe = false }) {
  return !maybe && (reason !== 'truncated' || lines !== undefined || bytes !== undefined);
}

/**
 * @param {Messages} messages
 * @param {{lines?: number, bytes?: number, maybe?: boolean}} event
 * @param {string} prefix `gap.` or `gap.maybe`
 */
function missing(messages, event, prefix) {
  /** @param {string} name */
  const key = (name) => (prefix === 'gap.' ? `gap.${name}` : `${prefix}${name[0].toUpperCase()}${name.slice(1)}`);
  if (event.lines !== undefined) {
    return messages.t(key('lines'), { n: event.lines });
  }
  return event.bytes === undefined
    ? messages.t(key('some'))
    : messages.t(key('bytes'), { bytes: messages.bytes(event.bytes) });
}

/**
 * @param {Messages} messages
 * @param {{source?: string, file: string, how: string}} event `rotate`
 * @param {boolean} [several] whether the log must be named
 */
export function rotation(messages, event, several = false) {
  const key = messages.has(`rotate.${event.how}`) ? `rotate.${event.how}` : 'rotate.rename';
  const text = messages.t(key, { file: event.file });
  return several && event.source !== undefined ? messages.t('gap.ofSource', { source: event.source, text }) : text;
}

/**
 * @param {import('../app/problem.js').Problem} problem
 * @param {Messages} messages
 * @returns {string} what is wrong with a source
 */
export function problemText({ kind, user, said }, messages) {
  if (kind === 'permission') {
    return user === '' ? messages.t('problems.permissionAny') : messages.t('problems.permission', { user });
  }
  return kind === 'other' ? said : messages.t(`problems.${kind}`, { name: said });
}

/**
 * @param {{name: string, problem: import('../app/problem.js').Problem}} trouble
 * @param {Messages} messages
 * @returns {string} what is wrong with which source, and what helps
 */
export function unreadableText({ name, problem }, messages) {
  return `${name}: ${problemText(problem, messages)}. ${messages.t(`problems.${problem.kind}.fix`)}`;
}

/**
 * What stands in the way of a connection that was there. What to do about it is told with a status that passes by itself: any
 * other has a notice.
 *
 * @param {Messages} messages
 * @param {{obstacle: string, why: string, status: number}} loss `obstacle`: `waiting`, `capacity` or `refused`; `why`: the key of a
 *     text, where `status` is 0
 */
export function obstacle(messages, { obstacle: kind, why, status }) {
  if (kind === 'capacity') {
    return messages.t('state.capacity');
  }
  if (status === 0) {
    return messages.t(why);
  }
  return kind === 'waiting'
    ? `${passing(messages, status)}. ${messages.t(passingHintKey(messages, status))}`
    : `${messages.t('state.refused', { status: String(status) })}: ${messages.t(refusedKey(messages, status))}`;
}

/**
 * @param {Messages} messages
 * @param {number} status of HTTP that passes by itself
 * @returns {string} what it means
 */
export function passing(messages, status) {
  // A 404 of LogStreamer's own would be refused: this comes from a container that has no such application at the moment.
  const meaning = messages.t(status === 404 ? 'why.redeploy' : refusedKey(messages, status));
  return `${messages.t('state.refused', { status: String(status) })}: ${meaning}`;
}

/**
 * @param {Messages} messages
 * @param {number} status of HTTP that passes by itself
 * @returns {string} the key of what to do
 */
export function passingHintKey(messages, status) {
  return status === 404 ? 'state.waitingHint' : refusedHintKey(messages, status);
}

/**
 * Why something could not be loaded, in the reader's language as far as there is a text for it.
 *
 * @param {Messages} messages
 * @param {unknown} error a `TypeError` is what `fetch` gives where nobody answered (Fetch, "network error"), in words of the browser
 */
export function failureText(messages, error) {
  if (error instanceof TypeError) {
    return messages.t('why.network');
  }
  if (error instanceof Refusal && error.detail === '') {
    return passing(messages, error.status);
  }
  return error instanceof Error ? error.message : String(error);
}

/** @param {Messages} messages @param {number} status @returns {string} the key of what it means */
export function refusedKey(messages, status) {
  return messages.has(`refused.${status}`) ? `refused.${status}` : 'refused.other';
}

/** @param {Messages} messages @param {number} status @returns {string} the key of what to do */
export function refusedHintKey(messages, status) {
  return messages.has(`refused.${status}.hint`) ? `refused.${status}.hint` : 'refused.other.hint';
}

/**
 * @param {Messages} messages
 * @param {number} lostMillis since 1970, when the connection was lost
 * @param {number} resumedMillis when it was there again
 * @param {number} lostLines
 * @param {import('./times.js').TimeForm} [form] of the lines beside it
 */
export function resumed(messages, lostMillis, resumedMillis, lostLines, form) {
  return messages.t('row.resumed', {
    lost: messages.clock(lostMillis, form),
    resumed: messages.clock(resumedMillis, form),
    n: lostLines,
  });
}
