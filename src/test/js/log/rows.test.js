import { equal, ok, test } from '../harness.js';
import { Find } from '../../../main/webapp/static/core/find.js';
import { FLAG, Lines } from '../../../main/webapp/static/core/lines.js';
import { MAX_PIECES, Rows } from '../../../main/webapp/static/log/rows.js';
import { SHOWN_CHARS } from '../../../main/webapp/static/log/texts.js';

const FRAME = FLAG.continues | FLAG.frame;

/** @param {(string | [text: string, flags: number])[]} texts */
function log(texts) {
  const lines = new Lines(10_000);
  texts.forEach((each) => {
    const [line, flags] = typeof each === 'string' ? [each, 0] : each;
    lines.append({ id: 'x', line, source: 'a', millis: NaN, level: 0, flags, bytes: 0 });
  });
  const find = new Find(lines, () => {});
  return { lines, find, rows: new Rows(lines, find) };
}

/** @param {Rows} rows */
function walkDown(rows) {
  const found = [];
  for (let seq = rows.first; seq < rows.end; seq = rows.after(seq)) {
    found.push(...rows.of(seq).map((row) => `${row.kind} ${row.seq}`));
  }
  return found;
}

/** @param {Rows} rows */
function walkUp(rows) {
  const found = [];
  let seq = rows.end;
  for (let before = rows.before(seq); before < seq; before = rows.before(seq)) {
    seq = before;
    found.unshift(...rows.of(seq).map((row) => `${row.kind} ${row.seq}`));
  }
  return found;
}

const TRACE = /** @type {[string, number][]} */ ([1, 2, 3].map((number) => [`\tat a.B${number}`, FRAME]));

test('the frames of a stack trace are told at the end of the line before them, whichever way one comes', () => {
  const { rows } = log(['a', ['java.lang.E', FLAG.continues], ...TRACE, 'b']);
  const expected = ['line 0', 'line 1', 'line 5'];
  equal(walkDown(rows), expected);
  equal(walkUp(rows), expected);
  equal(rows.of(1)[0].fold, { count: 3, open: false });
  equal([rows.shownAt(3), rows.visible(4), rows.before(5)], [1, 1, 1]);
});

test('an opened stack trace shows its frames and can be closed from any of them', () => {
  const { rows } = log(['a', ...TRACE, 'b']);
  ok(rows.toggle(0));
  equal(walkDown(rows), ['line 0', 'line 1', 'line 2', 'line 3', 'line 4']);
  equal(rows.of(0)[0].fold, { count: 3, open: true });
  ok(rows.toggle(3));
  equal(walkDown(rows), ['line 0', 'line 4']);
});

test('frames whose line is not known, or stands behind a note, have a row of their own', () => {
  const { lines, rows } = log([...TRACE, 'b', ...TRACE]);
  equal(walkDown(rows), ['fold 0', 'line 3']);
  lines.addNote({ kind: 'rotate' }, 4);
  rows.forget();
  equal(walkDown(rows), ['fold 0', 'line 3', 'note 4', 'fold 4']);
  ok(rows.toggleFold(4));
  equal(walkDown(rows), ['fold 0', 'line 3', 'note 4', 'fold 4', 'line 4', 'line 5', 'line 6']);
  rows.toggleFold(4);
  rows.floor = 4;
  equal(walkDown(rows), ['note 4', 'fold 4']);
});

test('a wrapped line without room for it tells of its frames below', () => {
  const { rows } = log(['x'.repeat(30), ...TRACE, 'b']);
  rows.columns = 40;
  equal(walkDown(rows), ['line 0', 'fold 0', 'line 4']);
  rows.columns = 50;
  rows.forget();
  equal(walkDown(rows), ['line 0', 'line 4']);
});

test('what a line has is opened together, and closed when all is open', () => {
  const { rows } = log(['a=1 b=2', ...TRACE, 'b']);
  ok(rows.toggleFields(0));
  equal(walkDown(rows), ['line 0', 'field 0', 'field 0', 'line 4']);
  ok(rows.toggle(0));
  equal(walkDown(rows), ['line 0', 'field 0', 'field 0', 'line 1', 'line 2', 'line 3', 'line 4']);
  ok(rows.toggle(0));
  equal(walkDown(rows), ['line 0', 'line 4']);
});

test('a stack trace grows with the lines that come', () => {
  const { lines, rows } = log(['a', ...TRACE]);
  equal(rows.of(0)[0].fold?.count, 3);
  lines.append({ id: 'x', line: '\tat c.D', source: 'a', millis: NaN, level: 0, flags: FRAME, bytes: 0 });
  equal(rows.of(0)[0].fold?.count, 4);
});

