import { equal, ok, rejects, test } from '../harness.js';
import { Lines } from '../../../main/webapp/static/core/lines.js';
import { Passage } from '../../../main/webapp/static/core/passage.js';
import { Refusal } from '../../../main/webapp/static/core/refusal.js';

const LOG_LINES = 60_000;

/** @param {number} number whose id is the place behind the line */
const line = (number) => ({ id: String(number + 1), line: `${number}`, source: 'a', millis: number, level: 0, flags: 0, bytes: 0 });

const numbers = (/** @type {number} */ from, /** @type {number} */ end) =>
  Array.from({ length: end - from }, (_, index) => from + index);

/** A log of numbered lines at a server, which gives so many at once, and whose lines before `oldest` are gone. */
function server({ longestPage = 10_000, oldest = 0 } = {}) {
  let asked = 0;
  const page = async (/** @type {{after: string, before: string, limit: number}} */ { after, before, limit }) => {
    asked++;
    const first = Math.max(Number(after), oldest);
    const end = Math.min(Number(before), first + Math.min(limit, longestPage));
    return {
      lines: numbers(first, Math.max(first, end)).map(line),
      gaps: first > Number(after) ? [{ before: 0, gap: {} }] : [],
      firstPlace: String(first),
      lastPlace: String(end),
      more: end < Number(before),
    };
  };
  const range = async (/** @type {{after: string, before: string, count: number}} */ { after, before, count }) =>
    page({ after, before, limit: count });
  return { history: /** @type {any} */ ({ page, range }), asked: () => asked };
}

/** The page knows the oldest lines and the newest ones. */
function twoRegions() {
  const lines = new Lines(10_000);
  lines.begin(String(LOG_LINES - 2_000));
  numbers(LOG_LINES - 2_000, LOG_LINES).forEach((number) => lines.append(line(number)));
  lines.openPast('0');
  lines.extend(lines.past, numbers(0, 1_500).map(line), '1500');
  return lines;
}

/** @param {Passage} passage */
async function read(passage) {
  const found = [];
  let isWhole = true;
  for await (const piece of passage.pieces()) {
    found.push(...piece.lines.map((each) => Number(each.line)));
    isWhole &&= piece.isWhole;
  }
  return { found, isWhole };
}

test('what lies between two regions is read from the server, and does not come into memory', async () => {
  const lines = twoRegions();
  const { history, asked } = server();
  const { held, count } = lines;
  const { found, isWhole } = await read(new Passage({ lines, history }, { from: lines.past.first + 10, end: 1_990 }));
  equal(found, numbers(10, LOG_LINES - 10));
  ok(isWhole);
  equal([asked(), lines.held, lines.count], [6, held, count]);
});

test('short pages and an end inside of a region make no difference', async () => {
  const lines = twoRegions();
  const { history, asked } = server({ longestPage: 7_777 });
  equal((await read(new Passage({ lines, history }, { from: lines.past.end - 1, end: 1 }))).found, numbers(1_499, LOG_LINES - 1_999));
  const before = asked();
  equal((await read(new Passage({ lines, history }, { from: lines.past.first, end: lines.past.end }))).found, numbers(0, 1_500));
  equal((await read(new Passage({ lines, history }, { from: 5, end: 9 }))).found, numbers(LOG_LINES - 1_995, LOG_LINES - 1_991));
  equal(asked(), before, 'what is in memory is read there');
});

test('regions that have met are read without the server', async () => {
  const lines = twoRegions();
  lines.join();
  const { history, asked } = server();
  const { found } = await read(new Passage({ lines, history }, { from: lines.past.first, end: 2_000 }));
  equal([found.length, asked()], [3_500, 0]);
});

