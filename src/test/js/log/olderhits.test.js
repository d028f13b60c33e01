import { equal, ok, test } from '../harness.js';
import { Find } from '../../../main/webapp/static/core/find.js';
import { turnOfOthers } from '../../../main/webapp/static/core/follow.js';
import { Lines } from '../../../main/webapp/static/core/lines.js';
import { OlderHits } from '../../../main/webapp/static/log/olderhits.js';
import { Rows } from '../../../main/webapp/static/log/rows.js';

const PAGE = 1_000;

/** @param {string} text */
function line(text) {
  return { id: 'x', line: text, source: 'a', millis: NaN, level: 0, flags: 0, bytes: 0 };
}

/**
 * Ten lines in the page, and before them as many as there are.
 *
 * @param {{pages: number, older?: string, capacity?: number}} log
 */
async function log({ pages, older = 'b', capacity = 10_000_000 }) {
  const lines = new Lines(capacity);
  const find = new Find(lines, () => {});
  const rows = new Rows(lines, find);
  lines.onLoaded = (from, end) => find.added(from, end);
  lines.onDropped = (index) => find.dropped(index);
  lines.isShown = (index) => find.shows(index);
  lines.isHeld = (index) => hits.holds(index);
  find.keepsHits = true;
  const view = { top: Infinity, bottom: Infinity, following: true };
  lines.begin('p');
  for (let number = 0; number < 10; number++) {
    lines.append(line('b'));
  }
  let asked = 0;
  /** @type {any} */
  const loader = {
    failure: null,
    async older(/** @type {any} */ region) {
      asked++;
      if (asked > pages) {
        region.atBeginning = true;
        return;
      }
      lines.prepend(region, Array.from({ length: PAGE }, (_, index) => line(index === 0 ? older : 'b')), `p${asked}`);
    },
  };
  const hits = new OlderHits({ lines, rows, find, loader, view: () => view });
  /** @type {string[]} */
  const states = [];
  hits.onChange = () => states.push(hits.state);
  rows.only = true;
  find.search({ text: 'a', regex: false, matchCase: false });
  while (!find.done) {
    await turnOfOthers();
  }
  const settled = async () => {
    do {
      await turnOfOthers();
    } while (hits.state === 'searching');
  };
  /** The reader follows. @param {number} count @param {(seq: number) => string} text */
  const append = (count, text) => {
    for (let number = 0; number < count; number++) {
      const { end } = lines;
      lines.reader = end;
      lines.append(line(text(end)));
      find.added(end, end + 1);
    }
  };
  return { lines, find, rows, loader, hits, view, states, settled, append, asked: () => asked };
}

test('older lines are searched by themselves until there are enough hits', async () => {
  const { hits, find, states, settled, asked } = await log({ pages: 1_000, older: 'a' });
  hits.near();
  await settled();
  equal([find.count, asked(), states], [50, 50, ['searching', 'resting']]);
});

test('the beginning of the log ends the search', async () => {
  const { hits, lines, settled } = await log({ pages: 3 });
  hits.near();
  await settled();
  equal([hits.state, lines.held, lines.live.atBeginning], ['resting', 3 * PAGE + 10, true]);
});

test('after many lines without a hit the reader is asked', async () => {
  const { hits, settled, asked } = await log({ pages: 1_000 });
  hits.near();
  await settled();
  equal([hits.state, asked()], ['asking', 100]);
  hits.near();
  equal(hits.state, 'asking', 'nothing goes on by itself');
  hits.goOn();
  await settled();
  equal([hits.state, asked()], ['asking', 200]);
});

test('the search can be stopped, and another one begins by itself', async () => {
  const { hits, find, settled, asked } = await log({ pages: 1_000 });
  hits.near();
  hits.stop();
  await settled();
  equal([hits.state, asked()], ['asking', 1]);
  find.search({ text: 'aa', regex: false, matchCase: false });
  while (!find.done) {
    await turnOfOthers();
  }
  hits.near();
  equal(hits.state, 'searching');
  hits.stop();
});

test('where memory is full the search goes on, and what was found stays', async () => {
  const { hits, find, lines, settled, asked, append } = await log({ pages: 200, capacity: 60_000, older: 'a' });
  append(60_000, () => 'b');
  hits.near();
  await settled();
  equal([find.count, asked(), hits.state], [50, 50, 'resting']);
  ok(lines.held < 62_000, `${lines.held} lines are in memory`);
  ok(!lines.has(/** @type {number} */ (find.at(20))), 'all hits are in memory');
  equal([find.next(-Infinity), find.ordinal(0)], [-50_000, 50]);
});

test('lines without a hit make room before those that are shown', async () => {
  const { hits, find, lines, loader, settled, append } = await log({ pages: 60, capacity: 60_000 });
  const older = loader.older;
  let asked = 0;
  loader.older = async (/** @type {any} */ region) => {
    await older(region);
    asked++;
  };
  append(60_000, (seq) => (seq === 100 ? 'a' : 'b'));
  hits.near();
  await settled();
  equal([asked, find.count], [61, 1]);
  ok(lines.held < 62_000, `${lines.held} lines are in memory`);
  ok(lines.has(100), 'the hit is in memory');
});

