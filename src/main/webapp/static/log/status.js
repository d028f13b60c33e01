import { zone } from '../text/times.js';

/** What a screen reader is told: seldom enough to be read out to its end. */
const SAY_MILLIS = 7_000;

/** The last row of the page: how much is shown and kept, and in which form. And what a screen reader hears of new lines. */
export class StatusLine {
  #view;
  #messages;
  #parts = ['shown', 'kept', 'lost', 'wrap', 'time', 'keys'].map((name) => {
    const part = document.createElement('span');
    part.className = `status-${name}`;
    return part;
  });
  #spoken = document.createElement('p');
  #counts;
  #said = { lines: 0, errors: 0 };
  #saidState = '';

  /**
   * @param {{root: Element, view: import('../app/events.js').Observable<any>, messages: import('../text/messages.js').Messages,
   *     counts: () => {lines: number, errors: number}}} parts `counts` of what is new since the page was opened
   */
  constructor({ root, view, messages, counts }) {
    this.#view = view;
    this.#messages = messages;
    this.#counts = counts;
    this.#spoken.className = 'unseen';
    this.#spoken.setAttribute('role', 'status');
    const texts = document.createElement('p');
    texts.className = 'status-texts';
    texts.append(...this.#parts);
    root.replaceChildren(texts, this.#spoken);
    view.subscribe(() => this.#show());
    setInterval(() => this.#say(), SAY_MILLIS);
    this.#show();
  }

  #show() {
    const { lines, kept, lost, wrap, time, find, hits } = this.#view.value;
    const say = (/** @type {string} */ key, values = {}) => this.#messages.t(key, values);
    const times = {
      log: () => say('status.time.log'),
      local: () => zone(Date.now()),
      utc: () => 'UTC',
      relative: () => say('status.time.relative'),
      delta: () => say('status.time.delta'),
    };
    const shown = find.only && find.text !== '' ? hits.count : lines;
    const texts = [
      say('status.shown', { n: shown }),
      say('status.kept', { n: kept }),
      lost > 0 ? say('status.lost', { n: lost }) : '',
      say(wrap ? 'status.wrapOn' : 'status.wrapOff'),
      times[/** @type {keyof typeof times} */ (time)](),
      say('status.keys', { key: '?' }),
    ];
    texts.forEach((text, index) => {
      const part = this.#parts[index];
      if (part.textContent !== text) {
        part.textContent = text;
        part.hidden = text === '';
      }
    });
  }

  /** Says what came since the last time, and nothing where nothing did. */
  #say() {
    if (document.visibilityState !== 'visible') {
      return;
    }
    const counts = this.#counts();
    const lines = counts.lines - this.#said.lines;
    const errors = counts.errors - this.#said.errors;
    this.#said = counts;
    const { connection } = this.#view.value;
    const state = connection.kind === 'waiting' ? this.#messages.t('say.waiting') : '';
    if (state !== '' && state !== this.#saidState) {
      this.#spoken.textContent = state;
    } else if (lines > 0) {
      const first = this.#messages.t('say.newLines', { n: lines });
      this.#spoken.textContent =
        errors === 0
          ? first
          : this.#messages.t('say.list', { first, second: this.#messages.t('say.errors', { n: errors }) });
    }
    this.#saidState = state;
  }
}