test('where there is little room a line begins with the time of day alone', () => {
  const lines = new Lines(100);
  const rows = new Rows(lines, new Find(lines, () => {}));
  rows.texts.timeShort = true;
  const millis = Date.parse('2026-11-26T07:01:02.345Z');
  ['2026-11-26T07:01:02.345Z INFO a', '[2026-11-26T07:01:02.345Z] b', '1795676462.345 c'].forEach((line) =>
    lines.append({ id: 'x', line, source: 'a', millis, level: 0, flags: 0, bytes: 0 }),
  );
  equal([rows.texts.of(0).text, rows.texts.of(1).text], ['07:01:02 INFO a', '07:01:02 b']);
  equal(rows.texts.of(2).text, '1795676462.345 c');
});

test('a single frame is not worth a fold', () => {
  const { rows } = log(['a', ['\tat b', FRAME], 'c']);
  equal(walkDown(rows), ['line 0', 'line 1', 'line 2']);
});

test('frames of several lines are folded whole, and count once', () => {
  const frame = (/** @type {number} */ number) =>
    /** @type {[string, number][]} */ ([
      [`  File "/srv/app.py", line ${number}, in run`, FRAME],
      ['    go()', FLAG.continues],
      ['    ~~^^', FLAG.continues],
    ]);
  const { rows } = log(['it failed', ['Traceback (most recent call last):', FLAG.continues], ...frame(1), ...frame(2), ['ValueError: x', FLAG.continues], 'b']);
  const expected = ['line 0', 'line 1', 'line 8', 'line 9'];
  equal(walkDown(rows), expected);
  equal(walkUp(rows), expected);
  equal(rows.of(1)[0].fold, { count: 2, open: false });
  equal([rows.shownAt(4), rows.visible(7)], [1, 1]);
  ok(rows.toggle(7));
  equal(rows.of(1)[0].fold, { count: 2, open: true });
  equal(walkDown(rows).length, 10);
});

test('what is left out below the frames of Java stays in view', () => {
  const { rows } = log(['a', ...TRACE, ['\t... 14 more', FLAG.continues], 'b']);
  equal(walkDown(rows), ['line 0', 'line 4', 'line 5']);
});

test('a linked frame is shown', () => {
  const { rows } = log(['a', ...TRACE]);
  rows.unfold(2);
  equal(rows.shownAt(2), 2);
});

test('a long line is wrapped into pieces of the columns there are', () => {
  const { rows } = log(['abcdefghij']);
  rows.columns = 4;
  equal(
    rows.of(0).map(({ start, end }) => [start, end]),
    [
      [0, 4],
      [4, 8],
      [8, 10],
    ],
  );
});

test('a line that is too long is cut, and shown whole on demand', () => {
  const { rows } = log(['x'.repeat(SHOWN_CHARS + 7)]);
  equal(
    rows.of(0).map(({ kind, end, count }) => [kind, end ?? count]),
    [
      ['line', SHOWN_CHARS],
      ['more', 7],
    ],
  );
  ok(rows.texts.toggleWhole(0));
  equal(rows.of(0)[0].end, SHOWN_CHARS + 7);
});

test('of a line that has more pieces than are shown it is told how much is left', () => {
  const { rows } = log(['x'.repeat(10 * MAX_PIECES + 3)]);
  rows.columns = 10;
  ok(rows.texts.toggleWhole(0));
  const shown = rows.of(0);
  const [last, more] = shown.slice(-2);
  equal([shown.length, last.start, last.end], [MAX_PIECES + 1, 10 * (MAX_PIECES - 1), 10 * MAX_PIECES]);
  equal([more.kind, more.count, more.open], ['more', 3, true]);
});

test('a long line that is shown whole is wrapped also where others are not', () => {
  const { rows } = log(['x'.repeat(SHOWN_CHARS + 7), 'x'.repeat(SHOWN_CHARS)]);
  rows.wholeColumns = 4_000;
  ok(rows.texts.toggleWhole(0));
  equal(
    [0, 1].map((seq) => rows.of(seq).map(({ kind, start, end }) => [kind, start, end])),
    [
      [
        ['line', 0, 4_000],
        ['line', 4_000, SHOWN_CHARS + 7],
        ['more', undefined, undefined],
      ],
      [['line', 0, SHOWN_CHARS]],
    ],
  );
});