test('lines that had left memory before are loaded by their places and searched, each once and the newest first', async () => {
  const { hits, find, lines, loader, settled, append } = await log({ pages: 0, capacity: 60_000 });
  const text = (/** @type {number} */ seq) => (seq % 5_000 === 7 ? 'a' : 'b');
  find.search({ text: '', regex: false, matchCase: false });
  append(200_000, text);
  find.search({ text: 'a', regex: false, matchCase: false });
  while (!find.done) {
    await turnOfOthers();
  }
  ok(find.count < 15, `${find.count} hits are in memory`);
  /** @type {number[]} */
  const needed = [];
  loader.need = async (/** @type {number} */ seq) => {
    const range = /** @type {{from: number, end: number}} */ (lines.missing(seq));
    needed.push(range.from);
    lines.restore(range, Array.from({ length: range.end - range.from }, (_, slot) => line(text(range.from + slot))));
  };
  hits.near();
  await settled();
  equal(hits.state, 'asking', 'after a hundred thousand lines');
  hits.goOn();
  await settled();
  equal([find.count, hits.state, lines.live.atBeginning], [41, 'resting', true]);
  equal(needed, [...new Set(needed)].sort((a, b) => b - a));
});

test('a failure ends the search until it is asked for again', async () => {
  const { hits, loader, settled, asked } = await log({ pages: 1_000 });
  loader.failure = 'no network';
  hits.near();
  await settled();
  equal([hits.state, asked()], ['resting', 0]);
});

test('where all lines are shown nothing is searched', async () => {
  const { hits, rows, asked } = await log({ pages: 1_000 });
  rows.only = false;
  hits.near();
  equal([hits.state, asked()], ['resting', 0]);
});

/**
 * With the region of a link, or of the oldest lines, and as many pages between it and the live one as there are.
 *
 * @param {number} pages each with a line that matches
 */
async function regions(pages) {
  const page = await log({ pages: 0 });
  const { lines, loader, hits } = page;
  lines.openPast('q');
  const past = /** @type {import('../../../main/webapp/static/core/regions.js').Region} */ (lines.past);
  lines.extend(past, [line('a'), line('b')], 'r');
  const lineTexts = Array.from({ length: PAGE }, (_, index) => line(index === 0 ? 'a' : 'b'));
  /** @type {string[]} */
  const loaded = [];
  let left = pages;
  const between = (/** @type {() => void} */ add, /** @type {string} */ name) => {
    loaded.push(name);
    if (left > 0) {
      left--;
      add();
    }
    if (left === 0) {
      lines.join();
    }
  };
  loader.older = async (/** @type {any} */ region) => {
    if (region === lines.live) {
      between(() => lines.prepend(lines.live, lineTexts, 'x'), 'up');
    } else {
      loaded.push('older');
      region.atBeginning = true;
    }
  };
  loader.newer = async () => between(() => lines.extend(past, lineTexts, 'x'), 'down');
  hits.forget();
  return { ...page, past, loaded };
}

test('what lies between two regions is searched before what is older, and all of it is found', async () => {
  const { hits, find, past, loaded, settled } = await regions(20);
  hits.near();
  await settled();
  hits.near();
  await settled();
  equal([find.count, past.joined, past.atBeginning, hits.state], [21, true, true, 'resting']);
  equal([loaded.indexOf('older'), loaded.includes('down')], [20, false]);
});

test('from the line of a link newer and older lines are searched in turn', async () => {
  const { hits, find, view, past, loaded, settled } = await regions(20);
  Object.assign(view, { top: past.first, bottom: past.end - 1, following: false });
  hits.near();
  await settled();
  hits.near();
  await settled();
  equal([find.count, past.joined, past.atBeginning, hits.state], [21, true, true, 'resting']);
  equal([loaded.indexOf('older') < 2, loaded.includes('up')], [true, false]);
});

test('a link without a match around it is searched from there on', async () => {
  const { hits, lines, view, loaded, settled } = await regions(3);
  Object.assign(view, { top: lines.end, bottom: lines.end, following: false });
  hits.near();
  await settled();
  equal(loaded.includes('up'), false);
});

test('lines between two regions are searched no further than the reader wants', async () => {
  const { hits, view, past, find, settled } = await regions(1_000);
  Object.assign(view, { top: past.first, bottom: past.end - 1, following: false });
  hits.near();
  await settled();
  equal([past.joined, hits.state], [false, 'resting']);
  const before = find.count;
  Object.assign(view, { top: past.end - 5, bottom: past.end - 1 });
  past.atBeginning = true;
  hits.near();
  await settled();
  equal([past.joined, hits.state, find.count - before > 40], [false, 'resting', true]);
});

test('after many lines between two regions without enough hits the reader is asked', async () => {
  const { hits, find, loader, lines, past, settled } = await regions(1_000);
  loader.older = async () =>
    lines.prepend(lines.live, Array.from({ length: PAGE }, () => line('b')), 'x');
  hits.near();
  await settled();
  equal([hits.state, find.count, past.joined], ['asking', 1, false]);
});
