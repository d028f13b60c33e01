import { equal, ok, test } from '../harness.js';
import { Find } from '../../../main/webapp/static/core/find.js';
import { turnOfOthers } from '../../../main/webapp/static/core/follow.js';
import { Lines } from '../../../main/webapp/static/core/lines.js';
import { Jumps } from '../../../main/webapp/static/log/jumps.js';
import { Rows } from '../../../main/webapp/static/log/rows.js';
import { SHOWN_CHARS } from '../../../main/webapp/static/log/texts.js';
import { Walk } from '../../../main/webapp/static/log/walk.js';

const PAGE = 1_000;

/** @param {string} text */
const line = (text) => ({ id: 'x', line: text, source: 'a', millis: NaN, level: 0, flags: 0, bytes: 0 });

/** @param {string} [first] @param {number} [count] */
const lineTexts = (first = 'ox', count = PAGE) => Array.from({ length: count }, (_, index) => line(index === 0 ? first : 'no'));

/**
 * The last lines of a log, of which the server has as many pages more, each beginning with a hit: before the first of them, and
 * between the region of a link and them.
 *
 * @param {string[]} texts of the lines
 * @param {{wanted?: string, regex?: boolean, pages?: number, older?: string, between?: number, capacity?: number}} [log]
 */
async function log(texts, { wanted = 'ox', regex = false, pages = 0, older = 'ox', between = 0, capacity = 1_000_000 } = {}) {
  const lines = new Lines(capacity);
  lines.begin('p');
  texts.forEach((text) => lines.append(line(text)));
  lines.live.atBeginning = pages === 0;
  const find = new Find(lines, () => {});
  lines.onLoaded = (from, end) => find.added(from, end);
  lines.onDropped = (index) => find.dropped(index);
  const rows = new Rows(lines, find);
  find.search({ text: wanted, regex, matchCase: false });
  while (!find.done) {
    await turnOfOthers();
  }
  /** @type {[number, number | undefined][]} */
  const went = [];
  /** @type {(string | [key: string, n: number])[]} */
  const said = [];
  const list = {
    place: 0,
    cursor: /** @type {number | null} */ (null),
    following: false,
    isHitInView: true,
    shows: () => list.isHitInView,
    refresh() {},
    goTo(/** @type {number} */ seq, /** @type {{character?: number}} */ { character } = {}) {
      went.push([seq, character]);
      list.place = seq;
      list.cursor = seq;
      list.following = false;
    },
  };
  const loader = {
    failure: /** @type {string | null} */ (null),
    asked: 0,
    async oldest() {
      await turnOfOthers();
      if (loader.failure === null) {
        lines.openPast('o');
        const begun = /** @type {import('../../../main/webapp/static/core/lines.js').Region} */ (lines.past);
        begun.atBeginning = true;
        lines.extend(begun, lineTexts(older), 'q');
      }
    },
    async beside(/** @type {number} */ seq, /** @type {1 | -1} */ step) {
      loader.asked++;
      await turnOfOthers();
      const { past } = lines;
      if (past !== null && !past.joined && (step > 0 || seq >= lines.live.first)) {
        between--;
        if (between < 0) {
          lines.join();
        } else if (step > 0) {
          lines.extend(past, lineTexts(older), 'q');
        } else {
          lines.prepend(lines.live, lineTexts(older), 'q');
        }
      } else if (pages === 0) {
        lines.regionOf(seq).atBeginning = true;
      } else {
        pages--;
        lines.prepend(lines.regionOf(seq), lineTexts(older), 'q');
      }
    },
  };
  const painter = { currentHit: /** @type {number | null} */ (null) };
  const say = (/** @type {string} */ key, /** @type {Record<string, number> | undefined} */ values) =>
    said.push(values === undefined ? key : [key, values.n]);
  const walk = new Walk({ lines, rows, list, loader, say });
  lines.isHeld = (chunk) => walk.holds(chunk);
  const jumps = new Jumps({ lines, rows, find, list, painter, walk, loader, say, onHit: () => {} });
  const seqs = () => went.map(([seq]) => seq);
  return { jumps, walk, lines, find, rows, list, loader, painter, went, seqs, said };
}

