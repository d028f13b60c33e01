import { Lag } from '../core/lag.js';
import { parse } from '../text/times.js';

/** A lag that is shorter is over before it was read. */
const TOLD_MILLIS = 1_000;

/** While the page is behind, the log grows: how far it is to the end is asked again after so long. */
const MEASURE_MILLIS = 2_000;

/** Where lines show no time, so many that came since the last look may be the pace of the network and not that of the log. */
const MANY_LINES = 500;

/**
 * What becomes of the connection, for the reader: the state in the view, and the rows that tell of a loss, of what was lost
 * by it, of a restart, of a sleeping tab. And how far behind the page is while it catches up.
 */
export class Connection {
  #view;
  #lines;
  #intake;
  #sourceList;
  #lag;
  /** @type {import('../core/follow.js').FollowState} */
  #state = { kind: 'asleep' };
  /** The row that tells of the loss, until the connection is there again. @type {import('../core/lines.js').Note | null} */
  #lost = null;
  /** The row that tells that it is, until what came meanwhile is there: a gap in that is what was lost. @type {import('../core/lines.js').Note | null} */
  #resumed = null;
  /** When the page was live last, in milliseconds since 1970; 0: it is. */
  #liveUntil = 0;
  /** What stood in the way last, until there is a connection. @type {object | null} */
  #failure = null;
  /** Since when the page has been behind, in milliseconds since 1970. */
  #behindSince = 0;
  #measuredAt = 0;
  #isMeasured = false;
  /** How many lines there were at the last look. */
  #seen = 0;
  /** The least that the newest line was older than now: the clocks differ by that, and the way takes it. */
  #leastMillis = Infinity;
  /** The time that the last line of the log shows; NaN: not known. */
  #endMillis = NaN;
  #now;
  #sleptAt = 0;
  /** What the server said of itself last. @type {{version: string, node: string, started: string} | null} */
  #server = null;
  #wasRestarted = false;

  /**
   * @param {{view: import('../app/events.js').Observable<any>,
   *     lines: import('../core/lines.js').Lines, intake: import('../core/intake.js').Intake,
   *     sourceList: () => Promise<{sources: any[]}>, now?: () => number}} parts `sourceList` gives the sources of this stream
   *     as they are now
   */
  constructor({ view, lines, intake, sourceList, now = Date.now }) {
    this.#view = view;
    this.#lines = lines;
    this.#intake = intake;
    this.#sourceList = sourceList;
    this.#now = now;
    this.#lag = new Lag(intake);
  }

