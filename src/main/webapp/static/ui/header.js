import { html, nothing } from 'lit-html';
import { THEMES } from '../app/settings.js';
import { icons } from './icons.js';
import { Part } from './part.js';
import { glyphOf, hasNotice, hintKey, stateText, whyText } from './connection.js';

/** How often the seconds until the next try are counted down. */
const COUNTDOWN_MILLIS = 500;

/** The row over everything: what is shown, how the connection stands, and the way to all controls. */
export class Header extends Part {
  #boot;
  #log;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #countdown;

  /**
   * @param {HTMLElement} root
   * @param {import('./part.js').Parts} parts
   * @param {object} more
   * @param {{title: string}} more.boot
   * @param {HTMLElement} more.log what the first link skips to
   */
  constructor(root, parts, { boot, log }) {
    super(root, parts);
    this.#boot = boot;
    this.#log = log;
    // The heading is in the page from the server on; from now on it is rendered here.
    root.replaceChildren();
    this.update();
  }

  /** @override @param {any} view */
  uses({ language, sources, shown, connection, following, rate, lines, troubles, known, missing }) {
    return [language, sources, shown, connection, following, Math.round(rate), lines === 0, troubles, known, missing];
  }

  /** @override */
  update() {
    super.update();
    const names = shownNames(this.view.value).join(', ');
    document.title = names === '' ? this.#boot.title : `${names} · ${this.#boot.title}`;
    clearTimeout(this.#countdown);
    if (this.view.value.connection.kind === 'waiting') {
      this.#countdown = setTimeout(() => this.update(), COUNTDOWN_MILLIS);
    }
  }

  /** @override */
  template() {
    return html`
      <a class="skip" href="#log" @click=${(event) => this.#skip(event)}>${this.t('page.skip')}</a>
      <h1>${icons.logo}<span class="title">${this.#boot.title}</span></h1>
      ${this.#sources()} ${this.#connection()} ${this.#rate()}
      <div class="tools">
        ${this.#tool('focusFind', 'header.find', icons.find)}
        ${this.#tool('openPalette', 'header.commands', icons.commands)} ${this.#theme()}
        ${this.#tool('openSettings', 'header.settings', icons.settings)}
        ${this.#tool('openHelp', 'header.help', icons.help)}
      </div>
    `;
  }

  #sources() {
    const names = shownNames(this.view.value);
    const first = names[0] ?? this.t('header.defaultSource');
    const folder = folderOf(first);
    const more = names.length - 1;
    const label = names.length > 1 ? this.t('header.sourcesShown', { n: names.length, name: first, more }) : first;
    return html`
      <button
        type="button"
        class="sources"
        aria-haspopup="dialog"
        aria-label="${this.t('header.chooseSources')}: ${label}"
        title="${this.hint(this.t('header.chooseSources'), 'openSources')}: ${names.join(', ')}"
        @click=${() => this.commands.run('openSources')}
      >
        ${icons.layers}<span class="name"><span class="folder">${folder}</span><span class="file">${first.slice(folder.length)}</span></span>${more > 0 ? html`<span class="more">+${more}</span>` : nothing}${icons.down}
      </button>
    `;
  }

