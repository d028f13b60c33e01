import { equal, ok, test } from '../harness.js';
import { Find } from '../../../main/webapp/static/core/find.js';
import { turnOfOthers } from '../../../main/webapp/static/core/follow.js';
import { ERROR, Lines, WARN } from '../../../main/webapp/static/core/lines.js';
import { LevelJumps } from '../../../main/webapp/static/log/leveljumps.js';
import { Rows } from '../../../main/webapp/static/log/rows.js';
import { Walk } from '../../../main/webapp/static/log/walk.js';

const PAGE = 1_000;

/** @param {number} [level] @param {string} [text] */
function line(level = 0, text = 'x') {
  return { id: 'x', line: text, source: 'a', millis: NaN, level, flags: 0, bytes: 0 };
}

/**
 * A log of which the page has the last lines, and the server as many pages before them as there are: each begins with an error.
 *
 * @param {{texts?: string[], levels?: number[], pages?: number, olderLevel?: number, capacity?: number}} log
 */
function log({ levels = [0, 0, 0], texts = [], pages = 0, olderLevel = ERROR, capacity = 1_000_000 }) {
  const lines = new Lines(capacity);
  lines.begin('p');
  levels.forEach((level, index) => lines.append(line(level, texts[index])));
  const find = new Find(lines, () => {});
  const rows = new Rows(lines, find);
  /** @type {[key: string, n?: number][]} */
  const said = [];
  let left = pages;
  const loader = {
    failure: /** @type {string | null} */ (null),
    asked: 0,
    async beside(/** @type {number} */ seq) {
      loader.asked++;
      await turnOfOthers();
      const region = lines.regionOf(seq);
      if (left === 0) {
        region.atBeginning = true;
        return;
      }
      left--;
      lines.prepend(region, Array.from({ length: PAGE }, (_, index) => line(index === 0 ? olderLevel : 0)), 'q');
    },
  };
  /** @type {number[]} */
  const went = [];
  const list = {
    place: lines.end - 1,
    following: false,
    goTo(/** @type {number} */ seq) {
      went.push(seq);
      list.place = seq;
    },
  };
  const walk = new Walk({ lines, rows, list, loader, say: (key, values) => said.push(values === undefined ? [key] : [key, values.n]) });
  const jumps = new LevelJumps({ lines, rows, find, list, walk });
  lines.isHeld = (chunk) => walk.holds(chunk);
  return { lines, find, rows, loader, list, walk, jumps, went, said };
}

test('the next error is gone to, and none is told at the end of the log', async () => {
  const { jumps, list, went, said } = log({ levels: [0, ERROR, WARN] });
  list.place = 0;
  await jumps.to(1, 'error');
  await jumps.to(1, 'error');
  await jumps.to(1, 'warning');
  equal([went, said], [[1, 2], [['jump.noError']]]);
});

test('lines that the page does not have are loaded until one of them is an error', async () => {
  const { jumps, went, said } = log({ pages: 2 });
  await jumps.to(-1, 'error');
  await jumps.to(-1, 'error');
  await jumps.to(-1, 'error');
  equal([went, said], [[-PAGE, -2 * PAGE], [['jump.noError']]]);
});

test('keys that are pressed while lines are loaded come in turn', async () => {
  const { jumps, went } = log({ pages: 9 });
  await Promise.all([1, 2, 3].map(() => jumps.to(-1, 'error')));
  equal(went, [-PAGE, -2 * PAGE, -3 * PAGE]);
});

test('after many lines without an error the reader is asked, and asking again goes on from there', async () => {
  const { jumps, loader, lines, went, said } = log({ pages: 150, olderLevel: WARN, capacity: 60_000 });
  loader.asked = 0;
  await jumps.to(-1, 'error');
  equal([went, said, loader.asked], [[], [['jump.loading'], ['jump.noErrorSoFar', 100_000]], 100]);
  await jumps.to(-1, 'error');
  equal([went, said.slice(2), loader.asked], [[], [['jump.loading'], ['jump.noError']], 151]);
  ok(lines.held < 120_000, `${lines.held} lines are in memory`);
});

