import { problemOf } from '../app/problem.js';
import { failureText, gap, obstacle, problemText, resumed, rotation, unreadableText } from '../text/sentences.js';

/** The time of the oldest line is looked for in so many. */
const LOOK_LINES = 50;

/** An id, and not what a client made up: only a gap that has both its ends can be asked for. */
const ID = /^[12][\w-]{30,49}$/;

/** What is worth a warning. */
const WARNINGS = new Set(['gap', 'sourceFailed', 'lost', 'resumedGap']);

/**
 * What a row that is no line says, and what the reader can do about it.
 *
 * @typedef {{text: string, isWarning?: boolean, action?: {name: string, label: string}}} Told
 */

/** Puts into words what happened to the log, and where its lines end. */
export class Teller {
  /** Why older lines could not be loaded; null: they can. @type {unknown} */
  olderFailure = null;

  /** How the search in older lines stands. @type {import('./olderhits.js').OlderHits['state']} */
  olderHits = 'resting';

  /** When the oldest line was written that was loaded for it, in milliseconds since 1970; NaN: not known. */
  searchedMillis = NaN;

  /** How lines show their times. @type {import('../text/times.js').TimeForm} */
  timeForm = 'log';

  /** Whether there are several logs, and each must be named. */
  namesSource = false;

  /** Logs of the view that cannot be read. @type {readonly {name: string, problem: import('../app/problem.js').Problem}[]} */
  troubles = [];

  /** Logs of the view that a group of the server may give, and has not given yet. @type {readonly string[]} */
  absent = [];

  #lines;
  #messages;

  /**
   * @param {import('../core/lines.js').Lines} lines
   * @param {import('../text/messages.js').Messages} messages
   */
  constructor(lines, messages) {
    this.#lines = lines;
    this.#messages = messages;
  }

  /** @param {import('./rows.js').Row} row @returns {Told | null} null: it is one of a line */
  of({ kind, seq, note }) {
    const messages = this.#messages;
    switch (kind) {
      case 'note':
        return this.#note(/** @type {import('../core/lines.js').Note} */ (note));
      case 'newFile':
        return this.#newFile(seq);
      case 'older':
        return this.#failed() ?? { text: messages.t('row.loadingOlder') };
      case 'olderHits':
        return this.#failed() ?? this.#searched();
      case 'betweenHits':
        return this.#failed() ?? this.#between();
      case 'beginning':
      case 'between':
        return { text: messages.t(`row.${kind}`) };
      case 'empty':
        return this.#empty();
      default:
        return null;
    }
  }

