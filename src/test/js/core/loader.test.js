import { equal, ok, rejects, test } from '../harness.js';
import { History } from '../../../main/webapp/static/core/history.js';
import { Lines } from '../../../main/webapp/static/core/lines.js';
import { Loader } from '../../../main/webapp/static/core/loader.js';
import { Passage } from '../../../main/webapp/static/core/passage.js';

/**
 * A log of numbered lines at a server, whose ids are the numbers of the places behind them, as `fetch` shows it.
 *
 * @param {number} count
 * @param {number} longestPage
 */
async function serve(count, longestPage, /** @type {(parts: any) => Promise<void>} */ body) {
  const native = globalThis.fetch;
  let requests = 0;
  globalThis.fetch = async (address) => {
    requests++;
    const params = new URL(/** @type {URL} */ (address)).searchParams;
    const after = Number((params.get('after') ?? '0').replace('earliest', '0'));
    const before = Number(params.get('before') ?? count);
    const size = Math.min(Number(params.get('limit')), longestPage, Math.max(0, before - after));
    const backward = params.get('direction') === 'backward';
    const first = backward ? before - size : after;
    const numbers = Array.from({ length: size }, (_, index) => first + index);
    const records = numbers.map((number) => JSON.stringify({ id: String(number + 1), source: 'a', line: `line ${number}` }));
    const more = size < before - after;
    return new Response((backward ? records.reverse() : records).map((each) => `${each}\n`).join(''), {
      headers: {
        'LogStreamer-First-Event-ID': String(first),
        'LogStreamer-Last-Event-ID': String(first + size),
        ...(more ? { Link: '<x>; rel="next"' } : {}),
      },
    });
  };
  const lines = new Lines(10_000);
  const history = new History((path, params) => {
    const url = new URL(path, 'http://localhost/');
    Object.entries(params).forEach(([name, value]) => url.searchParams.set(name, String(value)));
    return url;
  });
  try {
    await body({ lines, history, loader: new Loader(lines, history), requests: () => requests });
  } finally {
    globalThis.fetch = native;
  }
}

/** @param {Lines} lines */
function texts(lines) {
  const found = [];
  for (let seq = lines.first; seq < lines.end; seq = lines.after(seq)) {
    found.push(Number(lines.text(seq).slice(5)));
  }
  return found;
}

const numbers = (/** @type {number} */ from, /** @type {number} */ end) =>
  Array.from({ length: end - from }, (_, index) => from + index);

test('older lines are loaded page by page, up to the beginning', () =>
  serve(2_500, 1_000, async ({ lines, loader }) => {
    lines.begin('2500');
    await loader.older(lines.live);
    equal(texts(lines), numbers(1_500, 2_500));
    await loader.older(lines.live);
    ok(!lines.live.atBeginning);
    await loader.older(lines.live);
    equal(texts(lines), numbers(0, 2_500));
    ok(lines.live.atBeginning);
  }));

test('a linked line is loaded with those before it, and joined with what is live, each line once', () =>
  serve(3_000, 400, async ({ lines, loader }) => {
    lines.begin('3000');
    equal(lines.text(await loader.around('1000')), 'line 999');
    for (let page = 0; page < 20 && !lines.past.joined; page++) {
      await (page % 2 === 0 ? loader.newer() : loader.older(lines.live));
    }
    equal(texts(lines), numbers(800, 3_000));
    await loader.older(lines.past);
    equal(texts(lines), numbers(400, 3_000));
  }));

test('while a link is looked for, the live region does not grow over it', () =>
  serve(3_000, 1_000, async ({ lines, loader }) => {
    lines.begin('3000');
    const opening = loader.around('2900');
    await loader.older(lines.live);
    await opening;
    equal(lines.live.first, 0);
    while (!lines.past.joined) {
      await loader.newer();
    }
    equal(texts(lines), numbers(2_700, 3_000));
  }));

test('the oldest lines are reached at once, and what lies between follows', () =>
  serve(5_000, 1_000, async ({ lines, loader }) => {
    lines.begin('5000');
    await loader.older(lines.live);
    await loader.oldest();
    equal(texts(lines), [...numbers(0, 1_000), ...numbers(4_000, 5_000)]);
    ok(lines.past.atBeginning && !lines.past.joined);
    while (!lines.past.joined) {
      await loader.newer();
    }
    equal(texts(lines), numbers(0, 5_000));
  }));

test('the oldest lines take the place of a link', () =>
  serve(5_000, 300, async ({ lines, loader }) => {
    lines.begin('5000');
    await loader.around('2000');
    await loader.oldest();
    equal(texts(lines), numbers(0, 300));
    equal(lines.held, 300);
  }));

test('one page at a time is asked for', () =>
  serve(3_000, 1_000, async ({ lines, loader, requests }) => {
    lines.begin('3000');
    await Promise.all([loader.older(lines.live), loader.older(lines.live), loader.older(lines.live)]);
    equal([requests(), lines.count], [1, 1_000]);
  }));

test('a dropped chunk is loaded whole, also from short pages', () =>
  serve(300_000, 300, async ({ lines, loader }) => {
    lines.begin('0');
    lines.reader = 300_000;
    for (const number of numbers(0, 200_000)) {
      lines.append({ id: String(number + 1), line: `line ${number}`, source: 'a', millis: NaN, level: 0, flags: 0, bytes: 0 });
    }
    ok(!lines.has(5_000));
    lines.reader = 5_000;
    await loader.need(5_000);
    equal([lines.text(4_096), lines.text(5_000), lines.text(5_119)], ['line 4096', 'line 5000', 'line 5119']);
  }));

