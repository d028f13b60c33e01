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

test('lines that the server has no more are known as lost', () => {
  const lines = new Lines(200 * CHUNK);
  lines.begin('start');
  lines.reader = 1_000_000;
  append(lines, 250 * CHUNK);
  lines.reader = 0;
  lines.restore(/** @type {any} */ (lines.missing(0)), some(1_000, CHUNK));
  equal(lines.flags(999) & FLAG.lost, FLAG.lost);
  equal([lines.flags(1_000), lines.text(1_000)], [0, 'line 1000']);
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

test('to ask for the text of a line that is not there is a mistake', () => {
  throws(() => new Lines(10).text(5), 'seq=5');
});
