import { html, nothing } from 'lit-html';
import { icons } from './icons.js';
import { Part } from './part.js';

/** The row in which a text is looked for, as it is typed, in the lines that the page keeps. */
export class FindBar extends Part {
  #log;
  #isOpened = false;
  /** For which search a result was spoken last: the count of a growing log would be spoken without an end. */
  #spokenFor = '';
  #spoken = '';
  #hasSpokenOfHits = false;
  /** Whether that was said to be what a part of the log has. @type {boolean | undefined} */
  #hasSpokenOfPart;

  /**
   * @param {HTMLElement} root
   * @param {import('./part.js').Parts} parts
   * @param {HTMLElement} log what gets the focus afterwards
   */
  constructor(root, parts, log) {
    super(root, parts);
    this.#log = log;
    root.setAttribute('role', 'search');
    this.update();
  }

  get isOpen() {
    return this.#isOpened || this.view.value.find.text !== '';
  }

  /** Also where it is open already: what is in it can be typed over. */
  open() {
    this.#isOpened = true;
    this.update();
    const field = this.#field();
    field?.focus();
    field?.select();
  }

  close() {
    this.#isOpened = false;
    this.#set({ text: '', only: false });
    this.update();
    this.#log.focus();
  }

  /** @param {'regex' | 'matchCase' | 'only'} name */
  toggle(name) {
    this.#set({ [name]: !this.view.value.find[name] });
  }

  /** @override @param {any} view */
  uses({ language, find, hits }) {
    return [language, find, hits];
  }

  /** @override */
  update() {
    this.root.hidden = !this.isOpen;
    this.root.setAttribute('aria-label', this.t('find.label'));
    super.update();
  }

  /** @override */
  template() {
    if (!this.isOpen) {
      return nothing;
    }
    const { find, hits } = this.view.value;
    const trouble = troubleText(hits, this.messages);
    return html`
      <span class="field">
        ${icons.find}
        <input
          id="find-text"
          type="text"
          autocomplete="off"
          autocapitalize="off"
          spellcheck="false"
          enterkeyhint="search"
          aria-label=${this.t('find.label')}
          aria-invalid=${trouble === '' ? nothing : 'true'}
          aria-describedby=${trouble === '' ? nothing : 'find-invalid'}
          placeholder=${this.t('find.placeholder')}
          .value=${find.text}
          @input=${(event) => this.#set({ text: event.target.value })}
          @keydown=${(event) => this.#pressed(event)}
        />
      </span>
      <span class="hits">
        ${this.#step('previousHit', 'find.previous', icons.up)}
        <span class="count" title=${hits.isPart ? this.t('find.loadedHint') : nothing}>${countText(find.text, hits, this.messages)}</span>
        ${this.#step('nextHit', 'find.next', icons.down)}
      </span>
      <span class="toggles">
        ${this.#toggle('matchCase', 'toggleCase', 'find.case', 'Aa')}
        ${this.#toggle('regex', 'toggleRegex', 'find.regex', '.*')}
        <label class="check" title=${this.hint(this.t('find.only'), 'toggleOnly')}>
          <input type="checkbox" .checked=${find.only} @change=${(event) => this.#set({ only: event.target.checked })} />
          ${this.t('find.only')}
        </label>
      </span>
      ${trouble === '' ? nothing : html`<p id="find-invalid" class="invalid">${icons.warning} ${trouble}</p>`}
      <button
        type="button"
        class="plain close"
        aria-label=${this.t('find.close')}
        title=${this.hint(this.t('find.close'), 'closeFind')}
        @click=${() => this.close()}
      >
        ${icons.close}
      </button>
      <p class="unseen" role="status">${this.#speak()}</p>
    `;
  }