test('who goes elsewhere meanwhile is left there', async () => {
  const { jumps, list, went, said } = log({ pages: 1 });
  const going = jumps.to(-1, 'error');
  await turnOfOthers();
  list.place = 0;
  await going;
  equal([went, said], [[], []]);
});

test('who follows, and wants to go on following, is left there', async () => {
  const { jumps, walk, list, went, said } = log({ pages: 2 });
  list.following = true;
  const going = Promise.all([jumps.to(-1, 'error'), jumps.to(-1, 'error')]);
  await turnOfOthers();
  walk.stop();
  await going;
  equal([went, said], [[], []]);
});

test('where lines cannot be loaded it is told that only those were looked at that are', async () => {
  const { jumps, loader, went, said } = log({});
  loader.failure = 'no network';
  await jumps.to(-1, 'error');
  equal([went, said], [[], [['jump.noErrorLoaded']]]);
});

test('what a cleared view hides is not gone to, and nothing older is loaded', async () => {
  const { jumps, rows, loader, went, said } = log({ levels: [ERROR, 0, 0], pages: 1 });
  rows.floor = 1;
  await jumps.to(-1, 'error');
  equal([went, said, loader.asked], [[], [['jump.noError']], 0]);
});

test('among matching lines the next error is one that matches', async () => {
  const { jumps, lines, find, rows, list, loader, went, said } = log({ levels: [0, ERROR, ERROR, ERROR], texts: ['ox', 'no', 'ox', 'no'] });
  rows.only = true;
  find.search({ text: 'ox', regex: false, matchCase: false });
  list.place = 0;
  await jumps.to(1, 'error');
  await jumps.to(1, 'error');
  equal([went, said], [[2], [['jump.noError']]]);
  lines.live.atBeginning = true;
  await jumps.to(-1, 'error');
  equal([said.slice(1), loader.asked], [[['jump.noError']], 0]);
});

test('among matching lines, too, those that the page does not have are loaded until one of them is an error', async () => {
  const { jumps, lines, find, rows, went, said } = log({ pages: 2 });
  lines.onLoaded = (from, end) => find.added(from, end);
  rows.only = true;
  find.search({ text: 'x', regex: false, matchCase: false });
  await jumps.to(-1, 'error');
  await jumps.to(-1, 'error');
  await jumps.to(-1, 'error');
  equal([went, said], [[-PAGE, -2 * PAGE], [['jump.noError']]]);
});

test('a matching line that has left memory since it was found is loaded again', async () => {
  const { jumps, lines, find, rows, loader, list, went } = log({ levels: Array.from({ length: 3 * 1_024 }, (_, index) => (index === 9 ? ERROR : 0)) });
  lines.onDropped = (index) => find.dropped(index);
  lines.onLoaded = (from, end) => find.added(from, end);
  rows.only = true;
  find.keepsHits = true;
  find.search({ text: 'x', regex: false, matchCase: false });
  while (!find.done) {
    await turnOfOthers();
  }
  const range = /** @type {{from: number, end: number}} */ (lines.missing(0));
  const first = Array.from({ length: 1_024 }, (_, index) => line(index === 9 ? ERROR : 0));
  loader.beside = async (seq) => {
    loader.asked++;
    equal(seq, 1_023 + 1);
    lines.restore(range, first);
  };
  Object.defineProperty(lines, 'has', { configurable: true, value: (/** @type {number} */ seq) => loader.asked > 0 || seq >= 1_024 });
  list.place = 1_024;
  await jumps.to(-1, 'error');
  equal([went, loader.asked], [[9], 1]);
});

test('where the search was given up, an error is looked for among what it has found', async () => {
  const { jumps, find, rows, list, loader, went, said } = log({ levels: [0, ERROR, ERROR], texts: ['ox', 'no', 'ox'], pages: 1 });
  rows.only = true;
  find.search({ text: 'ox', regex: false, matchCase: false });
  Object.defineProperty(find, 'active', { value: false });
  list.place = 0;
  await jumps.to(1, 'error');
  await jumps.to(1, 'error');
  equal([went, said, loader.asked], [[2], [['jump.noErrorLoaded']], 0]);
});
