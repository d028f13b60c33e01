/**
 * What happened to a stream, in sentences: of the events of the server and of the state of the connection.
 *
 * @typedef {import('./messages.js').Messages} Messages
 * @typedef {{title: string, hint: string}} Sentence what it is, and what to do about it or what will happen
 */

/**
 * @param {Messages} messages
 * @param {{source?: string, reason: string, lines?: number, bytes?: number, maybe?: boolean}} event `gap`
 * @param {boolean} [several] whether the log must be named
 * @returns {string} how much is missing, and why
 */
export function gap(messages, event, several = false) {
  const what = missing(messages, event, event.maybe ? 'gap.maybe' : 'gap.');
  const key = `gap.${event.reason}`;
  const reason = REASONS.has(event.reason) ? messages.t(key) : messages.t('gap.other', { reason: event.reason });
  const text = messages.t('gap.text', { what, reason });
  return several && event.source !== undefined ? messages.t('gap.ofSource', { source: event.source, text }) : text;
}

const REASONS = new Set(['rotated-away', 'truncated', 'unreadable', 'unknown-id', 'ambiguous-id', 'retention']);

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
 * @param {Messages} messages
 * @param {number} lostMillis since 1970, when the connection was lost
 * @param {number} resumedMillis when it was there again
 * @param {number} lostLines
 */
export function resumed(messages, lostMillis, resumedMillis, lostLines) {
  return messages.t('row.resumed', {
    lost: messages.clock(lostMillis),
    resumed: messages.clock(resumedMillis),
    n: lostLines,
  });
}

/**
 * What the state of a connection means to the reader.
 *
 * @param {Messages} messages
 * @param {{kind: string, why?: string, status?: number, retryAt?: number, lagLines?: number, lagMillis?: number}} connection
 *     `why` is what the server says, in its own words
 * @param {number} [now] milliseconds since 1970
 * @returns {Sentence}
 */
export function state(messages, connection, now = Date.now()) {
  switch (connection.kind) {
    case 'behind':
      return { title: behind(messages, connection), hint: messages.t('state.behindHint') };
    case 'waiting': {
      const seconds = Math.max(0, Math.ceil(((connection.retryAt ?? now) - now) / 1_000));
      const title =
        seconds === 0 ? messages.t('state.connecting') : messages.t('state.waiting', { n: seconds });
      return { title, hint: reason(messages, connection) };
    }
    case 'refused':
      return { title: messages.t('state.refused', { status: String(connection.status ?? '') }), hint: reason(messages, connection) };
    default: {
      const key = `state.${connection.kind}`;
      return { title: messages.t(key), hint: messages.has(`${key}Hint`) ? messages.t(`${key}Hint`) : '' };
    }
  }
}

/**
 * @param {Messages} messages
 * @param {{lagLines?: number, lagMillis?: number}} connection
 */
function behind(messages, { lagLines, lagMillis }) {
  if (lagLines === undefined) {
    return messages.t('state.behindTime', { duration: messages.duration(lagMillis ?? 0) });
  }
  return lagMillis === undefined
    ? messages.t('state.behindLines', { n: lagLines })
    : messages.t('state.behind', { n: lagLines, duration: messages.duration(lagMillis) });
}

/**
 * @param {Messages} messages
 * @param {{why?: string, status?: number}} connection
 * @returns {string} why there is no connection, what the server says of it, and what to do
 */
function reason(messages, { why, status }) {
  const known = status !== undefined && messages.has(`refused.${status}`) ? String(status) : 'other';
  const said = why === undefined || why === '' ? '' : why;
  if (status === undefined) {
    return said === '' ? messages.t('state.waitingHint') : `${sentence(said)} ${messages.t('state.waitingHint')}`;
  }
  const parts = [messages.t(`refused.${known}`), said === '' ? '' : messages.t('refused.detail', { detail: said })];
  return [...parts.filter((part) => part !== '').map(sentence), messages.t(`refused.${known}.hint`)].join(' ');
}

/** @param {string} text */
function sentence(text) {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
