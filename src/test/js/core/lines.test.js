import { equal, ok, test, throws } from '../harness.js';
import { ERROR, FLAG, Lines, WARN } from '../../../main/webapp/static/core/lines.js';

const CHUNK = 1_024;

/**
 * @param {number} number which the text and the id are made of
 * @param {Partial<import('../../../main/webapp/static/core/lines.js').Line>} [other]
 */
function line(number, other = {}) {
  return { id: `id${number}`, line: `line ${number}`, source: 'a.log', millis: number, level: 0, flags: 0, bytes: 0, ...other };
}

/** @param {number} from @param {number} end */
function some(from, end) {
  return Array.from({ length: end - from }, (_, index) => line(from + index));
}

/** @param {Lines} lines @param {number} count */
function append(lines, count) {
  const from = lines.end;
  some(from, from + count).forEach((each) => lines.append(each));
}

test('lines are numbered as they come, and keep what is known of them', () => {
  const lines = new Lines(10_000);
  lines.begin('start');
  append(lines, 3 * CHUNK + 5);
  for (const seq of [0, 1, CHUNK - 1, CHUNK, 3 * CHUNK + 4]) {
    equal([lines.text(seq), lines.id(seq), lines.millis(seq)], [`line ${seq}`, `id${seq}`, seq]);
  }
  equal([lines.first, lines.end, lines.count, lines.held], [0, 3 * CHUNK + 5, 3 * CHUNK + 5, 3 * CHUNK + 5]);
  ok(!lines.has(3 * CHUNK + 5));
  ok(!lines.has(-1));
});

test('texts of all lengths and alphabets survive being joined', () => {
  const lines = new Lines(10_000);
  const texts = ['', 'a', '表', '😀', 'x'.repeat(9_000), '', 'é'];
  for (let number = 0; number < CHUNK; number++) {
    lines.append(line(number, { line: texts[number % texts.length] }));
  }
  for (let seq = 0; seq < CHUNK; seq++) {
    equal(lines.text(seq), texts[seq % texts.length]);
  }
});

test('memory goes from chunk to chunk, and no line to another', () => {
  const lines = new Lines(120 * CHUNK);
  lines.reader = 1_000_000;
  lines.begin('start');
  for (let number = 0; number < 300 * CHUNK; number++) {
    const cut = number % 1_000 === 0 ? { bytes: number + 1 } : {};
    lines.append(line(number, { ...cut, line: 'ä'.repeat(number % 7) + number, level: number % 5, flags: number % 32 }));
  }
  for (let seq = lines.end - 100 * CHUNK; seq < lines.end; seq += 313) {
    equal([lines.text(seq), lines.id(seq)], ['ä'.repeat(seq % 7) + seq, `id${seq}`]);
    equal([lines.millis(seq), lines.level(seq), lines.flags(seq)], [seq, seq % 5, seq % 32]);
  }
  const cut = Math.ceil(lines.end / 1_000 - 10) * 1_000;
  equal([lines.bytes(cut), lines.bytes(cut + 1)], [cut + 1, 0]);
});

test('history goes before the lines there are, and moves no number', () => {
  const lines = new Lines(10_000);
  lines.begin('start');
  append(lines, 10);
  lines.prepend(lines.live, some(-5, 0), 'before -5');
  lines.prepend(lines.live, some(-5 - 2 * CHUNK, -5), 'before all');
  equal(lines.first, -5 - 2 * CHUNK);
  equal(lines.live.firstPlace, 'before all');
  for (const seq of [lines.first, -CHUNK - 1, -CHUNK, -1, 0, 9]) {
    equal(lines.text(seq), `line ${seq}`);
  }
  equal(lines.ordinal(0), 5 + 2 * CHUNK);
  equal(lines.at(lines.ordinal(-7)), -7);
});