  /** @returns {Told} */
  #empty() {
    const messages = this.#messages;
    if (this.troubles.length > 0) {
      return { text: this.troubles.map((each) => unreadableText(each, messages)).join(' '), isWarning: true };
    }
    return this.absent.length > 0
      ? { text: `${messages.t('log.absent', { name: this.absent.join(', ') })}. ${messages.t('log.absentHint')}`, isWarning: true }
      : { text: `${messages.t('log.empty')}. ${messages.t('log.emptyHint')}` };
  }

  /** @param {number} seq of the first line of a file @returns {Told} */
  #newFile(seq) {
    const text = this.#messages.t('row.newFile');
    const source = this.#lines.names[this.#lines.source(seq)];
    return { text: this.namesSource ? this.#messages.t('gap.ofSource', { source, text }) : text };
  }

  /** @returns {Told | null} */
  #failed() {
    const messages = this.#messages;
    return this.olderFailure === null
      ? null
      : {
          text: messages.t('row.olderFailed', { why: failureText(messages, this.olderFailure) }),
          isWarning: true,
          action: { name: 'older', label: messages.t('row.tryAgain') },
        };
  }

  /** @returns {Told} */
  #searched() {
    const messages = this.#messages;
    const { past, count, countBetween } = this.#lines;
    // What lies between is told in a row of its own.
    const n = past?.joined === false ? count - countBetween : count;
    const values = { n, since: this.#oldest() };
    switch (this.olderHits) {
      case 'searching':
        return {
          text: messages.t('row.searchingOlder', values),
          action: { name: 'stopSearch', label: messages.t('row.stopSearch') },
        };
      default:
        return {
          text: messages.t('row.searched', values),
          action: { name: 'searchOn', label: messages.t('row.searchOn') },
        };
    }
  }

  /** @returns {Told} */
  #between() {
    const messages = this.#messages;
    return this.olderHits === 'searching'
      ? {
          text: messages.t('row.searchingBetween', { n: this.#lines.countBetween }),
          action: { name: 'stopSearch', label: messages.t('row.stopSearch') },
        }
      : {
          text: messages.t('row.unsearchedBetween'),
          isWarning: true,
          action: { name: 'searchOn', label: messages.t('row.searchBetween') },
        };
  }

  /** Of the lines that are known, when the oldest one with a time was written. */
  #oldest() {
    const lines = this.#lines;
    if (!Number.isNaN(this.searchedMillis)) {
      return this.#messages.moment(this.searchedMillis, this.timeForm);
    }
    let at = lines.first;
    for (let looked = 0; looked < LOOK_LINES && at < lines.end; looked++) {
      if (lines.has(at) && !Number.isNaN(lines.millis(at))) {
        return this.#messages.moment(lines.millis(at), this.timeForm);
      }
      at = lines.after(at);
    }
    return '…';
  }

  /** @param {import('../core/lines.js').Note} note @returns {Told} */
  #note(note) {
    const text = noteText(note, this.#messages, this);
    const isWarning = WARNINGS.has(note.kind);
    if (note.kind === 'cleared') {
      return { text, action: { name: 'unclear', label: this.#messages.t('row.unclear') } };
    }
    return note.kind === 'gap' ? { ...this.#gap(note, text), isWarning } : { text, isWarning };
  }

  /**
   * @param {import('../core/lines.js').Note} note
   * @param {string} text
   * @returns {Told}
   */
  #gap({ gap: lost, state }, text) {
    const messages = this.#messages;
    if (state === 'loading') {
      return { text: `${text}. ${messages.t('gap.loading')}` };
    }
    const told = state === 'nothing' ? `${text}. ${messages.t('gap.nothing')}` : text;
    return isLoadable(lost) ? { text: told, action: { name: 'gap', label: messages.t('gap.load') } } : { text: told };
  }
}

/**
 * What happened, in a sentence.
 *
 * @param {import('../core/lines.js').Note} note
 * @param {import('../text/messages.js').Messages} messages
 * @param {Pick<Teller, 'namesSource' | 'timeForm'>} view
 * @returns {string}
 */
function noteText(note, messages, { namesSource, timeForm }) {
  const clock = (/** @type {number} */ millis) => messages.clock(millis, timeForm);
  switch (note.kind) {
    case 'gap':
      return gap(messages, note.gap, namesSource, note.rotation);
    case 'rotate':
      return rotation(messages, note.rotation, namesSource);
    case 'lost':
      return messages.t('row.lost', {
        clock: clock(note.lostAt),
        why: obstacle(messages, { obstacle: note.obstacle, why: note.why, status: note.status }),
      });
    case 'resumed':
      return resumed(messages, note.lostAt, note.resumedAt, note.lost, timeForm);
    case 'resumedGap':
    case 'slept':
      return messages.t(`row.${note.kind}`, { lost: clock(note.lostAt), resumed: clock(note.resumedAt) });
    case 'restarted':
      return messages.t('row.restarted', { version: note.version });
    case 'cleared':
      return messages.t('row.cleared', { clock: clock(note.at), n: note.count });
    case 'ended':
      return messages.t('row.ended');
    case 'sourceFailed': {
      const { name, problem } = note.values;
      return messages.t('row.sourceFailed', { name, problem: problemText(/** @type {any} */ (problemOf({ problem })), messages) });
    }
    default:
      return messages.t(`row.${note.kind}`, note.values ?? {});
  }
}

/**
 * What was truncated is nowhere; what could not be read, or was rotated away, may be there again.
 *
 * @param {{from: string, to: string, reason: string}} gap
 */
function isLoadable({ from, to, reason }) {
  return reason !== 'truncated' && ID.test(from) && ID.test(to);
}
