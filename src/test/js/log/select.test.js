import { equal, test } from '../harness.js';
import { Find } from '../../../main/webapp/static/core/find.js';
import { FLAG, Lines } from '../../../main/webapp/static/core/lines.js';
import { Rows } from '../../../main/webapp/static/log/rows.js';
import { countOf, passageOf, textOf } from '../../../main/webapp/static/log/select.js';

/** @param {(string | [text: string, flags: number])[]} texts */
function log(texts) {
  const lines = new Lines(10_000);
  texts.forEach((each) => {
    const [line, flags] = typeof each === 'string' ? [each, 0] : each;
    lines.append({ id: 'x', line, source: 'a', millis: 0, level: 0, flags, bytes: 0 });
  });
  const find = new Find(lines, () => {});
  const rows = new Rows(lines, find);
  const history = /** @type {any} */ ({});
  const copy = async (/** @type {number} */ from, /** @type {number} */ to, withTime = false) => {
    let text = '';
    for await (const piece of passageOf({ lines, rows, history }, { from, to }).pieces()) {
      text += textOf(piece.lines, withTime);
    }
    return text.split('\n').slice(0, -1);
  };
  const count = (/** @type {number} */ from, /** @type {number} */ to) => countOf({ lines, rows }, { from, to });
  return { lines, find, rows, copy, count };
}

test('the lines of a range are copied, with a folded stack trace at its end', async () => {
  const frame = FLAG.continues | FLAG.frame;
  const { copy, count } = log(['a', 'b', ['\tat c', frame], ['\tat d', frame], 'e']);
  equal(await copy(0, 1), ['a', 'b', '\tat c', '\tat d']);
  equal(count(0, 1), { count: 4, isAll: true });
  equal(await copy(0, 0, true), ['1970-01-01T00:00:00.000Z a']);
});

test('where only matching lines are shown, these are copied, wherever the range begins and ends', async () => {
  const { copy, count, find, rows } = log(['a', 'b1', 'a', 'b2', 'a', 'b3']);
  find.search({ text: 'b', regex: false, matchCase: false });
  rows.only = true;
  equal(await copy(0, 4), ['b1', 'b2']);
  equal(await copy(1, 3), ['b1', 'b2']);
  equal(await copy(2, 2), []);
  equal(count(0, 4), { count: 2, isAll: true });
});

test('a count that reaches over lines that are not known is not all', () => {
  const { lines, count, find, rows } = log(['c', 'd']);
  lines.openPast('7');
  lines.extend(lines.past, [{ id: '8', line: 'a', source: 'a', millis: 0, level: 0, flags: 0, bytes: 0 }], '8');
  const { first, end } = lines.past;
  equal(count(first, 1), { count: 3, isAll: false });
  equal(count(first, end - 1), { count: 1, isAll: true });
  equal(count(0, 1), { count: 2, isAll: true });
  find.search({ text: 'a', regex: false, matchCase: false });
  rows.only = true;
  equal(count(first, 1), { count: 1, isAll: false });
  lines.join();
  equal(count(first, 1), { count: 1, isAll: true });
});

test('matching lines are not all, as long as a line between them was not searched', async () => {
  const { count, find, rows } = log(Array.from({ length: 5_000 }, (_, index) => (index % 2 === 0 ? 'a' : 'b')));
  find.search({ text: 'b', regex: false, matchCase: false });
  rows.only = true;
  find.keepsHits = true;
  while (!find.done) {
    // In slices, where the machine has little time.
    await new Promise((turn) => setTimeout(turn));
  }
  equal(count(0, 4_999), { count: 2_500, isAll: true });
  find.keepsHits = false;
  find.dropped(1);
  equal(count(0, 4_999), { count: 2_500 - 512, isAll: false });
  equal(count(2_048, 4_999).isAll, true);
});