test('the oldest lines are dropped, but not those around the reader', () => {
  const lines = new Lines(200 * CHUNK);
  /** @type {number[]} */
  const dropped = [];
  lines.onDropped = (chunk) => dropped.push(chunk);
  lines.begin('start');
  append(lines, 100 * CHUNK);
  lines.reader = 20 * CHUNK;
  append(lines, 200 * CHUNK);
  ok(lines.held <= 200 * CHUNK);
  ok(lines.has(20 * CHUNK), 'the reader');
  ok(lines.has(0) && lines.has(70 * CHUNK), 'the lines around the reader');
  ok(!lines.has(80 * CHUNK), 'what is far from the reader');
  ok(lines.has(lines.end - 1), 'the end');
  equal(dropped[0], 71);
  equal(lines.count, 300 * CHUNK);
});

test('dropped lines can be asked for by the places around them, and are the same again', () => {
  const lines = new Lines(200 * CHUNK);
  lines.begin('start');
  lines.reader = 1_000_000;
  append(lines, 250 * CHUNK);
  ok(!lines.has(0));
  equal(lines.missing(5), { from: 0, end: CHUNK, after: 'start', before: `id${CHUNK - 1}` });
  const range = lines.missing(3 * CHUNK + 7);
  equal(range, { from: 3 * CHUNK, end: 4 * CHUNK, after: `id${3 * CHUNK - 1}`, before: `id${4 * CHUNK - 1}` });
  lines.reader = 3 * CHUNK;
  /** @type {number[]} */
  const loaded = [];
  lines.onLoaded = (from, end) => loaded.push(from, end);
  lines.restore(/** @type {any} */ (range), some(3 * CHUNK, 4 * CHUNK));
  equal(loaded, [3 * CHUNK, 4 * CHUNK]);
  equal(lines.text(3 * CHUNK + 7), `line ${3 * CHUNK + 7}`);
});

test('what is asked for to have lines again ends at gaps and begins behind them', () => {
  const lines = new Lines(200 * CHUNK);
  lines.begin('start');
  append(lines, CHUNK);
  const range = /** @type {import('../../../main/webapp/static/core/lines.js').Part} */ (lines.missing(0));
  equal(lines.parts(range), [range]);
  lines.addNote({ kind: 'gap', gap: { from: 'id9', to: 'far', reason: 'rotated-away' } }, 10);
  lines.addNote({ kind: 'rotate', rotation: {} }, 20);
  equal(lines.parts(range), [
    { from: 0, end: 10, after: 'start', before: 'id9' },
    { from: 10, end: CHUNK, after: 'far', before: range.before },
  ]);
  // Of two in one place the first says where lines end, and the last where they go on; before the first line there are none.
  lines.addNote({ kind: 'gap', gap: { from: 'far', to: 'farther', reason: 'truncated' } }, 10);
  lines.addNote({ kind: 'gap', gap: { from: 'start', to: 'later', reason: 'truncated' } }, 0);
  // That place was asked for by somebody, and may be none.
  lines.addNote({ kind: 'gap', gap: { from: 'nonsense', to: 'oldest', reason: 'unknown-id' } }, 30);
  equal(lines.parts(range), [
    { from: 0, end: 10, after: 'later', before: 'id9' },
    { from: 10, end: 30, after: 'farther', before: range.before },
    { from: 30, end: CHUNK, after: 'oldest', before: range.before },
  ]);
});

test('the region of a link stands before the live one until they meet', () => {
  const lines = new Lines(10_000);
  lines.begin('now');
  append(lines, 4);
  lines.openPast('linked');
  const past = /** @type {any} */ (lines.past);
  lines.prepend(past, some(-103, -100), 'before -103');
  lines.extend(past, some(-100, -98), 'behind -99');
  equal(lines.count, 9);
  const walked = [];
  for (let seq = lines.first; seq < lines.end; seq = lines.after(seq)) {
    walked.push(lines.text(seq));
  }
  equal(walked, [-103, -102, -101, -100, -99, 0, 1, 2, 3].map((number) => `line ${number}`));
  equal(lines.before(0), past.end - 1);
  equal([lines.ordinal(0), lines.at(5), lines.at(0)], [5, 0, lines.first]);
  equal(past.lastPlace, 'behind -99');
  lines.join();
  ok(past.joined);
});