test('a row tells of the first line of a file, unless the log begins there or it is told already', () => {
  const { lines, rows } = log([['a', FLAG.first], 'b', ['c', FLAG.first], ['d', FLAG.first], ['e', FLAG.first]]);
  lines.addNote({ kind: 'rotate', rotation: { source: 'a' } }, 3);
  lines.addNote({ kind: 'gap', gap: { source: 'b' } }, 4);
  equal(walkDown(rows), ['line 0', 'line 1', 'newFile 2', 'line 2', 'note 3', 'line 3', 'note 4', 'newFile 4', 'line 4']);
  lines.begin('p');
  lines.prepend(lines.live, [{ id: 'x', line: 'before', source: 'a', millis: NaN, level: 0, flags: 0, bytes: 0 }], 'q');
  equal(
    rows.of(0).map(({ kind }) => kind),
    ['newFile', 'line'],
  );
});

test('an opened line shows its fields', () => {
  const { rows } = log(['{"user":{"id":7},"ms":3}', 'plain']);
  ok(rows.toggle(0));
  equal(
    rows.of(0).map(({ kind, name, text }) => [kind, name, text]),
    [
      ['line', undefined, undefined],
      ['field', 'user.id', '7'],
      ['field', 'ms', '3'],
    ],
  );
  ok(!rows.toggle(1));
});

test('what happened stands before its line, also at the end', () => {
  const { lines, rows } = log(['a']);
  lines.addNote({ kind: 'rotate' }, 0);
  lines.addNote({ kind: 'gap' });
  lines.addNote({ kind: 'restarted' });
  equal(
    rows.of(0).map(({ kind }) => kind),
    ['note', 'line'],
  );
  equal(
    rows.of(1).map(({ kind }) => kind),
    ['note', 'note'],
  );
});

test('of what stands before a line, that with something to do is offered', () => {
  const { lines, rows } = log(['a']);
  const gap = { kind: 'gap' };
  lines.addNote({ kind: 'rotate' }, 0);
  lines.addNote(gap, 0);
  rows.tell = ({ note }) => ({ text: 'x', ...(note === gap ? { action: { name: 'gap', label: 'Load' } } : {}) });
  equal(
    rows.offers(0).map(({ part, note }) => [part, note]),
    [[1, gap]],
  );
  rows.columns = 9;
  rows.noteColumns = 9;
  equal(
    rows.offers(0).map(({ part }) => part),
    [2],
    'its last row has the button',
  );
});

test('what is no line is wrapped where lines are not, with what it offers at its end', () => {
  const { lines, rows } = log(['a line that is much longer than what there is room for']);
  lines.addNote({ kind: 'gap' }, 0);
  rows.tell = () => ({ text: 'Lines are missing here', action: { name: 'gap', label: 'Load' } });
  rows.noteColumns = 12;
  const seen = rows.of(0).map(({ kind, start, end, isLast }) => [kind, start, end, isLast]);
  equal(seen.slice(0, 3), [['note', 0, 10, false], ['note', 10, 22, false], ['note', 22, 22, true]]);
  equal([seen.length, seen[3][0]], [4, 'line']);
});

test('a cleared view begins behind what was there', () => {
  const { rows, lines } = log(['a', 'b', 'c']);
  rows.floor = 2;
  equal([rows.first, walkDown(rows), rows.before(2)], [2, ['line 2'], 2]);
  rows.floor = lines.end;
  equal(walkDown(rows), []);
});

test('what JSON hides in a value is as visible there as in a line', () => {
  const { rows } = log(['{"user":"a\\u202eb","pro\\u0007gress":"1%\\t2%","raw":"\\u001b[31mred\\u001b[0m\\u0000"}']);
  rows.opened.add(0);
  const fields = rows.of(0).flatMap(({ kind, name, text, spans }) => (kind === 'field' ? [[name, text, spans]] : []));
  equal(fields, [
    ['user', 'a\\u202eb', [{ start: 1, end: 7, className: 'control' }]],
    ['pro␇gress', '1%      2%', []],
    [
      'raw',
      'red␀',
      [
        { start: 0, end: 3, className: 'fg-1' },
        { start: 3, end: 4, className: 'control' },
      ],
    ],
  ]);
});

test('what is opened and cleared stays so where lines are put in behind it', () => {
  const { lines, rows } = log(['{"a":1}', 'b', ...TRACE, 'c']);
  rows.toggle(0);
  rows.toggle(1);
  rows.floor = 0;
  const gap = { kind: 'gap' };
  lines.addNote(gap, 5);
  lines.onRenumbered = (from, end, by) => rows.renumber((seq) => (seq >= from && seq < end ? seq - by : seq));
  const put = { id: 'y', line: 'x', source: 'a', millis: NaN, level: 0, flags: 0, bytes: 0 };
  lines.fill(gap, { lines: [put], firstPlace: 'p', lastPlace: 'q' });
  equal(walkDown(rows), ['line -1', 'field -1', ...[0, 1, 2, 3, 4, 5].map((seq) => `line ${seq}`)]);
  equal([rows.floor, rows.texts.of(4).text], [-1, 'x']);
});

