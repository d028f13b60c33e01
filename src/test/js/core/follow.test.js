import { equal, ok, test } from '../harness.js';
import { Follower } from '../../../main/webapp/static/core/follow.js';

const STREAM = { 'Content-Type': 'text/event-stream;charset=utf-8' };
const PROBLEM = { 'Content-Type': 'application/problem+json' };

/** Ends the connection that was asked for last. @type {AbortSignal} */
let aborted;

/**
 * Follows with a `fetch` that gives these answers, one for each connection, and the last one again and again.
 *
 * @param {(() => Response | Promise<Response>)[]} answers
 * @param {import('../../../main/webapp/static/core/follow.js').Opening} [opening]
 */
function follow(answers, opening) {
  const native = globalThis.fetch;
  /** @type {any[]} */
  const states = [];
  /** @type {import('../../../main/webapp/static/core/sse.js').StreamEvent[]} */
  const events = [];
  /** @type {(string | undefined)[]} */
  const ids = [];
  /** @type {{fits: () => boolean, resolve: () => void}[]} */
  let waiting = [];
  const look = () => {
    waiting = waiting.filter(({ fits, resolve }) => !fits() || resolve());
  };
  globalThis.fetch = async (_url, init) => {
    aborted = /** @type {AbortSignal} */ (init?.signal);
    ids.push(/** @type {Record<string, string>} */ (init?.headers)['Last-Event-ID']);
    return (answers.length > 1 ? /** @type {any} */ (answers.shift()) : answers[0])();
  };
  const follower = new Follower({
    url: new URL('http://localhost/api/v1/stream'),
    opening,
    onEvents: (more) => {
      events.push(...more);
      look();
    },
    onState: (state) => {
      states.push(state);
      look();
    },
  });
  follower.start();
  return {
    follower,
    states,
    events,
    ids,
    until: (/** @type {() => boolean} */ fits) =>
      new Promise((resolve) => {
        waiting.push({ fits, resolve: () => resolve(undefined) });
        look();
      }),
    end() {
      follower.stop();
      globalThis.fetch = native;
    },
  };
}

/** @param {string} text @returns {Response} that ends behind it */
function stream(text) {
  return new Response(text, { headers: STREAM });
}

/** @param {string} text @returns {Response} that stays open */
function openStream(text) {
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(text));
      aborted.addEventListener('abort', () => controller.error(aborted.reason));
    },
  });
  return new Response(body, { headers: STREAM });
}

/** @param {number} status @param {object} problem @param {Record<string, string>} [headers] */
function refuse(status, problem, headers = {}) {
  return new Response(JSON.stringify({ status, ...problem }), { status, headers: { ...PROBLEM, ...headers } });
}

const LINE = (/** @type {string} */ id) => `event: log_update\ndata: {"line":"${id}"}\nid: ${id}\n\n`;
const kinds = (/** @type {any[]} */ states) => states.map(({ kind }) => kind);

test('it connects, is behind while the past comes, and then live', async () => {
  const run = follow([() => openStream(`event: hello\ndata: {"heartbeatSeconds":15}\n\n${LINE('a')}event: backfill-end\ndata: {}\n\n`)]);
  await run.until(() => run.states.at(-1).kind === 'live');
  run.end();
  equal(kinds(run.states), ['connecting', 'behind', 'live', 'asleep']);
  equal(
    run.events.map(({ type }) => type),
    ['hello', 'log_update', 'backfill-end'],
  );
});

test('a character is whole, wherever its bytes are cut', async () => {
  const bytes = new TextEncoder().encode(`data: {"line":"aä語😀"}\nid: ä\n\n`);
  const body = new ReadableStream({
    start(controller) {
      bytes.forEach((_, index) => controller.enqueue(bytes.slice(index, index + 1)));
    },
  });
  const run = follow([() => new Response(body, { headers: STREAM })]);
  await run.until(() => run.events.length === 1);
  run.end();
  equal([run.events[0].data, run.events[0].lastEventId], ['{"line":"aä語😀"}', 'ä']);
});

test('after a loss it goes on behind the last line', async () => {
  const run = follow([() => stream(`retry: 1\n\n${LINE('a')}${LINE('b')}`), () => openStream(LINE('c'))]);
  await run.until(() => run.events.length === 3);
  run.end();
  equal(run.ids, [undefined, 'b']);
  equal(run.follower.reconnects, 1);
  ok(kinds(run.states).includes('waiting'));
});

test('a stop keeps the place for the next start', async () => {
  const run = follow([() => openStream(LINE('a'))]);
  await run.until(() => run.events.length === 1);
  run.follower.stop();
  equal(run.follower.state.kind, 'asleep');
  run.follower.start();
  await run.until(() => run.ids.length === 2);
  run.end();
  equal(run.ids, [undefined, 'a']);
});