test('the next and the last error are found across what is not in memory', () => {
  const lines = new Lines(200 * CHUNK);
  lines.reader = 1_000_000;
  lines.begin('start');
  append(lines, 10);
  lines.append(line(10, { level: ERROR }));
  append(lines, 2 * CHUNK);
  lines.append(line(-1, { level: WARN }));
  const warning = lines.end - 1;
  append(lines, 250 * CHUNK);
  lines.append(line(-2, { level: ERROR + 1 }));
  const last = lines.end - 1;
  const { seq, border } = lines.nearest(last, -1, ERROR);
  equal(seq, null, 'that of before was dropped');
  ok(border !== null && lines.has(border) && !lines.has(border - 1), `border ${border}`);
  equal(lines.nearest(border, 1, ERROR).seq, last);
  append(lines, 5);
  equal(lines.nearest(lines.end - 1, -1, WARN).seq, last);
  equal(lines.nearest(last, 1, ERROR), { seq: null, border: null });
  ok(!lines.has(warning));
});

test('a line counts among its neighbours only, not as its own', () => {
  const lines = new Lines(10_000);
  [0, ERROR, ERROR, WARN, 0].forEach((level, number) => lines.append(line(number, { level })));
  equal(lines.nearest(1, 1, ERROR).seq, 2);
  equal(lines.nearest(2, 1, ERROR), { seq: null, border: null });
  equal(lines.nearest(2, 1, WARN).seq, 3);
  equal(lines.nearest(2, -1, ERROR).seq, 1);
  equal(lines.nearest(1, -1, ERROR), { seq: null, border: 0 }, 'what lies before is not known');
  lines.live.atBeginning = true;
  equal(lines.nearest(1, -1, ERROR), { seq: null, border: null });
});

test('what lies between two regions is passed over by no search for a level', () => {
  const lines = new Lines(10_000);
  [0, ERROR].forEach((level, number) => lines.append(line(number, { level })));
  lines.openPast('p');
  const past = /** @type {import('../../../main/webapp/static/core/regions.js').Region} */ (lines.past);
  lines.extend(past, [ERROR, 0].map((level, number) => line(number, { level })), 'q');
  equal(lines.nearest(past.first, 1, ERROR), { seq: null, border: past.end - 1 });
  equal(lines.nearest(1, -1, ERROR), { seq: null, border: 0 });
  lines.join();
  equal(lines.nearest(past.first, 1, ERROR).seq, 1);
  equal(lines.nearest(1, -1, ERROR).seq, past.first);
});

test('what happened stands before the line that came next', () => {
  const lines = new Lines(10_000);
  append(lines, 2);
  lines.addNote({ kind: 'rotate' });
  append(lines, 1);
  equal(lines.notes(2), [{ kind: 'rotate' }]);
  equal(lines.notes(1), []);
  lines.removeNotes(2, lines.notes(2));
  equal(lines.noted, 0);
});

/** @param {Lines} lines @param {number} [from] */
function all(lines, from = lines.first) {
  const found = [];
  for (let seq = from; seq < lines.end; seq = lines.after(seq)) {
    found.push(...lines.notes(seq).map(({ kind }) => kind), lines.text(seq));
  }
  return [...found, ...lines.notes(lines.end).map(({ kind }) => kind)];
}

/** @param {number} count */
function page(count) {
  return { lines: some(1_000_000, 1_000_000 + count), firstPlace: 'before', lastPlace: `id${1_000_000 + count - 1}` };
}

test('lines of a gap are put in its place, and those before them go down in number', () => {
  const lines = new Lines(10_000);
  lines.begin('start');
  append(lines, 2);
  lines.addNote({ kind: 'rotate' }, 1);
  lines.addNote({ kind: 'resumedGap' });
  const gap = { kind: 'gap' };
  lines.addNote(gap);
  lines.addNote({ kind: 'restarted' });
  append(lines, 2);
  /** @type {number[][]} */
  const told = [];
  lines.onRenumbered = (...range) => told.push(range);
  lines.reader = 1;
  equal(lines.fill(gap, page(2)), 0);
  equal(all(lines), [
    'line 0',
    'rotate',
    'line 1',
    'resumedGap',
    'line 1000000',
    'line 1000001',
    'restarted',
    'line 2',
    'line 3',
  ]);
  equal([lines.first, lines.end, lines.held, lines.live.firstPlace, lines.reader], [-2, 4, 6, 'start', -1]);
  equal(told, [[0, 2, 2]]);
  append(lines, 1);
  equal([lines.id(-1), lines.id(0), lines.id(4), lines.seqOf(gap)], ['id1', 'id1000000', 'id4', null]);
});

