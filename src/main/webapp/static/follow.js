import { SseParser } from './sse.js';

/** The server sends a comment at least this often; three silences long, and the connection is taken for dead. */
const HEARTBEAT_SECONDS = 15;
const SILENCE_MILLIS = 3 * HEARTBEAT_SECONDS * 1000;

const MAX_WAIT_MILLIS = 30_000;

/** A failure that the server explained. */
class Refusal extends Error {
  /**
   * @param {string} message
   * @param {number} waitMillis how long the server asks to be left alone, 0 if it does not say
   */
  constructor(message, waitMillis) {
    super(message);
    this.waitMillis = waitMillis;
  }
}

/**
 * Follows one stream for as long as it is wanted: `fetch`, not `EventSource`, because it sees statuses and problems,
 * sends `Last-Event-ID` with the first request too, and can be ended. Each reconnection goes on behind the last
 * position received, after a wait with jitter that grows while the server stays away.
 *
 * @typedef {{kind: 'connecting' | 'live' | 'ended'}
 *     | {kind: 'waiting', why: string, millis: number}} FollowState
 */
export class Follower {
  #url;
  #onEvent;
  #onState;
  #lastEventId = '';
  #retryMillis = 2_000;
  #failures = 0;
  /** @type {AbortController | null} */
  #running = null;

  /**
   * @param {URL} url
   * @param {(event: import('./sse.js').StreamEvent) => void} onEvent
   * @param {(state: FollowState) => void} onState
   */
  constructor(url, onEvent, onState) {
    this.#url = new URL(url);
    this.#url.searchParams.set('heartbeat', String(HEARTBEAT_SECONDS));
    this.#onEvent = onEvent;
    this.#onState = onState;
  }

  /** Begins, or goes on where it was stopped. */
  start() {
    if (this.#running === null) {
      this.#running = new AbortController();
      this.#failures = 0;
      void this.#run(this.#running.signal);
    }
  }

  /** Gives the connection back; the position is kept. */
  stop() {
    this.#running?.abort();
    this.#running = null;
  }

  /** @param {AbortSignal} stopped */
  async #run(stopped) {
    while (!stopped.aborted) {
      this.#onState({ kind: 'connecting' });
      let why = 'The connection ended';
      let atLeastMillis = 0;
      try {
        if (await this.#connect(stopped)) {
          this.#onState({ kind: 'ended' });
          return;
        }
      } catch (error) {
        why = error instanceof Refusal ? error.message : 'No connection';
        atLeastMillis = error instanceof Refusal ? error.waitMillis : 0;
      }
      if (!stopped.aborted) {
        const millis = Math.max(atLeastMillis, this.#nextWaitMillis());
        this.#onState({ kind: 'waiting', why, millis });
        await pause(millis, stopped);
      }
    }
  }

  /**
   * Reads one connection to its end.
   *
   * @param {AbortSignal} stopped
   * @returns {Promise<boolean>} whether the server says that nothing more will ever come
   */
  async #connect(stopped) {
    const connection = new AbortController();
    const end = () => connection.abort();
    stopped.addEventListener('abort', end);
    let silence = setTimeout(end, SILENCE_MILLIS);
    try {
      const response = await fetch(this.#url, {
        headers: this.#headers(),
        cache: 'no-store',
        signal: connection.signal,
      });
      if (response.status === 204) {
        return true;
      }
      if (!isEventStream(response) || response.body === null) {
        throw await refusal(response);
      }
      this.#onState({ kind: 'live' });
      const liveSince = performance.now();
      const parser = new SseParser(this.#onEvent, this.#lastEventId);
      const decoder = new TextDecoder();
      const reader = response.body.getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done || stopped.aborted) {
          return false;
        }
        clearTimeout(silence);
        silence = setTimeout(end, SILENCE_MILLIS);
        parser.push(decoder.decode(value, { stream: true }));
        this.#advance(parser, performance.now() - liveSince);
      }
    } finally {
      clearTimeout(silence);
      stopped.removeEventListener('abort', end);
      connection.abort();
    }
  }

  /**
   * @param {SseParser} parser
   * @param {number} liveMillis how long the connection has held
   */
  #advance(parser, liveMillis) {
    // A server that accepts and closes at once is to be asked less and less often: that is no success.
    if (parser.lastEventId !== this.#lastEventId || liveMillis > MAX_WAIT_MILLIS) {
      this.#failures = 0;
    }
    this.#lastEventId = parser.lastEventId;
    this.#retryMillis = parser.retryMillis ?? this.#retryMillis;
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
    const longest = Math.min(MAX_WAIT_MILLIS, this.#retryMillis * 2 ** this.#failures);
    this.#failures++;
    return longest * (0.5 + Math.random() / 2);
  }
}

/** @param {Response} response */
function isEventStream(response) {
  return response.ok && (response.headers.get('Content-Type') ?? '').startsWith('text/event-stream');
}

/**
 * @param {Response} response
 * @returns {Promise<Refusal>} what the server said, in a sentence
 */
async function refusal(response) {
  const waitMillis = Number(response.headers.get('Retry-After') ?? 0) * 1000 || 0;
  let why = '';
  if ((response.headers.get('Content-Type') ?? '').startsWith('application/problem+json')) {
    const problem = await response.json();
    why = problem.detail ?? problem.title ?? '';
  }
  return new Refusal(`HTTP ${response.status}${why === '' ? '' : `: ${why}`}`, waitMillis);
}

/**
 * @param {number} millis
 * @param {AbortSignal} stopped ends the pause early
 */
function pause(millis, stopped) {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      stopped.removeEventListener('abort', end);
      resolve(undefined);
    };
    const timer = setTimeout(end, millis);
    stopped.addEventListener('abort', end);
  });
}
