import { equal, ok, test } from '../harness.js';
import { Find } from '../../../main/webapp/static/core/find.js';
import { Lines } from '../../../main/webapp/static/core/lines.js';
import { Rows } from '../../../main/webapp/static/log/rows.js';
import { Viewport } from '../../../main/webapp/static/log/viewport.js';

const ROW = 10;

/**
 * @param {number} count of lines
 * @param {number} heightPixels
 */
function view(count, heightPixels) {
  const lines = new Lines(10_000);
  const append = (/** @type {number} */ more) => {
    for (let number = 0; number < more; number++) {
      lines.append(line(lines.end));
    }
  };
  append(count);
  const rows = new Rows(lines, new Find(lines, () => {}));
  const viewport = new Viewport(lines, rows);
  viewport.rowPixels = ROW;
  viewport.heightPixels = heightPixels;
  return { lines, rows, viewport, append, look: () => look(viewport) };
}

/** @param {number} number @param {string} [text] */
function line(number, text = `line ${number}`) {
  return { id: `id${number}`, line: text, source: 'a', millis: NaN, level: 0, flags: 0, bytes: 0 };
}

/** @param {Viewport} viewport @returns {[first: number, last: number, top: number]} */
function look(viewport) {
  const top = viewport.collect();
  return [viewport.shown[0].seq, viewport.shown[viewport.shown.length - 1].seq, top];
}

test('while following the last row stands at the foot of the view', () => {
  const { look, append } = view(100, 55);
  equal(look(), [94, 99, -5]);
  append(10);
  equal(look(), [104, 109, -5]);
});

test('few lines stand at the top', () => {
  equal(view(3, 55).look(), [0, 2, 0]);
});

test('who scrolls up sees the same after lines came', () => {
  const { look, append, viewport } = view(100, 50);
  look();
  viewport.following = false;
  equal(viewport.stepBy(-23), false);
  equal(look(), [92, 97, -7]);
  append(1_000);
  equal(look(), [92, 97, -7]);
});

test('who scrolls up sees the same after older lines were loaded', () => {
  const { look, lines, viewport } = view(100, 50);
  viewport.following = false;
  viewport.standAt(0);
  equal(look()[0], 0);
  lines.prepend(lines.live, [line(-2), line(-1)], 'p');
  equal(look(), [0, 4, 0]);
  viewport.stepBy(-10);
  equal(look()[0], -1);
});

test('who stands at the row that tells of older lines sees the same line below it after they were loaded', () => {
  const { look, lines, viewport } = view(100, 50);
  lines.begin('p');
  viewport.following = false;
  viewport.standAt(0);
  look();
  equal([viewport.shown[0].kind, viewport.shown[1].seq], ['older', 0]);
  lines.prepend(lines.live, [line(-2), line(-1)], 'q');
  look();
  equal([viewport.shown[0].seq, viewport.shown[1].seq], [-1, 0]);
});

test('the beginning is an end', () => {
  const { look, viewport } = view(100, 50);
  viewport.following = false;
  viewport.standAt(3);
  viewport.stepBy(-1_000);
  equal(look(), [0, 4, 0]);
});

test('to scroll to the end is told, and the view stays full', () => {
  const { look, viewport } = view(100, 50);
  viewport.following = false;
  viewport.standAt(90);
  ok(!viewport.stepBy(40));
  ok(viewport.stepBy(15));
  equal(look(), [95, 99, 0]);
});

test('wrapped lines are scrolled through by rows', () => {
  const { lines, look, rows, viewport } = view(0, 50);
  for (let number = 0; number < 10; number++) {
    lines.append(line(number, 'x'.repeat(40)));
  }
  rows.columns = 10;
  viewport.following = false;
  viewport.standAt(2);
  viewport.stepBy(20);
  look();
  equal([viewport.shown[0].seq, viewport.shown[0].part], [2, 2]);
  viewport.stepBy(-30);
  look();
  equal([viewport.shown[0].seq, viewport.shown[0].part], [1, 3]);
});

test('what is closed above leaves the view at its line', () => {
  const { lines, look, rows, viewport } = view(0, 30);
  for (let number = 0; number < 20; number++) {
    lines.append(line(number, `{"a":1,"b":2,"c":${number}}`));
  }
  rows.toggle(5);
  viewport.following = false;
  viewport.anchor = { seq: 5, index: 3, offset: 4 };
  rows.toggle(5);
  equal(look(), [5, 7, 0]);
});

test('a line is brought into view by the shortest way', () => {
  const { look, viewport } = view(100, 50);
  viewport.following = false;
  viewport.standAt(50);
  look();
  viewport.reveal(52);
  equal(look()[0], 50);
  viewport.reveal(49);
  equal(look()[0], 49);
  viewport.reveal(54);
  equal(look(), [50, 54, 0]);
});

