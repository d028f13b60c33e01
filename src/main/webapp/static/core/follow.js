import { Bytes } from './bytes.js';
import { Refusal, refusalOf, refusalOfProblem } from './refusal.js';
import { SseParser } from './sse.js';

/** What the server sends a comment within, until it says otherwise. */
const HEARTBEAT_SECONDS = 15;

/** After so many of them in silence the connection is taken for dead. */
const HEARTBEATS = 3;

/** The head of the answer is sent at once; a proxy may take a while to find the server. */
const HEAD_MILLIS = 20_000;

/**
 * Between two tries, at most: whoever looks at the page sees the log go on within ten seconds of the server's return. The
 * server may ask for more (`retry`, `Retry-After`). A hidden tab waits no longer than that, since it soon has no connection.
 */
const MAX_WAIT_MILLIS = 8_000;

/** Clients that learn at the same moment that the server is back do not come at the same moment. */
const HURRY_MILLIS = 1_000;

/** A connection that held for so long was one, whether it brought a line or not. */
const STEADY_MILLIS = 30_000;

/** What cannot become right by itself in a moment is asked for again at leisure. */
const REFUSED_WAIT_MILLIS = 30_000;

/** After so long in one piece the page is given its turn: painting, keys. */
const SLICE_MILLIS = 10;

/** A timer that comes later than this by so much was not late: the machine slept. */
const TICK_MILLIS = 5_000;
const SLEPT_MILLIS = 15_000;

/** Reading without a pause for so long, the page does not keep up. */
const BUSY_MILLIS = 1_000;

/** Nothing changes about these until the page asks for something else. */
const FINAL = new Set([400, 405, 406, 421]);

/** RFC 9110, 15.5: the request is at fault, and not the moment, but for a time-out, a risk of replay (RFC 8470) and a limit. */
const PASSING = new Set([408, 425, 429]);

/**
 * @typedef {{kind: 'connecting' | 'live' | 'behind' | 'asleep' | 'ended'}
 *     | {kind: 'waiting' | 'capacity' | 'refused', why: string, status: number, detail: string, number: string,
 *         retryAt: number | null}} FollowState
 *     `why` is the last part of a message key (`why.…`), empty where the status says it; `status` 0: there was no answer;
 *     `retryAt` in milliseconds since 1970, null: only when asked to
 */

/**
 * A connection that was asked for before there was anybody to read it (`opening.js`).
 *
 * @typedef {{url: string, connection: AbortController, answer: Promise<Response>}} Opening
 */

/**
 * Follows one stream for as long as it is wanted: `fetch`, not `EventSource`, because it sees statuses and problems,
 * sends `Last-Event-ID` with the first request too, and can be ended. Each reconnection goes on behind the last
 * position received, after a wait with jitter that grows while the server stays away.
 *
 *     asleep ── start ──► connecting ── 200 ──► behind ── backfill-end ──► live
 *        ▲                  ▲   ▲  └─ refused, cut off ─► waiting │ capacity │ refused ◄─ cut off ─┘
 *       stop (from any)     │   └────────── time is over, retryNow ┘
 *                           └── cut off, silent, slept (by way of waiting)
 */
export class Follower {
  /** How often a connection was opened again. */
  reconnects = 0;

  #url;
  /** @type {Opening | null} */
  #opening;
  #onEvents;
  #onState;
  #onWorked;
  /** @type {FollowState} */
  #state = { kind: 'asleep' };
  #lastEventId;
  #retryMillis = 2_000;
  #heartbeatSeconds = HEARTBEAT_SECONDS;
  #failures = 0;
  #connections = 0;
  #inBackfill = false;
  /** Since when there was always something to read, in the time of `performance.now()`. */
  #busySince = 0;
  /** What the server said before it closed the stream. @type {Refusal | null} */
  #parting = null;
  #byeReason = '';
  /** @type {AbortController | null} */
  #running = null;
  /** @type {AbortController | null} */
  #connection = null;
  #endPause = () => {};
  /** Ends the pause in a moment, where nobody but the page has chosen how long it is. */
  #shortenPause = () => {};
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #ticks;
  #lastTick = 0;
  #wasVisible = false;

  /**
   * @param {{url: URL, lastEventId?: string, opening?: Opening | null, onEvents: (events: import('./sse.js').StreamEvent[]) => void,
   *     onState: (state: FollowState) => void, onWorked?: (millis: number) => void}} wiring
   *     `opening` is taken for the first connection, if it is one of this address; `onWorked` is told how long reading, parsing and `onEvents` took
   */
  constructor({ url, lastEventId = '', opening = null, onEvents, onState, onWorked = () => {} }) {
    this.#url = url;
    this.#opening = opening;
    this.#lastEventId = lastEventId;
    this.#onEvents = onEvents;
    this.#onState = onState;
    this.#onWorked = onWorked;
  }

  get state() {
    return this.#state;
  }

