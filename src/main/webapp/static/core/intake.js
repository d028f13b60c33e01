import { ERROR, FLAG } from './line.js';
import { lineOf } from './records.js';

/**
 * Takes the events of a stream: lines into the store, and what happens between them into notes. Counts, and judges nothing.
 */
export class Intake {
  /** Lines that came by the stream. */
  received = 0;

  /** Those of them that do not belong to the history with which the view began: after its `backfill-end`, or after a loss of the connection. */
  fresh = 0;

  /** Those that tell of an error. */
  errors = 0;

  /** Those of the fresh ones. */
  freshErrors = 0;

  /** Gaps that were told. */
  gaps = 0;

  /** Lines that they say are missing, where they say how many. */
  lost = 0;

  /** Characters of the lines that came. */
  characters = 0;

  /** Where the last line of each source stands: name of the file, bytes. @type {Map<string, {file: string, offset: number}>} */
  last = new Map();

  /** The ids of the sources that this stream is of. @type {string[]} */
  sources = [];

  /** Told of events that concern others: `hello`, `gap`, `sources-changed`, `backfill-end`. @type {(type: string, data: any) => void} */
  onEvent = () => {};

  #lines;
  #times;
  /** Whether what comes is the history with which the view begins. */
  #isHistory = true;
  #isGreeted = false;
  /** Sources of which it was told that they go on in another file, and whose first line there has not come yet. @type {Set<string>} */
  #rotated = new Set();

  /**
   * @param {import('./lines.js').Lines} lines
   * @param {import('../text/owntimes.js').OwnTimes} [times] reads times without a zone
   */
  constructor(lines, times) {
    this.#lines = lines;
    this.#times = times;
  }

  /** @param {readonly import('./sse.js').StreamEvent[]} events */
  take(events) {
    for (const { type, data } of events) {
      if (type === 'log_update') {
        const record = JSON.parse(data);
        const line = lineOf(record, this.#times);
        if (this.#isKnownToBegin(line)) {
          line.flags &= ~FLAG.first;
        }
        this.last.set(record.source, record);
        this.characters += line.line.length;
        this.#lines.append(line);
        this.received++;
        const isError = line.level >= ERROR;
        this.errors += isError ? 1 : 0;
        if (!this.#isHistory) {
          this.fresh++;
          this.freshErrors += isError ? 1 : 0;
        }
      } else {
        this.#other(type, data);
      }
    }
  }

  /**
   * @param {string} type
   * @param {string} data
   */
  #other(type, data) {
    const told = type === 'message' ? null : JSON.parse(data);
    switch (type) {
      case 'hello':
        // After a loss of the connection comes what was written since: it passes through the page at the pace that is told.
        this.#isHistory &&= !this.#isGreeted;
        this.#isGreeted = true;
        this.#lines.begin(told.start);
        this.sources = told.sources;
        break;
      case 'backfill-end':
        this.#isHistory = false;
        break;
      case 'gap':
        this.gaps++;
        this.lost += told.lines ?? 0;
        this.#lines.addNote({ kind: 'gap', gap: told, state: 'told' });
        break;
      case 'rotate':
        this.#rotated.add(told.source);
        this.#addRotation(told);
        break;
      case 'sources-changed':
        this.#change(told);
        break;
    }
    this.onEvent(type, told);
  }

  /**
   * Whether nobody needs to be told that a file begins with this line: it was told, or of several logs this is the first line of one.
   *
   * @param {import('./line.js').Line} line
   */
  #isKnownToBegin({ source, flags }) {
    return (flags & FLAG.first) !== 0 && (this.#rotated.delete(source) || (this.sources.length > 1 && !this.last.has(source)));
  }

  /** A truncation is told with the gap that has come before it. @param {{source: string, how: string}} rotation */
  #addRotation(rotation) {
    const lines = this.#lines;
    const isTruncation = rotation.how === 'truncate' || rotation.how === 'copytruncate';
    const note = lines
      .notes(lines.end)
      .find(({ kind, gap }) => isTruncation && kind === 'gap' && gap.reason === 'truncated' && gap.source === rotation.source);
    if (note === undefined) {
      lines.addNote({ kind: 'rotate', rotation });
    } else {
      note.rotation = rotation;
    }
  }

  /** @param {{added?: any[], removed?: string[], changed?: any[]}} change */
  #change({ added = [], removed = [], changed = [] }) {
    this.sources = [...new Set([...this.sources, ...added.map(({ id }) => id)])];
    for (const { id } of added) {
      this.#lines.addNote({ kind: 'sourceAppeared', values: { name: id } });
    }
    for (const id of removed) {
      this.#lines.addNote({ kind: 'sourceGone', values: { name: id } });
    }
    for (const { id, problem } of changed) {
      if (problem !== undefined) {
        this.#lines.addNote({ kind: 'sourceFailed', values: { name: id, problem } });
      }
    }
  }
}