test('the line of a link stays where it is until what is behind it was loaded', () => {
  const { look, lines, viewport } = view(0, 50);
  lines.begin('now');
  lines.openPast('linked');
  const past = /** @type {any} */ (lines.past);
  lines.prepend(past, [1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => line(number)), 'p');
  viewport.following = false;
  viewport.standAt(past.end - 1);
  const [first] = look();
  equal(lines.text(first), 'line 9');
  lines.extend(past, [10, 11, 12, 13, 14].map((number) => line(number)), 'q');
  equal([look()[0], viewport.shown.length], [first, 5]);
});

test('of a line that is longer than the view, the wanted row is brought into it', () => {
  const { lines, look, rows, viewport } = view(5, 50);
  lines.append(line(5, 'x'.repeat(1_000)));
  rows.columns = 10;
  viewport.following = false;
  viewport.standAt(0);
  look();
  const index = rows.indexOf(5, 777);
  equal(index, 77);
  ok(!viewport.isInView(5, index));
  viewport.standBelow(5, 0.4, index);
  look();
  ok(viewport.isInView(5, index));
  equal(viewport.shown[2].index, 77);
});

test('where lines behind a link are yet to be loaded, the newest ones fill a view that stands at the end', () => {
  const { lines, viewport, look } = view(100, 50);
  lines.openPast('p');
  lines.extend(/** @type {any} */ (lines.past), [line(0)], 'q');
  viewport.following = false;
  viewport.standAt(lines.end);
  equal(look(), [95, 99, 0]);
});

test('where a gap is filled, what stands above it stays, and its lines stand in its place', () => {
  const { lines, viewport, append, look } = view(100, 50);
  const gap = { kind: 'gap' };
  lines.addNote({ kind: 'lost' });
  lines.addNote(gap);
  append(100);
  lines.onRenumbered = (from, end, by) => viewport.renumber(from, end, by);
  const fill = () => lines.fill(gap, { lines: [line(7, 'x'), line(8, 'y')], firstPlace: 'p', lastPlace: 'q' });
  const seen = () => {
    look();
    return viewport.shown.map(({ seq, kind, note }) => note?.kind ?? `${kind} ${lines.text(seq)}`);
  };
  viewport.following = false;
  viewport.anchor = { seq: 98, index: 0, offset: 0 };
  equal(seen(), ['line line 98', 'line line 99', 'lost', 'gap', 'line line 100']);
  fill();
  equal(seen(), ['line line 98', 'line line 99', 'lost', 'line x', 'line y']);
});

test('who has a gap at the top of the view sees there what was in it, and who has what is told beside it, that', () => {
  for (const [index, expected] of /** @type {[number, string][]} */ ([[0, 'lost'], [1, 'line x'], [2, 'restarted'], [3, 'line line 100']])) {
    const { lines, viewport, append, look } = view(100, 30);
    const gap = { kind: 'gap' };
    [{ kind: 'lost' }, gap, { kind: 'restarted' }].forEach((note) => lines.addNote(note));
    append(100);
    lines.onRenumbered = (from, end, by) => viewport.renumber(from, end, by);
    viewport.following = false;
    viewport.anchor = { seq: 100, index, offset: 3 };
    look();
    lines.fill(gap, { lines: [line(7, 'x'), line(8, 'y')], firstPlace: 'p', lastPlace: 'q' });
    look();
    const [{ seq, kind, note }] = viewport.shown;
    equal([note?.kind ?? `${kind} ${lines.text(seq)}`, viewport.anchor.offset], [expected, 3]);
  }
});

test('a row stands where it stood, though the lines before it have more rows now', () => {
  const { look, rows, viewport, lines } = view(0, 100);
  for (let number = 0; number < 50; number++) {
    lines.append(line(number, 'x'.repeat(35)));
  }
  viewport.following = false;
  viewport.standAt(20);
  viewport.stepBy(-3);
  look();
  equal(viewport.pixelsOf(27, 0), 73);
  equal(viewport.pixelsOf(40, 0), null);
  rows.columns = 10;
  rows.forget();
  viewport.standAtPixels(27, 0, 73);
  look();
  equal(viewport.pixelsOf(27, 0), 73);
  equal(viewport.pixelsOf(27, 2), 93);
  rows.columns = 0;
  rows.forget();
  viewport.standAtPixels(27, 0, 73);
  equal(look(), [19, 29, -7]);
});

test('a row that stood half below the view is put whole into it, and nothing above the first line', () => {
  const { look, viewport } = view(100, 100);
  viewport.following = false;
  viewport.standAtPixels(50, 0, 97);
  look();
  equal(viewport.pixelsOf(50, 0), 90);
  viewport.standAtPixels(2, 0, 55);
  equal(look(), [0, 9, 0]);
});
