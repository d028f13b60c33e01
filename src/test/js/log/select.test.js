import { equal, test } from '../harness.js';
import { Find } from '../../../main/webapp/static/core/find.js';
import { FLAG, Lines } from '../../../main/webapp/static/core/lines.js';
import { Rows } from '../../../main/webapp/static/log/rows.js';
import { textOf } from '../../../main/webapp/static/log/select.js';

/** @param {(string | [text: string, flags: number])[]} texts */
function log(texts) {
  const lines = new Lines(10_000);
  texts.forEach((each) => {
    const [line, flags] = typeof each === 'string' ? [each, 0] : each;
    lines.append({ id: 'x', line, source: 'a', millis: 0, level: 0, flags, bytes: 0 });
  });
  const find = new Find(lines, () => {});
  const rows = new Rows(lines, find);
  const loader = /** @type {any} */ ({ need: async () => {} });
  const copy = async (/** @type {number} */ from, /** @type {number} */ to, withTime = false) =>
    (await textOf({ lines, rows, loader, from, to, withTime })).text.split('\n').slice(0, -1);
  return { find, rows, copy };
}

test('the lines of a range are copied, with a folded stack trace at its end', async () => {
  const frame = FLAG.continues | FLAG.frame;
  const { copy } = log(['a', 'b', ['\tat c', frame], ['\tat d', frame], 'e']);
  equal(await copy(0, 1), ['a', 'b', '\tat c', '\tat d']);
  equal(await copy(0, 0, true), ['1970-01-01T00:00:00.000Z a']);
});

test('where only matching lines are shown, these are copied, wherever the range begins and ends', async () => {
  const { copy, find, rows } = log(['a', 'b1', 'a', 'b2', 'a', 'b3']);
  find.search({ text: 'b', regex: false, matchCase: false });
  rows.only = true;
  equal(await copy(0, 4), ['b1', 'b2']);
  equal(await copy(1, 3), ['b1', 'b2']);
  equal(await copy(2, 2), []);
});