test('a link to nothing is told', () =>
  serve(0, 10, async ({ lines, loader }) => {
    equal([await loader.around('0'), lines.past], [null, null]);
  }));

test('a failure is told, and tried again on demand', async () => {
  const native = globalThis.fetch;
  globalThis.fetch = async () => new Response('', { status: 502 });
  const lines = new Lines(100);
  lines.begin('5');
  const loader = new Loader(lines, new History(() => new URL('http://localhost/')));
  await loader.older(lines.live);
  globalThis.fetch = native;
  equal(/** @type {Error} */ (loader.failure).message, 'HTTP 502');
  loader.tryAgain();
  equal(loader.failure, null);
});

/** Lines of the stream, with a gap in between. @param {Lines} lines @param {number} from @param {number} to */
function withGap(lines, from, to) {
  const append = (/** @type {number} */ number) =>
    lines.append({ id: String(number + 1), line: `line ${number}`, source: 'a', millis: NaN, level: 0, flags: 0, bytes: 0 });
  lines.begin('0');
  numbers(0, from).forEach(append);
  const note = { kind: 'gap', gap: { source: 'a', from: String(from), to: String(to), reason: 'rotated-away', bytes: 7 }, state: 'told' };
  lines.addNote(note);
  numbers(to, to + 5).forEach(append);
  return note;
}

test('what is left of a gap are lines in its place', () =>
  serve(100, 1_000, async ({ lines, loader }) => {
    equal(await loader.fill(withGap(lines, 10, 13)), 3);
    equal(texts(lines), numbers(0, 18));
    equal(lines.noted, 0);
  }));

test('what is more than the server gives at once is a gap still, and can be loaded as well', () =>
  serve(100, 4, async ({ lines, loader }) => {
    equal(await loader.fill(withGap(lines, 10, 20)), 4);
    equal(texts(lines), [...numbers(0, 14), ...numbers(20, 25)]);
    const [rest] = lines.notes(10);
    equal(rest, { kind: 'gap', gap: { source: 'a', from: '14', to: '20', reason: 'rotated-away' }, state: 'told' });
    equal([await loader.fill(rest), await loader.fill(lines.notes(10)[0])], [4, 2]);
    equal([texts(lines), lines.noted], [numbers(0, 25), 0]);
  }));

/** The gap has left memory with the lines around it, and the server has what was in it. @param {Lines} lines */
function withGapFarBack(lines) {
  withGap(lines, 1_000, 1_300);
  lines.reader = 300_000;
  for (const number of numbers(1_305, 200_000)) {
    lines.append({ id: String(number + 1), line: `line ${number}`, source: 'a', millis: NaN, level: 0, flags: 0, bytes: 0 });
  }
  ok(!lines.has(1_000));
  lines.reader = 0;
}

test('lines around a gap that the server has by now are loaded again without it, and none is cut', () =>
  serve(200_000, 1_000, async ({ lines, loader }) => {
    withGapFarBack(lines);
    await loader.need(999);
    await loader.need(1_024);
    const now = numbers(990, 1_030).map((seq) => lines.text(seq));
    equal(now, [...numbers(990, 1_000), ...numbers(1_300, 1_330)].map((number) => `line ${number}`));
    equal(lines.notes(1_000).length, 1);
  }));

test('lines around a gap that the server has by now are selected without it, and none is cut', () =>
  serve(200_000, 1_000, async ({ lines, history }) => {
    withGapFarBack(lines);
    const found = [];
    for await (const piece of new Passage({ lines, history }, { from: 900, end: 1_100 }).pieces()) {
      found.push(...piece.lines.map((each) => Number(each.line.slice(5))));
      ok(piece.isWhole);
    }
    equal(found, [...numbers(900, 1_000), ...numbers(1_300, 1_400)]);
  }));

test('what was asked for before a gap was filled is not put among other numbers', () =>
  serve(3_000, 1_000, async ({ lines, loader }) => {
    const note = withGap(lines, 1_500, 1_503);
    lines.live.firstPlace = '0';
    lines.live.atBeginning = false;
    const older = loader.older(lines.live);
    await Promise.all([loader.fill(note), older]);
    equal(texts(lines).slice(-1_508), numbers(0, 1_508));
  }));

test('lines before a gap whose beginning is not known are none of it', async () => {
  const native = globalThis.fetch;
  globalThis.fetch = async () => new Response('{"event":"gap","reason":"unknown-id"}\n{"source":"a","line":"oldest"}\n');
  const lines = new Lines(10);
  const note = withGap(lines, 1, 2);
  const loaded = await new Loader(lines, new History(() => new URL('http://localhost/'))).fill(note);
  globalThis.fetch = native;
  equal([loaded, note.state, texts(lines), lines.notes(1)], [0, 'nothing', numbers(0, 1).concat(numbers(2, 7)), [note]]);
});

test('a gap that could not be asked for can be asked for again', async () => {
  const native = globalThis.fetch;
  globalThis.fetch = async () => new Response('', { status: 502 });
  const lines = new Lines(10);
  const note = withGap(lines, 1, 2);
  await rejects(() => new Loader(lines, new History(() => new URL('http://localhost/'))).fill(note), 'HTTP 502');
  globalThis.fetch = native;
  equal(note.state, 'told');
});