test('a source that is not there is refused, with what the server says', async () => {
  const run = follow([() => refuse(404, { detail: 'There is no source x.' })]);
  await run.until(() => run.states.at(-1).kind === 'refused');
  const { status, detail, retryAt } = run.states.at(-1);
  run.end();
  equal([status, detail], [404, 'There is no source x.']);
  ok(retryAt > Date.now(), 'it is asked for again');
});

test('the 404 of a container is a deployment, and waited for', async () => {
  const run = follow([() => new Response('<h1>404</h1>', { status: 404, headers: { 'Content-Type': 'text/html' } })]);
  await run.until(() => run.states.at(-1).kind === 'waiting');
  const { status } = run.states.at(-1);
  run.end();
  equal(status, 404);
});

test('a question that is wrong is not asked again by itself', async () => {
  const run = follow([() => refuse(400, { detail: 'no' })]);
  await run.until(() => run.states.at(-1).kind === 'refused');
  equal(run.states.at(-1).retryAt, null);
  run.follower.retryNow();
  await run.until(() => run.ids.length === 2);
  run.end();
});

test('a full server is told, and left alone for as long as it asks', async () => {
  const run = follow([() => refuse(503, { detail: 'All places are taken', limit: 'x', max: 1 }, { 'Retry-After': '40' })]);
  await run.until(() => run.states.at(-1).kind === 'capacity');
  const { retryAt } = run.states.at(-1);
  run.end();
  ok(retryAt - Date.now() > 39_000);
});

test('a proxy without its server is waited for, and can be asked at once', async () => {
  const run = follow([() => new Response('bad', { status: 502 }), () => openStream(LINE('a'))]);
  await run.until(() => run.states.at(-1).kind === 'waiting');
  equal(run.states.at(-1).status, 502);
  run.follower.retryNow();
  await run.until(() => run.events.length === 1);
  run.end();
});

test('a server that stops says so', async () => {
  const run = follow([() => stream('event: bye\ndata: {"reason":"shutdown","cursor":""}\n\n')]);
  await run.until(() => run.states.at(-1).kind === 'waiting');
  const { why } = run.states.at(-1);
  run.end();
  equal(why, 'shutdown');
});

test('a fault in the stream is told as if it had been the answer', async () => {
  const run = follow([() => stream('event: problem\ndata: {"status":503,"detail":"full","limit":"x"}\n\n')]);
  await run.until(() => run.states.at(-1).kind === 'capacity');
  const { detail } = run.states.at(-1);
  run.end();
  equal(detail, 'full');
});

test('nothing more will come: it ends', async () => {
  const run = follow([() => new Response(null, { status: 204 })]);
  await run.until(() => run.states.at(-1).kind === 'ended');
  run.end();
  equal(run.ids.length, 1);
});

test('without a network it waits', async () => {
  const run = follow([() => Promise.reject(new TypeError('Failed to fetch'))]);
  await run.until(() => run.states.at(-1).kind === 'waiting');
  const { why, status } = run.states.at(-1);
  run.end();
  equal([why, status], ['network', 0]);
});

test('a connection is taken anew without losing the place', async () => {
  const run = follow([() => openStream(`retry: 1\n\n${LINE('a')}`), () => openStream(LINE('b'))]);
  await run.until(() => run.events.length === 1);
  run.follower.renew();
  await run.until(() => run.events.length === 2);
  run.end();
  equal(run.ids, [undefined, 'a']);
});

test('what the head of the page has asked for is the first connection, and not asked for again', async () => {
  const connection = new AbortController();
  aborted = connection.signal;
  const opening = { url: 'http://localhost/api/v1/stream', connection, answer: Promise.resolve(openStream(LINE('a'))) };
  const run = follow([() => openStream(LINE('b'))], opening);
  await run.until(() => run.events.length === 1);
  equal([run.events[0].data, run.ids, run.follower.reconnects], ['{"line":"a"}', [], 0]);
  run.follower.renew();
  await run.until(() => run.states.at(-1).kind === 'waiting');
  run.follower.retryNow();
  await run.until(() => run.events.length === 2);
  run.end();
  equal([connection.signal.aborted, run.ids, run.follower.reconnects], [true, ['a'], 1]);
});

test('what the head of the page has asked for is told like any other refusal', async () => {
  const answer = Promise.resolve(refuse(401, { detail: 'Sign in.' }));
  const run = follow([], { url: 'http://localhost/api/v1/stream', connection: new AbortController(), answer });
  await run.until(() => run.states.at(-1).kind === 'refused');
  run.end();
  equal([run.states.at(-2).status, run.states.at(-2).detail], [401, 'Sign in.']);
});

test('a connection of another address is given back', async () => {
  const connection = new AbortController();
  const opening = { url: 'http://localhost/api/v1/stream?source=a', connection, answer: Promise.resolve(stream('')) };
  const run = follow([() => openStream(LINE('b'))], opening);
  await run.until(() => run.events.length === 1);
  run.end();
  equal([connection.signal.aborted, run.events[0].data], [true, '{"line":"b"}']);
});

