import { equal, ok, test } from '../harness.js';
import { Find } from '../../../main/webapp/static/core/find.js';
import { turnOfOthers } from '../../../main/webapp/static/core/follow.js';
import { FLAG, Lines } from '../../../main/webapp/static/core/lines.js';

/** @param {string[]} texts */
function log(texts) {
  const lines = new Lines(200_000);
  lines.begin('start');
  /** @type {(() => void)[]} */
  let waiting = [];
  const find = new Find(lines, () => {
    if (find.done) {
      waiting.splice(0).forEach((resolve) => resolve());
    }
  });
  lines.onDropped = (chunk) => find.dropped(chunk);
  const append = (/** @type {string} */ line) => {
    const flags = line.includes('\x1b') ? FLAG.control : 0;
    lines.append({ id: 'x', line, source: 'a', millis: NaN, level: 0, flags, bytes: 0 });
  };
  texts.forEach(append);
  return {
    lines,
    find,
    append(/** @type {string} */ text) {
      const from = lines.end;
      append(text);
      find.added(from, lines.end);
    },
    async search(/** @type {Partial<{text: string, regex: boolean, matchCase: boolean}>} */ wanted) {
      const end = new Promise((resolve) => waiting.push(() => resolve(undefined)));
      find.search({ text: '', regex: false, matchCase: false, ...wanted });
      if (!find.done) {
        await end;
      }
    },
    /** The next change with which the search is done. */
    changed() {
      return new Promise((resolve) => waiting.push(() => resolve(undefined)));
    },
    hits() {
      /** @type {number[]} */
      const found = [];
      find.eachChunk((seqs) => found.push(...seqs));
      return found;
    },
  };
}

test('text is found whatever its case, and signs in it mean themselves', async () => {
  const { search, hits, find } = log(['a.b', 'axb', 'A.B c', '', 'no']);
  await search({ text: 'a.b' });
  equal(hits(), [0, 2]);
  equal(find.count, 2);
});

test('letters beyond ASCII are found whatever their case, also in chunks that are full', async () => {
  const texts = Array.from({ length: 2_000 }, (_, number) => (number % 500 === 3 ? `GRÖSSE ${number} Ж` : `größe ${number}`));
  const { search, hits } = log(texts);
  await search({ text: 'grÖsse' });
  equal(hits(), [3, 503, 1_003, 1_503]);
  await search({ text: 'ж' });
  equal(hits(), [3, 503, 1_003, 1_503]);
  await search({ text: 'größe 1999', matchCase: true });
  equal(hits(), [1_999]);
});

test('case can be made to matter', async () => {
  const { search, hits } = log(['Error', 'error', 'ERROR']);
  await search({ text: 'error', matchCase: true });
  equal(hits(), [1]);
});

test('an expression is one, and an invalid one is searched as text and told', async () => {
  const { search, hits, find } = log(['order=17', 'order=x', 'order=(']);
  await search({ text: 'order=\\d+', regex: true });
  equal([hits(), find.invalid], [[0], null]);
  await search({ text: 'order=(', regex: true });
  equal(hits(), [2]);
  ok(find.invalid !== null);
});

test('lines that come are searched as they come', async () => {
  const { search, hits, append, find } = log(['a', 'b']);
  await search({ text: 'a' });
  append('ba');
  append('c');
  equal(hits(), [0, 2]);
  ok(find.isHit(2) && !find.isHit(3));
});

test('hits go with the lines that are dropped', async () => {
  const { lines, search, find, append } = log(Array.from({ length: 150_000 }, (_, number) => `n${number}`));
  await search({ text: 'n' });
  equal(find.count, 150_000);
  lines.reader = 150_000;
  for (let number = 0; number < 100_000; number++) {
    append('other');
  }
  const oldest = find.next(-Infinity);
  ok(oldest > 0);
  equal(find.count, 150_000 - oldest);
});

test('where they alone are shown, hits outlive their lines in memory, but not the numbers of these', async () => {
  const { lines, search, find, append } = log(Array.from({ length: 150_000 }, (_, number) => (number % 100 === 0 ? 'hit' : 'n')));
  find.keepsHits = true;
  await search({ text: 'hit' });
  lines.reader = 150_000;
  for (let number = 0; number < 100_000; number++) {
    append('other');
  }
  ok(!lines.has(0), 'the first line is in memory');
  equal([find.next(-Infinity), find.count], [0, 1_500]);
  find.forgotten(0);
  equal([find.next(-Infinity), find.count], [1_100, 1_489]);
});

test('the hits around a line are found, and counted', async () => {
  const texts = Array.from({ length: 5_000 }, (_, number) => (number % 1_000 === 7 ? 'hit' : 'miss'));
  const { search, find } = log(texts);
  await search({ text: 'hit' });
  equal([find.next(7), find.next(6), find.previous(7), find.previous(5_000)], [1_007, 7, null, 4_007]);
  equal([find.next(4_007), find.next(-Infinity), find.previous(Infinity)], [null, 7, 4_007]);
  equal([find.ordinal(7), find.ordinal(8), find.ordinal(4_999)], [0, 1, 5]);
  equal([find.at(0), find.at(4), find.at(5)], [7, 4_007, null]);
});

