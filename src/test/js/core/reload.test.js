import { equal, test } from '../harness.js';
import { FLAG } from '../../../main/webapp/static/core/lines.js';
import { reloaded } from '../../../main/webapp/static/core/reload.js';

/** @param {number} number whose id is the place behind the line */
const line = (number) => ({ id: String(number + 1), line: `${number}`, source: 'a', millis: NaN, level: 0, flags: 0, bytes: 0 });

const numbers = (/** @type {number} */ from, /** @type {number} */ end) =>
  Array.from({ length: end - from }, (_, index) => from + index);

/** A log of numbered lines, of which the server has those from `oldest` on. */
function server({ oldest = 0 } = {}) {
  const range = async (/** @type {{after: string, before: string, count: number}} */ { after, before, count }) => {
    const first = Math.max(Number(after), oldest);
    return { lines: numbers(first, Math.max(first, Math.min(Number(before), first + count))).map(line) };
  };
  return /** @type {any} */ ({ range });
}

const texts = (/** @type {readonly import('../../../main/webapp/static/core/line.js').Line[]} */ lines) =>
  lines.map((each) => ((each.flags & FLAG.lost) !== 0 ? 'lost' : each.line)).join(' ');

test('lines come again without those that were a gap among them', async () => {
  const parts = [
    { from: 0, end: 3, after: '0', before: '3' },
    { from: 3, end: 6, after: '50', before: '53' },
  ];
  equal(texts(await reloaded(server(), parts)), '0 1 2 50 51 52');
});

test('lines that the server has no more are lost from the beginning of their part on', async () => {
  const parts = [
    { from: 0, end: 3, after: '0', before: '3' },
    { from: 3, end: 6, after: '50', before: '53' },
  ];
  equal(texts(await reloaded(server({ oldest: 2 }), parts)), 'lost lost 2 50 51 52');
  equal(texts(await reloaded(server({ oldest: 51 }), parts)), 'lost lost lost lost 51 52');
});