for (const status of [401, 403, 407, 410, 451]) {
  test(`HTTP ${status} of a proxy is a refusal, and not asked again in a moment`, async () => {
    const run = follow([() => new Response('<h1>no</h1>', { status, headers: { 'Content-Type': 'text/html' } })]);
    await run.until(() => run.states.at(-1).kind === 'refused');
    ok(run.states.at(-1).retryAt > Date.now() + 20_000);
    run.end();
  });
}

for (const status of [408, 425]) {
  test(`HTTP ${status} passes by itself`, async () => {
    const run = follow([() => new Response('', { status })]);
    await run.until(() => run.states.at(-1).kind === 'waiting');
    run.end();
  });
}

test('a page in the place of the stream is told as what it is, and no failure of a proxy', async () => {
  const run = follow([() => new Response('<h1>Sign in</h1>', { headers: { 'Content-Type': 'text/html' } })]);
  await run.until(() => run.states.at(-1).kind === 'waiting');
  const { why, status } = run.states.at(-1);
  run.end();
  equal([why, status], ['noStream', 0]);
});

/**
 * Time that passes only when a test says so. What is promised meanwhile has its turn.
 *
 * @returns {{pass(millis: number): Promise<void>, end(): void}}
 */
function fakeTime() {
  const native = { setTimeout, clearTimeout, setInterval, clearInterval };
  const nativeNow = Date.now;
  let now = nativeNow();
  let count = 0;
  /** @type {Map<number, {at: number, every: number, run: () => void}>} */
  const timers = new Map();
  const set = (/** @type {() => void} */ run, /** @type {number} */ millis, every = 0) => {
    timers.set(++count, { at: now + millis, every, run });
    return count;
  };
  const clear = (/** @type {number} */ timer) => timers.delete(timer);
  Object.assign(globalThis, {
    setTimeout: (/** @type {() => void} */ run, millis = 0) => set(run, millis),
    setInterval: (/** @type {() => void} */ run, /** @type {number} */ millis) => set(run, millis, millis),
    clearTimeout: clear,
    clearInterval: clear,
  });
  Date.now = () => now;
  const turn = () => new Promise((resolve) => native.setTimeout.call(globalThis, resolve));
  return {
    async pass(millis) {
      const end = now + millis;
      for (;;) {
        await turn();
        const [id, next] = [...timers].sort(([, a], [, b]) => a.at - b.at)[0] ?? [0, { at: Infinity, every: 0, run() {} }];
        if (next.at > end) {
          now = end;
          await turn();
          return;
        }
        now = next.at;
        next.every > 0 ? (next.at += next.every) : timers.delete(id);
        next.run();
      }
    },
    end() {
      Object.assign(globalThis, native);
      Date.now = nativeNow;
    },
  };
}

const LONG = 600_000;

test('however long nobody answers, it asks again within eight seconds, and not all at the same time', async () => {
  const time = fakeTime();
  const run = follow([() => Promise.reject(new TypeError('Failed to fetch'))]);
  try {
    await time.pass(LONG);
    const tries = run.states.filter(({ kind }) => kind === 'waiting').map(({ retryAt }) => retryAt);
    const late = tries.slice(4).map((at, index) => at - tries[index + 3]);
    ok(late.length > 70, `${late.length} tries in ten minutes`);
    ok(Math.max(...late) <= 8_000, `the longest wait is ${Math.max(...late)}`);
    ok(Math.min(...late) >= 3_999, `the shortest wait is ${Math.min(...late)}`);
    ok(new Set(late).size > late.length / 2, 'by chance');
  } finally {
    run.end();
    time.end();
  }
});

test('a server that asks for a longer wait with its streams is left alone for as long', async () => {
  const time = fakeTime();
  const run = follow([() => stream('retry: 60000\n\n')]);
  try {
    await time.pass(LONG);
    ok(run.ids.length <= 20, `asked ${run.ids.length} times in ten minutes`);
  } finally {
    run.end();
    time.end();
  }
});

test('once the server was heard to answer, it asks within a second', async () => {
  const time = fakeTime();
  const run = follow([() => Promise.reject(new TypeError('Failed to fetch'))]);
  try {
    await time.pass(LONG);
    const asked = run.ids.length;
    run.follower.hurry();
    await time.pass(1_000);
    equal(run.ids.length, asked + 1);
  } finally {
    run.end();
    time.end();
  }
});

test('what the server asked to wait is waited, also once it was heard to answer', async () => {
  const time = fakeTime();
  const run = follow([() => refuse(503, { detail: 'full', limit: 'x' }, { 'Retry-After': '40' })]);
  try {
    await time.pass(1_000);
    run.follower.hurry();
    await time.pass(38_000);
    equal(run.ids.length, 1);
    await time.pass(2_000);
    equal(run.ids.length, 2);
  } finally {
    run.end();
    time.end();
  }
});