test('only what matches is shown, in either direction', async () => {
  const { rows, find } = log(['a1', 'b', 'a2', 'b', 'a3']);
  find.search({ text: 'a', regex: false, matchCase: false });
  rows.only = true;
  equal(walkDown(rows), ['line 0', 'line 2', 'line 4']);
  equal(walkUp(rows), ['line 0', 'line 2', 'line 4']);
  equal([rows.shownAt(1), rows.shownAt(4)], [2, 4]);
});

test('nothing matches: nothing is shown', () => {
  const { rows, find } = log(['a', 'b']);
  find.search({ text: 'z', regex: false, matchCase: false });
  rows.only = true;
  equal([walkDown(rows), walkUp(rows), rows.first], [[], [], 2]);
  equal(rows.of(2)[0].kind, 'noMatch');
});

test('a line that is not in memory has a row that says so', () => {
  const { rows, lines } = log(Array.from({ length: 100 }, () => 'x'));
  lines.openPast('p');
  lines.live.firstPlace = 'q';
  equal(rows.of(0).map(({ kind }) => kind), ['between', 'line']);
});

test('with a line that was opened its first frames belong in view', () => {
  const frames = Array.from({ length: 30 }, (_, number) => /** @type {[string, number]} */ ([`\tat a.B${number}`, FRAME]));
  const { rows } = log(['a', ...frames, 'b', ...TRACE]);
  equal(rows.withFrames(0), 0);
  rows.toggle(0);
  equal(rows.withFrames(0), 10);
  rows.toggle(31);
  equal([rows.withFrames(31), rows.withFrames(5)], [34, 5]);
});

test('between matching lines a row tells that what lies between them was not searched', async () => {
  const { lines, find, rows } = log(['ox 0', 'no', 'ox 2']);
  lines.begin('p');
  lines.openPast('q');
  const past = /** @type {import('../../../main/webapp/static/core/regions.js').Region} */ (lines.past);
  ['no', 'ox', 'no'].forEach((text, index) =>
    lines.extend(past, [{ id: 'x', line: text, source: 'a', millis: NaN, level: 0, flags: 0, bytes: 0 }], `r${index}`),
  );
  past.atBeginning = true;
  rows.only = true;
  find.search({ text: 'ox', regex: false, matchCase: false });
  const hit = past.first + 1;
  const live = ['betweenHits 0', 'line 0', 'line 2'];
  equal(walkDown(rows), [`beginning ${hit}`, `line ${hit}`, ...live]);
  equal(walkUp(rows), [`beginning ${hit}`, `line ${hit}`, ...live]);
  find.search({ text: 'ox ', regex: false, matchCase: false });
  equal(walkDown(rows), live);
  lines.join();
  equal(walkDown(rows), ['beginning 0', 'line 0', 'line 2']);
  find.search({ text: 'nowhere', regex: false, matchCase: false });
  equal(rows.of(lines.end).map(({ kind }) => kind), ['beginning', 'noMatch']);
});

test('each line of a field has a row of its own', () => {
  const { rows } = log([String.raw`{"level":"error","trace":"a.E: no\n\tat a.B\r\n\tat a.LongName","n":1}`]);
  rows.toggleFields(0);
  const fields = () => rows.of(0).flatMap(({ kind, part, name, text }) => (kind === 'field' ? [[part, name, text]] : []));
  equal(fields(), [
    [0, 'level', 'error'],
    [1, 'trace', 'a.E: no'],
    [2, '', '        at a.B'],
    [3, '', '        at a.LongName'],
    [4, 'n', '1'],
  ]);
  rows.columns = 36;
  rows.forget();
  ok(fields().length > 5, 'wrapped as well');
  equal(fields().every(([, , text]) => !/[\r\n]/.test(String(text))), true);
});

test('a field that ends in line breaks has no row for what stands behind them', () => {
  const { rows } = log([String.raw`{"trace":"a.E\n\n\tat a.B\r\n","none":"\n","n":1}`, String.raw`trace="a.E\n" n=1 at=2`]);
  const fields = (/** @type {number} */ seq) => rows.of(seq).flatMap(({ kind, name, text }) => (kind === 'field' ? [[name, text]] : []));
  rows.toggleFields(0);
  rows.toggleFields(1);
  equal(fields(0), [
    ['trace', 'a.E'],
    ['', ''],
    ['', '        at a.B'],
    ['none', ''],
    ['n', '1'],
  ]);
  equal(fields(1).slice(0, 2), [
    ['trace', 'a.E'],
    ['n', '1'],
  ]);
});