test('what a terminal would not show is not in the way', async () => {
  const { search, hits } = log(['\x1b[31mor\x1b[0mder', 'or der']);
  await search({ text: 'order' });
  equal(hits(), [0]);
});

test('all places in a line are told, and those without a length are none', async () => {
  const { search, find } = log(['x']);
  await search({ text: 'A', regex: false });
  equal(find.ranges('baab'), [
    { start: 1, end: 2 },
    { start: 2, end: 3 },
  ]);
  await search({ text: 'a*', regex: true });
  equal(find.ranges('baab aa'), [], 'an expression is asked first');
  const version = find.rangesVersion;
  await new Promise((resolve) => (find.onRanges = () => resolve(undefined)));
  ok(find.rangesVersion > version);
  equal(find.ranges('baab aa'), [
    { start: 1, end: 3 },
    { start: 5, end: 7 },
  ]);
});

test('an expression finds in all lines what is there, and what a terminal would not show is not in its way', async () => {
  const texts = Array.from({ length: 5_000 }, (_, number) => (number % 7 === 0 ? `\x1b[1m${number}\x1b[0m ms` : `${number} ms`));
  const { search, hits, append, changed } = log(texts);
  await search({ text: '^[0-9]*99 MS$', regex: true });
  const expected = texts.flatMap((_, number) => (number % 100 === 99 ? [number] : []));
  equal(hits(), expected);
  append('99 ms');
  append('99 s');
  await changed();
  equal(hits(), [...expected, 5_000]);
});

test('lines that come while an expression is at work are searched, too', async () => {
  const { search, hits, append, find } = log(Array.from({ length: 3_000 }, (_, number) => `a${number % 10}`));
  const searched = search({ text: 'a[3]', regex: true });
  append('a3');
  append('a4');
  await searched;
  equal(find.count, 301);
  equal(hits().slice(-2), [2_993, 3_000]);
});

const ENDLESS = '(a+)+$';
const TRAP = `${'a'.repeat(40)}b`;

test('an expression without an end holds nothing up, and is given up', async () => {
  const { search, find } = log(['a', TRAP, 'b']);
  let turns = 0;
  const counting = setInterval(() => turns++, 20);
  await search({ text: ENDLESS, regex: true });
  clearInterval(counting);
  equal([find.tooSlow, find.failed, find.invalid, find.active], [true, false, null, false]);
  ok(turns > 1, `${turns} turns of others`);
  await search({ text: 'B' });
  equal([find.tooSlow, find.count], [false, 2]);
  await search({ text: '^b', regex: true });
  equal([find.tooSlow, find.count], [false, 1]);
});

test('a row that an expression never ends on has no places, and ends the search', async () => {
  const { search, find, changed } = log(['b']);
  await search({ text: ENDLESS, regex: true });
  equal(find.count, 0);
  equal(find.ranges(TRAP), []);
  await changed();
  equal([find.tooSlow, find.ranges(TRAP)], [true, []]);
});

test('the next search does not wait for an expression without an end', async () => {
  const { search, find } = log([TRAP, 'b1']);
  find.search({ text: ENDLESS, regex: true, matchCase: false });
  await search({ text: 'b\\d', regex: true });
  equal([find.tooSlow, find.count], [false, 1]);
});

test('no text is no search', async () => {
  const { search, find, hits } = log(['a']);
  await search({ text: 'a' });
  await search({ text: '' });
  equal([find.active, find.count, hits()], [false, 0, []]);
});

test('where lines are put in, they and those before them are found under their numbers', async () => {
  const { search, hits, find, lines, append } = log(['a1', 'b', 'a2']);
  const gap = { kind: 'gap' };
  lines.addNote(gap);
  append('a3');
  await search({ text: 'a' });
  equal(hits(), [0, 2, 3]);
  lines.onLoaded = (from, end) => find.added(from, end);
  lines.onRenumbered = () => find.again();
  const put = { id: 'y', line: 'a in the gap', source: 'a', millis: NaN, level: 0, flags: 0, bytes: 0 };
  lines.fill(gap, { lines: [put], firstPlace: 'p', lastPlace: 'q' });
  while (!find.done) {
    await turnOfOthers();
  }
  equal(hits(), [-1, 1, 2, 3]);
});

test('it is known whether the whole log was searched', async () => {
  const { find, lines, search, append } = log(['a', 'b']);
  await search({ text: 'a' });
  equal(find.isPart, true, 'older lines are not known');
  lines.live.atBeginning = true;
  equal(find.isPart, false);
  find.dropped(0);
  equal(find.isPart, true, 'lines have left memory');
  await search({ text: 'b' });
  append('b');
  equal(find.isPart, false);
  lines.openPast('p');
  equal(find.isPart, true, 'lines lie between');
});