  #connection() {
    const { connection, following } = this.view.value;
    const isPaused = !following && (connection.kind === 'live' || connection.kind === 'behind');
    const unread = connection.kind === 'live' && !isPaused ? unreadState(this.view.value) : null;
    const kind = isPaused ? 'paused' : (unread ?? connection.kind);
    const text = unread === null ? stateText(connection, isPaused, this.messages) : this.t(`state.${unread}`);
    const isTold = hasNotice(this.view.value);
    const why = isTold && connection.kind === 'waiting' ? '' : whyText(connection, this.messages);
    return html`
      <p class="connection" data-kind=${kind} title=${hintOf(connection, kind, why, this)}>
        <span class="glyph" aria-hidden="true">${glyphOf(kind)}</span>
        <span class="state-text">${text}</span>
        ${why === '' ? nothing : html`<span class="why">${why}</span>`}
        ${isTold ? nothing : this.#retry(connection.kind)}
      </p>
    `;
  }

  /** @param {string} kind */
  #retry(kind) {
    return kind === 'waiting'
      ? html`
          <button type="button" class="small" @click=${() => this.commands.run('reconnect')}>
            ${this.t('state.retryNow')}
          </button>
        `
      : nothing;
  }

  #rate() {
    const n = Math.round(this.view.value.rate);
    return html`<span class="rate" title=${this.t('header.rateLabel', { n })}>${this.t('header.rate', { n })}</span>`;
  }

  #theme() {
    const { theme } = this.settings.value;
    const label = this.t('header.theme', { theme: this.t(`settings.theme.${theme}`) });
    return html`
      <button
        type="button"
        class="plain theme"
        aria-label=${label}
        title=${this.hint(label, 'toggleTheme')}
        @click=${() => this.commands.run('toggleTheme')}
      >
        ${icons.themes[theme]}
      </button>
    `;
  }

  /**
   * @param {string} id of a command
   * @param {string} key of a message
   * @param {unknown} icon
   */
  #tool(id, key, icon) {
    const label = this.t(key);
    return html`
      <button
        type="button"
        class="plain"
        aria-label=${label}
        title=${this.hint(label, id)}
        @click=${() => this.commands.run(id)}
      >
        ${icon}
      </button>
    `;
  }

  /** @param {Event} event */
  #skip(event) {
    // A fragment would become part of the address that is copied.
    event.preventDefault();
    this.#log.focus();
  }
}

/**
 * Whether the connection is live and no log is: the page waits for one that can be read.
 *
 * @param {{shown: string[], lines: number, known: string[] | null, missing: string[],
 *     troubles: ReturnType<typeof import('../app/problem.js').troubles>}} view
 * @returns {'absent' | 'unreadable' | null} null: there is a log, or it is not known yet that there is none
 */
export function unreadState({ shown, lines, known, missing, troubles }) {
  if (shown.length === 0 || known === null) {
    return null;
  }
  if (lines > 0) {
    // What was opened before its permission was taken is still read.
    return shown.every((id) => missing.includes(id)) ? 'absent' : null;
  }
  const found = shown.map((id) => {
    const trouble = troubles.find(({ name }) => name === id);
    return trouble?.problem.kind ?? (known.includes(id) && !missing.includes(id) ? null : 'missing');
  });
  if (found.includes(null)) {
    return null;
  }
  return found.some((kind) => kind === 'missing' || kind === 'noFiles') ? 'absent' : 'unreadable';
}

/**
 * What is shown: as the server has told it, else as it was asked for.
 *
 * @param {{sources: string[], shown?: string[]}} view
 * @returns {readonly string[]} empty: its default, not told yet
 */
export function shownNames({ sources, shown = [] }) {
  return sources.length > 0 ? sources : shown;
}

/**
 * What gives way first where there is little room: the name of the file tells logs apart. A star alone tells nothing.
 *
 * @param {string} name as the server takes it
 */
export function folderOf(name) {
  return name.slice(0, name.replace(/\/\*+$/, '').lastIndexOf('/') + 1);
}

/**
 * @param {import('../app/settings.js').Settings['theme']} theme
 * @returns {import('../app/settings.js').Settings['theme']}
 */
export function nextTheme(theme) {
  return THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
}

/**
 * @param {import('./connection.js').Connection} connection
 * @param {string} kind as it is shown
 * @param {string} why
 * @param {Part} part
 */
function hintOf(connection, kind, why, part) {
  if (kind === 'waiting' && connection.status !== undefined) {
    return part.t(hintKey(connection, part.messages));
  }
  const hint = `state.${kind}Hint`;
  return part.messages.has(hint) ? part.t(hint) : why;
}