test('the next hit is gone to with its place in the line, and the search goes on from the other end', async () => {
  const { jumps, went, said } = await log(['an ox', 'no', 'the ox']);
  await jumps.toHit(1);
  await jumps.toHit(1);
  await jumps.toHit(1);
  equal(went, [
    [0, 3],
    [2, 4],
    [0, 3],
  ]);
  equal(said, ['find.wrapped']);
});

test('where the current hit was left behind, the search begins where the reader is', async () => {
  const { jumps, list, painter, seqs, said } = await log(['ox', 'no', 'ox', 'no', 'ox']);
  list.isHitInView = false;
  for (const [step, place] of /** @type {[1 | -1, number][]} */ ([[1, 0], [1, 1], [-1, 3]])) {
    painter.currentHit = 4;
    list.place = place;
    await jumps.toHit(step);
  }
  equal([seqs(), said], [[0, 2, 2], []]);
});

test('before the first hit the search goes on from the end', async () => {
  const { jumps, painter, seqs, said } = await log(['ox', 'no', 'ox', 'no']);
  painter.currentHit = 0;
  await jumps.toHit(-1);
  equal([seqs(), said], [[2], ['find.wrapped']]);
});

test('the only hit is its own next one', async () => {
  const { jumps, painter, seqs, said } = await log(['no', 'ox', 'no']);
  painter.currentHit = 1;
  await jumps.toHit(1);
  await jumps.toHit(-1);
  equal([seqs(), said], [[1, 1], ['find.wrapped', 'find.wrapped']]);
});

test('who follows goes to the newest hit first', async () => {
  const { jumps, list, went } = await log(['ox', 'ox', 'no']);
  list.following = true;
  await jumps.toHit(1);
  equal(went, [[1, 0]]);
});

test('a hit behind what is shown of a long line opens it', async () => {
  const { jumps, rows, went } = await log(['-'.repeat(SHOWN_CHARS) + 'ox']);
  await jumps.toHit(1);
  equal([went, rows.texts.of(0).hidden], [[[0, SHOWN_CHARS]], 0]);
});

test('older lines are loaded until one of them is a hit, and the beginning of the log leads to its end', async () => {
  for (const regex of [false, true]) {
    const { jumps, seqs, said } = await log(['no', 'ox'], { pages: 2, regex });
    await jumps.toHit(-1);
    await jumps.toHit(-1);
    await jumps.toHit(-1);
    equal([seqs(), said], [[-PAGE, -2 * PAGE, 1], ['find.wrapped']]);
  }
});

test('who follows goes to the newest hit also where that is not loaded', async () => {
  const { jumps, list, seqs, said } = await log(['no', 'no'], { pages: 3 });
  list.following = true;
  await jumps.toHit(1);
  equal([seqs(), said], [[-PAGE], []]);
});

test('what lies between two regions is loaded from either side, and nothing of it is left out', async () => {
  for (const step of /** @type {const} */ ([1, -1])) {
    const { jumps, lines, find, painter, loader, seqs, said } = await log(['no', 'ox'], { between: 2 });
    lines.openPast('p');
    const past = /** @type {import('../../../main/webapp/static/core/regions.js').Region} */ (lines.past);
    lines.extend(past, [line('ox'), line('no')], 'q');
    past.atBeginning = true;
    const { first } = past;
    painter.currentHit = step > 0 ? first : 1;
    for (let hit = 0; hit < 4; hit++) {
      await jumps.toHit(step);
    }
    const between = step > 0 ? [first + 2, first + 2 + PAGE] : [-PAGE, -2 * PAGE];
    equal(seqs(), step > 0 ? [...between, 1, first] : [...between, first, 1]);
    equal([said, loader.asked, find.count], [['find.wrapped'], 3, 4]);
  }
});

