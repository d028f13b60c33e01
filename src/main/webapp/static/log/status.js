import { zone } from '../text/times.js';
import { Aloud, beginning } from './aloud.js';

/** How often is looked whether there is something to be said. */
const LOOK_MILLIS = 1_000;

/** Numbers are said so seldom that they are read out to their end. */
const SAY_MILLIS = 7_000;

/** The last row of the page: how much is shown and kept, and in which form. And what a screen reader hears of new lines. */
export class StatusLine {
  #view;
  #settings;
  #messages;
  #parts = ['shown', 'kept', 'lost', 'wrap', 'time', 'keys'].map((name) => {
    const part = document.createElement('span');
    part.className = `status-${name}`;
    return part;
  });
  #spoken = document.createElement('p');
  #choice = document.createElement('button');
  #aloud = new Aloud();
  #wasReading = false;
  #wasOffered = false;
  #saidMillis = performance.now();
  #counts;
  #newest;
  #said = { lines: 0, errors: 0 };
  #saidState = '';

  /**
   * @param {{root: Element, view: import('../app/events.js').Observable<any>,
   *     settings: import('../app/events.js').Observable<import('../app/settings.js').Settings>,
   *     messages: import('../text/messages.js').Messages,
   *     counts: () => {lines: number, errors: number}, newest: (count: number) => string[]}} parts `counts` of what is new since the
   *     page was opened, and the texts of the newest of it
   */
  constructor({ root, view, settings, messages, counts, newest }) {
    this.#view = view;
    this.#settings = settings;
    this.#messages = messages;
    this.#counts = counts;
    this.#newest = newest;
    this.#spoken.className = 'unseen';
    this.#spoken.setAttribute('role', 'status');
    const texts = document.createElement('p');
    texts.className = 'status-texts';
    texts.append(...this.#parts);
    this.#choice.type = 'button';
    this.#choice.className = 'small aloud';
    this.#choice.addEventListener('click', () => {
      this.#aloud.isWanted = !this.#aloud.isWanted;
      this.#showChoice();
    });
    root.replaceChildren(texts, this.#choice, this.#spoken);
    view.subscribe(() => this.#show());
    settings.subscribe(() => this.#show());
    setInterval(() => this.#look(), LOOK_MILLIS);
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
      this.#settings.value.singleKeys ? say('status.keys', { key: '?' }) : '',
    ];
    texts.forEach((text, index) => {
      const part = this.#parts[index];
      if (part.textContent !== text) {
        part.textContent = text;
        part.hidden = text === '';
      }
    });
    this.#showChoice();
  }

  /** It is offered while there is time for it, and can be taken back at any time. Nobody loses the focus by that. */
  #showChoice() {
    const { isWanted, isSlow } = this.#aloud;
    this.#choice.textContent = this.#messages.t('say.eachLine');
    this.#choice.setAttribute('aria-pressed', String(isWanted));
    this.#choice.hidden = !isSlow && !isWanted && document.activeElement !== this.#choice;
  }

  #look() {
    const counts = this.#counts();
    const now = performance.now();
    this.#aloud.look(now, counts.lines);
    this.#showChoice();
    if (document.visibilityState !== 'visible') {
      return;
    }
    const reads = this.#aloud.reads(counts.lines - this.#said.lines);
    if (reads) {
      this.#read(counts);
    } else if (this.#wasReading && this.#aloud.isWanted) {
      this.#tell(this.#messages.t('say.tooFast'));
    } else if (now - this.#saidMillis >= SAY_MILLIS) {
      this.#say(counts);
    }
    this.#wasReading = reads;
  }

  /** Reads what came since the last time, line by line. @param {{lines: number, errors: number}} counts */
  #read(counts) {
    const lines = this.#newest(counts.lines - this.#said.lines);
    this.#said = counts;
    if (!this.#toldState() && lines.length > 0) {
      this.#tell(...lines.map(beginning));
    }
  }

  /** Says how much came since the last time, and nothing where nothing did. @param {{lines: number, errors: number}} counts */
  #say(counts) {
    const lines = counts.lines - this.#said.lines;
    const errors = counts.errors - this.#said.errors;
    this.#said = counts;
    if (!this.#toldState() && lines > 0) {
      const first = this.#messages.t('say.newLines', { n: lines });
      const number =
        errors === 0
          ? first
          : this.#messages.t('say.list', { first, second: this.#messages.t('say.errors', { n: errors }) });
      this.#tell(number, ...this.#offer());
    }
  }

  /** @returns {boolean} whether there was something to say about the connection */
  #toldState() {
    const { connection } = this.#view.value;
    const state = connection.kind === 'waiting' ? this.#messages.t('say.waiting') : '';
    const isNews = state !== '' && state !== this.#saidState;
    this.#saidState = state;
    if (isNews) {
      this.#tell(state);
    }
    return isNews;
  }

  /** @returns {string[]} once, where the button is: who listens does not see it */
  #offer() {
    if (this.#wasOffered || this.#aloud.isWanted || !this.#aloud.isSlow) {
      return [];
    }
    this.#wasOffered = true;
    return [this.#messages.t('say.offer', { button: this.#messages.t('say.eachLine') })];
  }

  /** Elements of their own: the same text once more is news, too. @param {...string} texts */
  #tell(...texts) {
    this.#saidMillis = performance.now();
    this.#spoken.replaceChildren(
      ...texts.map((text) => {
        const part = document.createElement('span');
        part.textContent = `${text} `;
        return part;
      }),
    );
  }
}
