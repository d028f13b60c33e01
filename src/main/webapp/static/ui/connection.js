import { html, nothing } from 'lit-html';
import { problemOf } from '../app/problem.js';
import { passing, passingHintKey, refusedHintKey, refusedKey } from '../text/sentences.js';
import { icons } from './icons.js';
import { Part } from './part.js';

/**
 * How the connection stands.
 *
 * @typedef {object} Connection
 * @property {'connecting' | 'live' | 'behind' | 'waiting' | 'capacity' | 'asleep' | 'refused' | 'ended'} kind
 * @property {string} [why] a text, or the key of one
 * @property {number} [status] of HTTP
 * @property {string} [number] under which the log of the server says more
 * @property {number} [retryAt] milliseconds since 1970
 * @property {Connection} [failure] while it is connecting: what the last try has met
 * @property {number} [lagLines]
 * @property {number} [lagMillis]
 */

/** Each state has a shape of its own: colour is never the only sign. */
const GLYPHS = {
  connecting: '◌',
  live: '●',
  behind: '◑',
  paused: '‖',
  waiting: '↻',
  capacity: '▣',
  asleep: '◐',
  refused: '✖',
  ended: '■',
  absent: '◇',
  unreadable: '◇',
};

/** Statuses for which another source may be the answer, and those that loading the page again may cure. */
const OTHER_SOURCE = [400, 403, 404];
const RELOAD = [401, 406, 421];

/**
 * @param {{connection: Connection, lines: number}} view
 * @returns {boolean} whether a notice says at length how the connection stands, and offers what can be done: once is enough
 */
export function hasNotice({ connection, lines }) {
  const { kind, status = 0 } = obstacleOf(connection);
  return kind === 'refused' || kind === 'capacity' || (kind === 'waiting' && status > 0 && lines === 0);
}

/**
 * What stands in the way: it does so until a try has met nothing, so that the page does not move with each of them.
 *
 * @param {Connection} connection
 * @returns {Connection}
 */
function obstacleOf(connection) {
  return connection.failure ?? connection;
}

/** @param {string} kind */
export function glyphOf(kind) {
  return GLYPHS[/** @type {keyof typeof GLYPHS} */ (kind)] ?? '○';
}

/**
 * @param {Connection} connection
 * @param {boolean} isPaused
 * @param {import('../text/messages.js').Messages} messages
 * @param {number} [now]
 * @returns {string}
 */
export function stateText(connection, isPaused, messages, now = Date.now()) {
  const { kind, lagLines = 0, lagMillis = 0 } = connection;
  if (isPaused) {
    return messages.t('state.paused');
  }
  switch (kind) {
    case 'waiting':
      return messages.t('state.waiting', { n: Math.max(0, Math.ceil(((connection.retryAt ?? now) - now) / 1_000)) });
    case 'behind':
      return behindText(lagLines, lagMillis, messages);
    case 'refused':
      return messages.t('state.refused', { status: String(connection.status ?? '') });
    default:
      return messages.t(`state.${kind}`);
  }
}

/**
 * @param {number} lines
 * @param {number} millis
 * @param {import('../text/messages.js').Messages} messages
 */
function behindText(lines, millis, messages) {
  const duration = messages.duration(millis);
  if (lines === 0 && millis === 0) {
    return messages.t('state.catchingUp');
  }
  if (lines > 0) {
    return messages.t(millis > 0 ? 'state.behind' : 'state.behindLines', { n: lines, duration });
  }
  return messages.t('state.behindTime', { duration });
}

/**
 * @param {Connection} connection
 * @param {import('../text/messages.js').Messages} messages
 * @returns {string} empty: nothing to explain
 */
export function whyText({ kind, why = '', status }, messages) {
  if (isOddFile({ kind, why, status })) {
    return messages.t('problems.notRegular');
  }
  if (kind === 'refused') {
    return messages.t(refusedKey(messages, status ?? 0));
  }
  if (kind === 'live' || kind === 'behind' || kind === 'connecting' || kind === 'capacity') {
    return '';
  }
  if (status !== undefined && kind === 'waiting') {
    return passing(messages, status);
  }
  if (why === 'why.network' && navigator.onLine === false) {
    return messages.t('state.offline');
  }
  return messages.has(why) ? messages.t(why) : why;
}

/**
 * Whether something lies under the name of a source that is no file: the source is there, and is refused.
 *
 * @param {Pick<Connection, 'kind' | 'why' | 'status'>} connection
 */
function isOddFile({ kind, why, status }) {
  return kind === 'refused' && status === 404 && problemOf({ problem: why })?.kind === 'notRegular';
}

/**
 * @param {Connection} connection
 * @param {import('../text/messages.js').Messages} messages
 * @returns {string} the key of what to do
 */
export function hintKey(connection, messages) {
  if (isOddFile(connection)) {
    return 'problems.notRegular.fix';
  }
  const { kind, status = 0 } = connection;
  return kind === 'waiting' ? passingHintKey(messages, status) : refusedHintKey(messages, status);
}

/**
 * Says at length what stands in the way of the connection, and offers what can be done about it. What passes by itself is
 * told so only where there is no line to be read meanwhile.
 */
export class ConnectionNotice extends Part {
  /**
   * @param {HTMLElement} root
   * @param {import('./part.js').Parts} parts
   */
  constructor(root, parts) {
    super(root, parts);
    // The server may have answered before this was loaded, and may not be asked again for a while.
    this.update();
  }

  /** @override @param {any} view */
  uses({ language, connection, lines }) {
    return [language, connection, lines === 0];
  }

  /** @override */
  template() {
    const connection = obstacleOf(this.view.value.connection);
    const { kind, status = 0, why = '', number } = connection;
    const isRefused = kind === 'refused';
    if (!hasNotice(this.view.value)) {
      return nothing;
    }
    // That all places are taken is said in the reader's language already.
    const isSaid = why === '' || this.messages.has(why) || kind === 'capacity';
    const said = isSaid ? '' : this.t('refused.detail', { detail: why });
    const found = number === undefined ? '' : this.t('refused.number', { number });
    return html`
      <section class="notice failure" role="alert">
        ${icons.warning}
        <div class="notice-text">
          <p><strong>${this.#title(connection)}</strong></p>
          <p>${this.t(kind === 'capacity' ? 'state.capacityHint' : hintKey(connection, this.messages))}</p>
          ${said === '' && found === '' ? nothing : html`<p class="quiet">${said} ${found}</p>`}
        </div>
        <p class="actions">
          ${isRefused && OTHER_SOURCE.includes(status) ? this.#run('openSources', 'header.chooseSources') : nothing}
          ${isRefused && RELOAD.includes(status)
            ? html`<button type="button" @click=${() => location.reload()}>${this.t('page.reload')}</button>`
            : nothing}
          ${this.#run('reconnect', 'state.retryNow')}
        </p>
      </section>
    `;
  }

  /** @param {Connection} connection */
  #title(connection) {
    const why = whyText(connection, this.messages);
    switch (connection.kind) {
      case 'refused':
        return `${this.t('state.refused', { status: String(connection.status) })}: ${why}`;
      case 'capacity':
        return this.t('state.capacity');
      default:
        return why;
    }
  }

  /**
   * @param {string} id of a command
   * @param {string} key of a message
   */
  #run(id, key) {
    return html`<button type="button" @click=${() => this.commands.run(id)}>${this.t(key)}</button>`;
  }
}