  /**
   * @param {string} id of a command
   * @param {string} key of a message
   * @param {unknown} icon
   */
  #step(id, key, icon) {
    const { count, done, isPart } = this.view.value.hits;
    // Where lines are not loaded yet, there may be a hit in them.
    const isNone = count === 0 && !(done && isPart);
    return html`
      <button
        type="button"
        class="plain"
        aria-label=${this.t(key)}
        title=${this.hint(this.t(key), id)}
        ?disabled=${isNone}
        @click=${() => this.commands.run(id)}
      >
        ${icon}
      </button>
    `;
  }

  /**
   * @param {'regex' | 'matchCase'} name
   * @param {string} id of a command
   * @param {string} key of a message
   * @param {string} sign
   */
  #toggle(name, id, key, sign) {
    return html`
      <button
        type="button"
        class="plain sign"
        aria-pressed=${this.view.value.find[name]}
        aria-label=${this.t(key)}
        title=${this.hint(this.t(key), id)}
        @click=${() => this.toggle(name)}
      >
        ${sign}
      </button>
    `;
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.isComposing) {
      return;
    }
    if (event.key === 'Enter') {
      this.#confirm(event.shiftKey);
    } else if (event.key === 'Escape') {
      this.close();
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      this.commands.run(event.key === 'ArrowDown' ? 'nextHit' : 'previousHit');
    } else {
      return;
    }
    event.preventDefault();
  }

  /**
   * As in less, the keys n and N go on from there: the focus moves to the log.
   *
   * @param {boolean} isBackward
   */
  #confirm(isBackward) {
    const isAtHit = this.view.value.hits.current > 0;
    if (isBackward || !isAtHit) {
      this.commands.run(isBackward ? 'previousHit' : 'nextHit');
    }
    this.#isOpened = true;
    this.#log.focus();
  }

  /** @param {Partial<{text: string, regex: boolean, matchCase: boolean, only: boolean}>} patch */
  #set(patch) {
    this.view.set({ find: { ...this.view.value.find, ...patch } });
  }

  #field() {
    return /** @type {HTMLInputElement | null} */ (this.root.querySelector('#find-text'));
  }

  /** What was found, as soon as it is known; again only where older lines were searched as well, or none had matched. */
  #speak() {
    const { find, hits } = this.view.value;
    const search = JSON.stringify(find);
    if (find.text === '') {
      this.#spokenFor = search;
      this.#spoken = '';
    } else if (hits.isGoingOn) {
      this.#spokenFor = '';
    } else if (hits.done && isOf(hits, find)) {
      const isNews = search !== this.#spokenFor || (hits.count > 0 && !this.#hasSpokenOfHits) || hits.isPart !== this.#hasSpokenOfPart;
      if (isNews) {
        this.#spokenFor = search;
        this.#spoken = countText(find.text, { ...hits, current: 0 }, this.messages);
        this.#hasSpokenOfHits = hits.count > 0;
        this.#hasSpokenOfPart = hits.isPart;
      }
    }
    return this.#spoken;
  }
}

/**
 * Whether a count is that of a search: it comes a moment later.
 *
 * @param {{of: {text: string, regex: boolean, matchCase: boolean} | null}} hits
 * @param {{text: string, regex: boolean, matchCase: boolean}} find
 */
function isOf({ of }, { text, regex, matchCase }) {
  return of !== null && of.text === text && of.regex === regex && of.matchCase === matchCase;
}

/**
 * @param {string} text
 * @param {{count: number, current: number, done: boolean, isPart?: boolean}} hits `isPart`: not all lines of the log were searched
 * @param {import('../text/messages.js').Messages} messages
 * @returns {string}
 */
export function countText(text, { count, current, done, isPart = false }, messages) {
  if (text === '') {
    return '';
  }
  if (count === 0) {
    return messages.t(!done ? 'find.searching' : isPart ? 'find.noneLoaded' : 'find.none');
  }
  if (current > 0) {
    return messages.t(done && isPart ? 'find.countLoaded' : 'find.count', { n: count, current }) + (done ? '' : '…');
  }
  return messages.t(!done ? 'find.soFar' : isPart ? 'find.hitsLoaded' : 'find.hits', { n: count });
}

/**
 * @param {{invalid: string | null, tooSlow?: boolean, failed?: boolean}} hits
 * @param {import('../text/messages.js').Messages} messages
 * @returns {string} what is wrong with the expression; empty: nothing
 */
export function troubleText({ invalid, tooSlow, failed }, messages) {
  if (tooSlow === true) {
    return messages.t('find.slow');
  }
  if (failed === true) {
    return messages.t('find.failed');
  }
  return invalid === null ? '' : messages.t('find.invalid', { why: reasonOf(invalid, messages) });
}

/** What Chromium, Firefox and Safari say at the end, and the text for it. */
const REASONS = /** @type {const} */ ([
  [/(unterminated (group|parenthetical)|missing \))$/i, 'find.invalid.group'],
  [/unmatched ('\)'|\) in regular expression|parentheses)$/i, 'find.invalid.unopened'],
  [/nothing to repeat$/i, 'find.invalid.repeat'],
  [/(unterminated|missing terminating \] for) character class$/i, 'find.invalid.class'],
  [/(range out of order|invalid range) in character class$/i, 'find.invalid.range'],
  [/numbers out of order in \{\} quantifier\.?$/i, 'find.invalid.counts'],
  [/\\ at end of pattern$/i, 'find.invalid.backslash'],
]);

/**
 * @param {string} said by the browser
 * @returns {typeof REASONS[number][1] | null} null: there is no text for it
 */
export function reasonKey(said) {
  return REASONS.find(([form]) => form.test(said))?.[1] ?? null;
}

/**
 * Browsers begin with what the page says itself, and with the whole expression; and they speak English.
 *
 * @param {string} said such as `Invalid regular expression: /a(/i: Unterminated group`
 * @param {import('../text/messages.js').Messages} messages
 */
function reasonOf(said, messages) {
  const key = reasonKey(said);
  return key === null ? said.slice(said.lastIndexOf(': ') + 1).trim() : messages.t(key);
}