test('lines that leave memory while others are read are read from the server', async () => {
  const lines = new Lines(60_000);
  lines.begin('0');
  numbers(0, 5_000).forEach((number) => lines.append(line(number)));
  const { history } = server();
  const pieces = new Passage({ lines, history }, { from: 0, end: 5_000 }).pieces();
  const first = await pieces.next();
  lines.reader = 200_000;
  numbers(5_000, 200_000).forEach((number) => lines.append(line(number)));
  ok(!lines.has(2_000));
  const found = first.value.lines.map((each) => Number(each.line));
  for await (const piece of pieces) {
    found.push(...piece.lines.map((each) => Number(each.line)));
  }
  equal(found, numbers(0, 5_000));
});

test('another region in place of the one that is read does not matter', async () => {
  const lines = twoRegions();
  const { history } = server();
  const passage = new Passage({ lines, history }, { from: lines.past.first, end: 100 });
  lines.openPast('30000');
  lines.extend(lines.past, numbers(30_000, 31_500).map(line), '31500');
  equal((await read(passage)).found, numbers(0, LOG_LINES - 1_900));
});

test('lines that are gone are told', async () => {
  const lines = twoRegions();
  const { history } = server({ oldest: 20_000 });
  const { found, isWhole } = await read(new Passage({ lines, history }, { from: lines.past.first, end: 2_000 }));
  equal(found, [...numbers(0, 1_500), ...numbers(20_000, LOG_LINES)]);
  ok(!isWhole);
});

test('of lines that are picked, those alone are read', async () => {
  const lines = twoRegions();
  const { history, asked } = server();
  const isWanted = (/** @type {number} */ seq) => seq % 500 === 0;
  const { found } = await read(new Passage({ lines, history }, { from: 0, end: 2_000, isWanted }));
  equal([found, asked()], [[58_000, 58_500, 59_000, 59_500], 0]);
});

test('a refusal ends the reading', async () => {
  const lines = twoRegions();
  const page = async () => {
    throw new Error('HTTP 502');
  };
  const passage = new Passage({ lines, history: { page, range: page } }, { from: lines.past.first, end: 100 });
  await rejects(() => read(passage), 'HTTP 502');
});

/** A server that has no time for so many requests. @param {() => Refusal} refusal @param {number} refusals */
function busy(refusal, refusals) {
  const { history } = server();
  const { page } = history;
  const refusing = async (/** @type {any} */ range) => {
    if (refusals > 0) {
      refusals--;
      throw refusal();
    }
    return page(range);
  };
  return /** @type {any} */ ({ page: refusing, range: (/** @type {any} */ { count, ...range }) => refusing({ ...range, limit: count }) });
}

/** @param {Passage} passage */
async function waits(passage) {
  /** @type {number[]} */
  const waited = [];
  for await (const { lines, waitMillis } of passage.pieces()) {
    if (waitMillis !== undefined) {
      equal(lines, []);
      waited.push(waitMillis);
    }
  }
  return waited;
}

test('a server that says when it has time again is waited for, and nothing is left out', async () => {
  for (const status of [429, 503]) {
    const lines = twoRegions();
    const history = busy(() => new Refusal({ status, waitMillis: 3_000 }), 2);
    const range = { from: lines.past.first, end: 100 };
    const passage = new Passage({ lines, history }, range);
    lines.openPast('0');
    equal(await waits(passage), [3_000, 3_000]);
    equal((await read(new Passage({ lines: twoRegions(), history: busy(() => new Refusal({ status, waitMillis: 1 }), 3) }, range))).found, numbers(0, LOG_LINES - 1_900));
  }
});

test('a server that never has time is not waited for without an end', async () => {
  const lines = twoRegions();
  const history = busy(() => new Refusal({ status: 503, detail: 'no time', waitMillis: 50_000 }), 100);
  await rejects(() => waits(new Passage({ lines, history }, { from: lines.past.first, end: 100 })), 'no time');
});

test('a refusal that does not say when to come again ends the reading', async () => {
  const lines = twoRegions();
  for (const refusal of [{ status: 503 }, { status: 401, waitMillis: 1_000 }]) {
    const history = busy(() => new Refusal(refusal), 1);
    await rejects(() => waits(new Passage({ lines, history }, { from: lines.past.first, end: 100 })), `HTTP ${refusal.status}`);
  }
});