  get lastEventId() {
    return this.#lastEventId;
  }

  /** Begins, or goes on where it was stopped. */
  start() {
    if (this.#running === null) {
      this.#running = new AbortController();
      this.#failures = 0;
      this.#lastTick = Date.now();
      this.#ticks = setInterval(() => this.#tick(), TICK_MILLIS);
      void this.#run(this.#running.signal);
    }
  }

  /** Gives the connection back; the position is kept. */
  stop() {
    clearInterval(this.#ticks);
    this.#opening?.connection.abort();
    this.#opening = null;
    this.#running?.abort();
    this.#running = null;
    this.#connection?.abort();
    this.#endPause();
    this.#setState({ kind: 'asleep' });
  }

  /** Does not wait any longer. A connection that stands stays. */
  retryNow() {
    this.#failures = 0;
    this.#endPause();
  }

  /** The server was heard to answer: does not wait much longer, unless it was asked to. */
  hurry() {
    this.#shortenPause();
  }

  /** Takes another connection, whatever the present one looks like: it may be one of a network that is gone. */
  renew() {
    this.retryNow();
    this.#connection?.abort();
  }

  /** A connection from before a sleep looks open until it is written to: a new one knows. */
  #tick() {
    const now = Date.now();
    // A hidden tab's timers come once a minute, however awake the machine is.
    const isVisible = document.visibilityState === 'visible';
    const slept = isVisible && this.#wasVisible && now - this.#lastTick > TICK_MILLIS + SLEPT_MILLIS;
    this.#lastTick = now;
    this.#wasVisible = isVisible;
    if (slept) {
      this.renew();
    }
  }