test('lines that left memory are loaded again on the way', async () => {
  const { jumps, lines, find, loader, painter, seqs } = await log(['ox'], { capacity: 60_000 });
  const end = 200_000;
  for (let seq = 1; seq < end; seq++) {
    lines.reader = seq;
    lines.append(line(seq === 50_000 ? 'ox' : 'no'));
    find.added(seq, seq + 1);
  }
  ok(!lines.has(50_000) && find.count < 2, 'the hit has left memory');
  loader.beside = async (seq, step) => {
    loader.asked++;
    const next = /** @type {number} */ (lines.beside(seq, step));
    const range = /** @type {NonNullable<ReturnType<Lines['missing']>>} */ (lines.missing(next));
    lines.restore(range, Array.from({ length: range.end - range.from }, (_, slot) => line(range.from + slot === 50_000 ? 'ox' : 'no')));
  };
  painter.currentHit = end;
  await jumps.toHit(-1);
  equal([seqs(), loader.asked > 50], [[50_000], true]);
});

test('after many lines without a hit the reader is asked, and asking again goes on from there', async () => {
  const { jumps, loader, lines, seqs, said } = await log(['no', 'no'], { pages: 150, older: 'no', capacity: 60_000 });
  await jumps.toHit(-1);
  equal([seqs(), said, loader.asked], [[], ['jump.loading', ['find.noneSoFar', 100_000]], 100]);
  await jumps.toHit(-1);
  equal([seqs(), said.slice(2), loader.asked > 150], [[], ['jump.loading', 'find.none'], true]);
  ok(lines.held < 120_000, `${lines.held} lines are in memory`);
});

test('what is looked for by then counts, not what was when the key was pressed', async () => {
  const { jumps, find, seqs, said } = await log(['no'], { pages: 3 });
  const going = jumps.toHit(-1);
  await turnOfOthers();
  find.search({ text: 'o', regex: false, matchCase: false });
  await going;
  equal([seqs(), said], [[], []]);
});

test('from the end the search goes on at the first line of the log, which is loaded for that', async () => {
  const { jumps, lines, painter, loader, seqs, said } = await log(['ox', 'ox'], { pages: 3 });
  painter.currentHit = 1;
  await jumps.toHit(1);
  equal([seqs(), said, loader.asked], [[lines.first], ['find.wrapped'], 0]);
});

test('where the first line of the log cannot be loaded, the search goes on at the first of those that are, and says so', async () => {
  const { jumps, painter, loader, seqs, said } = await log(['ox', 'ox'], { pages: 3 });
  loader.failure = 'no network';
  painter.currentHit = 1;
  await jumps.toHit(1);
  equal([seqs(), said, loader.asked], [[0], ['find.wrappedLoaded'], 0]);
});

test('who goes elsewhere while the first line of the log is loaded is left there', async () => {
  const { jumps, list, painter, seqs, said } = await log(['ox', 'ox'], { pages: 3 });
  painter.currentHit = 1;
  const going = jumps.toHit(1);
  await turnOfOthers();
  list.place = 1;
  await going;
  equal([seqs(), said], [[], []]);
});

test('what a cleared view hides is not gone to, and nothing older is loaded', async () => {
  const { jumps, rows, painter, loader, seqs, said } = await log(['ox', 'no', 'ox', 'no'], { pages: 1 });
  rows.floor = 1;
  painter.currentHit = 2;
  await jumps.toHit(-1);
  await jumps.toHit(1);
  equal([seqs(), said, loader.asked], [[2, 2], ['find.wrapped', 'find.wrapped'], 0]);
});

test('where lines cannot be loaded it is told that only those were searched that are', async () => {
  const { jumps, loader, seqs, said } = await log(['no'], { pages: 1 });
  loader.failure = 'no network';
  await jumps.toHit(-1);
  equal([seqs(), said], [[], ['find.noneFurther']]);
});

test('no hit in a part of the log is told to be that', async () => {
  const { jumps, lines, loader, said } = await log(['no']);
  lines.live.atBeginning = false;
  loader.failure = 'no network';
  await jumps.toHit(1);
  lines.live.atBeginning = true;
  await jumps.toHit(1);
  equal(said, ['find.loadedHint', 'find.none']);
});

test('a search that was given up leads through what it has found', async () => {
  const { jumps, find, seqs, said } = await log(['ox', 'no', 'ox']);
  Object.defineProperty(find, 'active', { value: false });
  await jumps.toHit(1);
  await jumps.toHit(1);
  await jumps.toHit(1);
  equal([seqs(), said], [[0, 2, 0], ['find.wrappedLoaded']]);
});