  /** How far behind the page is: nothing where it keeps up, or cannot know. */
  get lag() {
    const { kind } = this.#state;
    if (kind !== 'behind' && kind !== 'live') {
      return { lagLines: 0, lagMillis: 0 };
    }
    const lagLines = this.#lag.lines;
    // By their times alone a log whose times go back would be behind until it has caught up with itself.
    if (kind === 'live' && this.#isMeasured && lagLines <= 1) {
      return { lagLines: 0, lagMillis: 0 };
    }
    return { lagLines, lagMillis: Math.max(0, this.#lagMillis()) };
  }

  /** At most 0 where it is not known. */
  #lagMillis() {
    const newest = this.#newestMillis();
    if (this.#liveUntil > 0) {
      // A log that was silent is not behind for as long as it was: the page was live until the connection was lost.
      return this.#now() - Math.max(this.#liveUntil, newest);
    }
    return newest === 0 || Number.isNaN(this.#endMillis) ? 0 : this.#endMillis - newest;
  }

  /** @param {import('../core/follow.js').FollowState} state */
  changed(state) {
    this.#state = state;
    if (state.kind === 'live') {
      this.#liveUntil = 0;
      this.#forgetLag();
    } else if (state.kind === 'behind') {
      this.#behindSince = this.#now();
      this.#isMeasured = false;
    }
    if ('status' in state) {
      this.#failed(state);
    } else if (state.kind === 'connecting') {
      this.#view.set({ connection: { kind: state.kind, failure: this.#failure ?? undefined } });
    } else {
      this.#failure = null;
      this.#view.set({ connection: state.kind === 'behind' ? this.#catchingUp() : { kind: state.kind } });
    }
    if (state.kind === 'ended') {
      this.#lines.addNote({ kind: 'ended' });
    }
  }

  /** Brings the lag in the view up to date. */
  refresh() {
    const isBehind = this.#state.kind === 'behind';
    const isOutrun = this.#state.kind === 'live' && this.#seemsOutrun();
    if (((isBehind && this.#isLongBehind()) || isOutrun) && this.#now() - this.#measuredAt > MEASURE_MILLIS) {
      void this.#measureLag();
    }
    if (isBehind) {
      this.#view.set({ connection: this.#catchingUp() });
    } else if (this.#state.kind === 'live') {
      this.#showOutrun();
    }
  }

  /**
   * A slow network lets the page read in peace, and the log run away: then lines become older and older on their way. Only
   * the server knows whether that is so.
   */
  #seemsOutrun() {
    const { received } = this.#intake;
    const came = received - this.#seen;
    this.#seen = received;
    const newest = this.#newestMillis();
    if (newest === 0) {
      return came > MANY_LINES || this.#lag.lines > 0;
    }
    const age = this.#now() - newest;
    if (came > 0) {
      this.#leastMillis = Math.min(this.#leastMillis, age);
    }
    return (came > 0 && age - this.#leastMillis > TOLD_MILLIS) || this.#lag.lines > 0;
  }

  #showOutrun() {
    const { lagLines, lagMillis } = this.lag;
    const isTold = lagMillis > TOLD_MILLIS || (Number.isNaN(this.#endMillis) && lagLines > 2 * MANY_LINES);
    const { kind } = this.#view.value.connection;
    if (isTold) {
      this.#view.set({ connection: { kind: 'behind', lagLines, lagMillis } });
    } else if (kind === 'behind') {
      this.#view.set({ connection: { kind: 'live' } });
    }
  }

  /** The tab is hidden, and gives its connection back. */
  sleep() {
    if (this.#state.kind === 'live' || this.#state.kind === 'behind') {
      this.#sleptAt = this.#now();
      this.#liveUntil ||= this.#sleptAt;
    }
  }

  /**
   * What the server tells beside lines.
   *
   * @param {string} type
   * @param {any} data
   */
  told(type, data) {
    switch (type) {
      case 'hello':
        this.#greeted(data);
        break;
      case 'gap':
        if (this.#resumed !== null) {
          this.#resumed.kind = 'resumedGap';
        }
        break;
      case 'backfill-end':
        this.#resumed = null;
        this.#forgetLag();
        break;
    }
  }

  /** @param {{version: string, node?: string, started?: string}} server `started`: when it did, by which it is told from the next */
  #greeted({ version, node = '', started = '' }) {
    const now = this.#now();
    this.#resumed = null;
    if (this.#lost !== null) {
      this.#resumed = this.#lost;
      Object.assign(this.#lost, { kind: 'resumed', resumedAt: now, lost: 0 });
    } else if (this.#sleptAt > 0) {
      this.#lines.addNote({ kind: 'slept', lostAt: this.#sleptAt, resumedAt: now });
    }
    const last = this.#server;
    // Behind a balancer another server may answer, which was not restarted.
    const isAnother = last !== null && last.node === node && (last.version !== version || last.started !== started);
    if (isAnother || (this.#wasRestarted && this.#resumed !== null)) {
      this.#lines.addNote({ kind: 'restarted', version });
    }
    this.#lost = null;
    this.#sleptAt = 0;
    this.#wasRestarted = false;
    this.#server = { version, node, started };
    if (this.#intake.received > 0) {
      void this.#measureLag();
    }
  }

  /** What the files hold now: to there it is a while. */
  async #measureLag() {
    this.#measuredAt = this.#now();
    try {
      const { sources } = await this.#sourceList();
      if (this.#state.kind === 'behind' || this.#state.kind === 'live') {
        this.#lag.measure(sources.map(measurable));
        this.#endMillis = lastMillis(sources);
        this.#isMeasured = true;
      }
    } catch {
      // How far behind the page is stays unknown; that it is, is told all the same.
    }
  }

  #newestMillis() {
    const { end } = this.#lines;
    const millis = this.#lines.has(end - 1) ? this.#lines.millis(end - 1) : NaN;
    return Number.isNaN(millis) ? 0 : millis;
  }

  /** @param {Extract<import('../core/follow.js').FollowState, {status: number}>} state */
  #failed({ kind, why, status, detail, number, retryAt }) {
    const key = why === '' ? '' : `why.${why}`;
    this.#wasRestarted ||= why === 'shutdown';
    if (this.#lost === null && this.#server !== null) {
      this.#lost = { kind: 'lost', lostAt: this.#now() };
      this.#liveUntil ||= this.#lost.lostAt;
      this.#lines.addNote(this.#lost);
    }
    if (this.#lost !== null) {
      // What the first try met may be over, and the next may tell what is to be done. That nobody answers is a part of a restart.
      Object.assign(this.#lost, { obstacle: kind, why: status === 0 && this.#wasRestarted ? 'why.shutdown' : key, status });
    }
    this.#failure = {
      kind,
      why: detail === '' ? key : detail,
      status: status === 0 ? undefined : status,
      number: number === '' ? undefined : number,
      retryAt: retryAt ?? undefined,
    };
    this.#view.set({ connection: this.#failure });
  }

  #forgetLag() {
    this.#lag.forget();
    this.#endMillis = NaN;
  }

  #isLongBehind() {
    return this.#now() - this.#behindSince > TOLD_MILLIS;
  }

  /** A lag is told with what is known of it; where nothing could be found out, that there is one. */
  #catchingUp() {
    const { lagLines, lagMillis } = this.lag;
    if (lagLines > 0 || lagMillis > TOLD_MILLIS || (this.#isLongBehind() && !this.#isMeasured)) {
      return { kind: 'behind', lagLines, lagMillis };
    }
    const { kind } = this.#view.value.connection;
    return { kind: kind === 'live' ? kind : 'connecting' };
  }
}

/**
 * @param {readonly {generations: {lastTime?: string}[]}[]} sources
 * @returns {number} the latest time that a line of them shows; NaN: none shows one
 */
function lastMillis(sources) {
  const times = sources.flatMap(({ generations }) => generations.map(({ lastTime }) => parse(lastTime)));
  return times.reduce((latest, millis) => (millis > latest || Number.isNaN(latest) ? millis : latest), NaN);
}

/**
 * An archive that was never unpacked has no size. It lies before the lines that are still to come.
 *
 * @param {{id: string, generations: {file?: string, sizeBytes?: number}[]}} source
 */
function measurable({ id, generations }) {
  return { id, generations: generations.map(({ file, sizeBytes = 0 }) => ({ file, sizeBytes })) };
}