  /** @param {AbortSignal} stopped */
  async #run(stopped) {
    while (!stopped.aborted) {
      this.#setState({ kind: 'connecting' });
      /** @type {Refusal | null} */
      let refusal = null;
      let why = 'ended';
      try {
        if (await this.#connect(stopped)) {
          this.#setState({ kind: 'ended' });
          return;
        }
        why = this.#byeReason === 'shutdown' ? 'shutdown' : this.#byeReason === '' ? 'ended' : 'bye';
        refusal = this.#parting;
      } catch (error) {
        refusal = error instanceof Refusal ? error : null;
        why = error instanceof Silence ? 'silence' : error instanceof NoStream ? 'noStream' : 'network';
      }
      if (!stopped.aborted) {
        await this.#wait(refusal, why, stopped);
      }
    }
  }

  /**
   * @param {Refusal | null} refusal
   * @param {string} why where there was no refusal
   * @param {AbortSignal} stopped
   */
  async #wait(refusal, why, stopped) {
    const status = refusal?.status ?? 0;
    // A 404 of the container, and no problem of ours: the application is being deployed anew.
    const refused = status >= 400 && status < 500 && !PASSING.has(status) && (status !== 404 || refusal?.fromServer === true);
    const millis = Math.max(refusal?.waitMillis ?? 0, this.#nextWaitMillis(), refused ? REFUSED_WAIT_MILLIS : 0);
    const final = FINAL.has(status);
    this.#setState({
      kind: refused ? 'refused' : refusal?.full === true ? 'capacity' : 'waiting',
      why: refusal === null ? why : '',
      status,
      detail: refusal?.detail ?? '',
      number: refusal?.number ?? '',
      retryAt: final ? null : Date.now() + millis,
    });
    await this.#pause(final ? null : millis, (refusal?.waitMillis ?? 0) > 0, stopped);
  }

  /**
   * Reads one connection to its end.
   *
   * @param {AbortSignal} stopped
   * @returns {Promise<boolean>} whether the server says that nothing more will ever come
   */
  async #connect(stopped) {
    const { connection, answer } = this.#ask();
    this.#connection = connection;
    this.#parting = null;
    this.#byeReason = '';
    let silent = false;
    const giveUp = () => {
      silent = true;
      connection.abort();
    };
    let silence = setTimeout(giveUp, HEAD_MILLIS);
    try {
      const response = await answer;
      if (response.status === 204) {
        return true;
      }
      if (!isEventStream(response) || response.body === null) {
        throw response.ok ? new NoStream() : await refusalOf(response);
      }
      if (this.#connections++ > 0) {
        this.reconnects++;
      }
      this.#inBackfill = true;
      this.#setState({ kind: 'behind' });
      const since = performance.now();
      const parser = new SseParser(this.#lastEventId);
      const decoder = new TextDecoder();
      const reader = new Bytes(response.body);
      let sliceStart = 0;
      this.#busySince = since;
      for (;;) {
        const asked = performance.now();
        const value = await reader.read();
        if (value === null || stopped.aborted) {
          return false;
        }
        const begun = performance.now();
        if (begun - asked > 1) {
          // There was nothing to read for a moment: the page keeps up, and others had their turn.
          this.#busySince = begun;
          sliceStart = begun;
        }
        clearTimeout(silence);
        silence = setTimeout(giveUp, HEARTBEATS * this.#heartbeatSeconds * 1_000);
        this.#take(parser, decoder.decode(value, { stream: true }), begun - since);
        const ended = performance.now();
        this.#onWorked(ended - begun);
        if (ended - sliceStart > SLICE_MILLIS) {
          await turnOfOthers();
          sliceStart = performance.now();
        }
        this.#judgeLag(ended);
      }
    } catch (error) {
      throw silent ? new Silence() : error;
    } finally {
      clearTimeout(silence);
      connection.abort();
      this.#connection = null;
    }
  }

  /** @returns {{connection: AbortController, answer: Promise<Response>}} */
  #ask() {
    const opening = this.#opening;
    this.#opening = null;
    if (opening?.url === this.#url.href && this.#lastEventId === '') {
      return opening;
    }
    opening?.connection.abort();
    const connection = new AbortController();
    const answer = fetch(this.#url, { headers: this.#headers(), cache: 'no-store', signal: connection.signal });
    return { connection, answer };
  }

  /**
   * @param {SseParser} parser
   * @param {string} text
   * @param {number} heldMillis how long the connection has held
   */
  #take(parser, text, heldMillis) {
    const events = parser.push(text);
    for (const event of events) {
      if (event.type !== 'log_update') {
        this.#control(event);
      }
    }
    // A server that accepts and closes at once is to be asked less and less often: that is no success.
    if (parser.lastEventId !== this.#lastEventId || heldMillis > STEADY_MILLIS) {
      this.#failures = 0;
    }
    this.#lastEventId = parser.lastEventId;
    this.#retryMillis = parser.retryMillis ?? this.#retryMillis;
    this.#onEvents(events);
  }

  /** @param {import('./sse.js').StreamEvent} event */
  #control(event) {
    switch (event.type) {
      case 'hello':
        this.#heartbeatSeconds = JSON.parse(event.data).heartbeatSeconds ?? HEARTBEAT_SECONDS;
        break;
      case 'backfill-end':
        this.#inBackfill = false;
        this.#setState({ kind: 'live' });
        break;
      case 'problem':
        this.#parting = refusalOfProblem(JSON.parse(event.data));
        break;
      case 'bye':
        this.#byeReason = JSON.parse(event.data).reason ?? 'closed';
        break;
    }
  }

  /** @param {number} now */
  #judgeLag(now) {
    if (!this.#inBackfill) {
      this.#setState({ kind: now - this.#busySince > BUSY_MILLIS ? 'behind' : 'live' });
    }
  }

  #headers() {
    /** @type {Record<string, string>} */
    const headers = { Accept: 'text/event-stream, application/problem+json' };
    if (this.#lastEventId !== '') {
      headers['Last-Event-ID'] = this.#lastEventId;
    }
    return headers;
  }

  #nextWaitMillis() {
    const longest = Math.min(Math.max(MAX_WAIT_MILLIS, this.#retryMillis), this.#retryMillis * 2 ** this.#failures);
    this.#failures++;
    return longest * (0.5 + Math.random() / 2);
  }

  /**
   * @param {number | null} millis null: until asked to go on
   * @param {boolean} isAsked whether the server asked for it
   * @param {AbortSignal} stopped
   */
  #pause(millis, isAsked, stopped) {
    return new Promise((resolve) => {
      let timer = millis === null ? undefined : setTimeout(() => this.#endPause(), millis);
      this.#endPause = () => {
        clearTimeout(timer);
        this.#endPause = () => {};
        this.#shortenPause = () => {};
        resolve(undefined);
      };
      if (millis !== null && !isAsked) {
        this.#shortenPause = () => {
          this.#shortenPause = () => {};
          clearTimeout(timer);
          timer = setTimeout(() => this.#endPause(), Math.min(millis, Math.random() * HURRY_MILLIS));
        };
      }
      if (stopped.aborted) {
        this.#endPause();
      }
    });
  }

  /** @param {FollowState} state */
  #setState(state) {
    if (state.kind !== this.#state.kind || 'why' in state) {
      this.#state = state;
      this.#onState(state);
    }
  }
}

/** Nothing was heard for so long that the connection is taken for dead. */
class Silence extends Error {}

/** Something else answers in the server's place, such as a page to sign in at. */
class NoStream extends Error {}

/** @param {Response} response */
function isEventStream(response) {
  return response.ok && (response.headers.get('Content-Type') ?? '').startsWith('text/event-stream');
}

const turns = new MessageChannel();
/** @type {(() => void)[]} */
const waiting = [];
turns.port1.onmessage = () => waiting.shift()?.();

/** Lets painting, input and timers come first. Where promises follow each other without a pause, nothing else does. */
export function turnOfOthers() {
  return new Promise((resolve) => {
    waiting.push(() => resolve(undefined));
    turns.port2.postMessage(null);
  });
}