test('lines of a gap at the end of the log end where they end', () => {
  const lines = new Lines(10_000);
  lines.begin('start');
  append(lines, CHUNK);
  const gap = { kind: 'gap' };
  lines.addNote(gap);
  equal(lines.fill(gap, page(1)), CHUNK - 1);
  equal(all(lines, CHUNK - 3), [`line ${CHUNK - 2}`, `line ${CHUNK - 1}`, 'line 1000000']);
  equal(lines.live.lastPlace, 'id1000000');
});

test('lines of a gap at the beginning of what is known are the new beginning', () => {
  const lines = new Lines(10_000);
  lines.begin('start');
  lines.live.atBeginning = true;
  const gap = { kind: 'gap' };
  lines.addNote(gap);
  append(lines, 1);
  equal(lines.fill(gap, page(1)), -1);
  equal(all(lines), ['line 1000000', 'line 0']);
  equal([lines.live.firstPlace, lines.live.atBeginning], ['before', false]);
});

test('before a gap that was filled, lines that are far from it are loaded again by their places', () => {
  const lines = new Lines(100_000);
  lines.begin('start');
  append(lines, 50_000);
  lines.addNote({ kind: 'gap', number: 1 }, 5);
  lines.addNote({ kind: 'rotate' }, 6);
  const gap = { kind: 'gap' };
  lines.addNote(gap);
  append(lines, 10);
  lines.fill(gap, page(3_000));
  equal([lines.end, lines.first], [50_010, 50_000 - 3_000 - 20_000]);
  equal([lines.text(lines.first), lines.live.firstPlace], ['line 30000', 'id29999']);
  equal([lines.text(46_999), lines.text(47_000), lines.text(50_009)], ['line 49999', 'line 1000000', 'line 50009']);
  equal([lines.notes(5 - 3_000), lines.notes(6 - 3_000)], [[], [{ kind: 'rotate' }]], 'gaps are told again with their lines');
  equal(lines.held, lines.count);
});

test('a gap in the region of a link is filled there, and the live one stays as it is', () => {
  const lines = new Lines(10_000);
  lines.begin('now');
  append(lines, 2);
  lines.openPast('linked');
  const past = /** @type {any} */ (lines.past);
  lines.prepend(past, some(-104, -100), 'before -104');
  const gap = { kind: 'gap' };
  lines.addNote(gap, past.end - 2);
  lines.join();
  lines.fill(gap, page(1));
  equal(all(lines), ['line -104', 'line -103', 'line 1000000', 'line -102', 'line -101', 'line 0', 'line 1']);
  const live = { kind: 'gap' };
  lines.addNote(live, 1);
  lines.fill(live, page(1));
  equal(all(lines).slice(5), ['line 0', 'line 1000000', 'line 1']);
  ok(past.joined && lines.past === past);
});

test('what is dropped behind a gap that was filled can be asked for', () => {
  const lines = new Lines(200 * CHUNK);
  lines.begin('start');
  append(lines, CHUNK / 2);
  const gap = { kind: 'gap' };
  lines.addNote(gap);
  append(lines, CHUNK);
  lines.fill(gap, page(CHUNK));
  lines.reader = 1_000_000;
  append(lines, 300 * CHUNK);
  ok(!lines.has(CHUNK / 2));
  equal(lines.missing(CHUNK / 2), { from: 0, end: CHUNK, after: `id${1_000_000 + CHUNK / 2 - 1}`, before: `id${CHUNK - 1}` });
  equal(lines.missing(-1), { from: -CHUNK / 2 - CHUNK / 2, end: 0, after: 'start', before: `id${1_000_000 + CHUNK / 2 - 1}` });
});

test('to ask for the text of a line that is not there is a mistake', () => {
  throws(() => new Lines(10).text(5), 'seq=5');
});
