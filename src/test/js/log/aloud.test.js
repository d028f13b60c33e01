import { equal, ok, test } from '../harness.js';
import { Aloud, beginning } from '../../../main/webapp/static/log/aloud.js';

/**
 * Looks once a second.
 *
 * @param {Aloud} aloud
 * @param {readonly number[]} lines that came in each second
 */
function seconds(aloud, lines) {
  let sum = 0;
  lines.forEach((came, second) => {
    sum += came;
    aloud.look(second * 1_000, sum);
  });
}

const every = (/** @type {number} */ second, /** @type {number} */ count) =>
  Array.from({ length: count }, (_, index) => (index % second === 0 ? 1 : 0));

test('a log with a line in two seconds is slow, and one with two in a second is not', () => {
  const aloud = new Aloud();
  seconds(aloud, every(2, 30));
  ok(aloud.isSlow);
  const fast = new Aloud();
  seconds(fast, Array.from({ length: 30 }, () => 2));
  ok(!fast.isSlow);
});

test('a log that has become fast is so at once, and slow again after ten seconds', () => {
  const aloud = new Aloud();
  seconds(aloud, [...every(2, 20), 30]);
  ok(!aloud.isSlow);
  seconds(aloud, [...every(2, 20), 30, ...every(2, 9)]);
  ok(!aloud.isSlow);
  seconds(aloud, [...every(2, 20), 30, ...every(2, 11)]);
  ok(aloud.isSlow);
});

test('lines are read only to who wants it, and not many at once', () => {
  const aloud = new Aloud();
  seconds(aloud, every(2, 20));
  ok(!aloud.reads(1));
  aloud.isWanted = true;
  equal([aloud.reads(1), aloud.reads(10), aloud.reads(11)], [true, true, false]);
});

test('what came in an hour in which nobody looked is no pace to listen to, and no reason never to read again', () => {
  const aloud = new Aloud();
  aloud.isWanted = true;
  aloud.look(0, 0);
  aloud.look(3_600_000, 3_000);
  equal([aloud.isSlow, aloud.reads(3_000), aloud.reads(1)], [true, false, true]);
});

test('of a long line the beginning is read', () => {
  equal(beginning('short'), 'short');
  equal(beginning('x'.repeat(5_000)), `${'x'.repeat(200)}…`);
});
