import { equal, ok, test } from '../harness.js';
import { Needle } from '../../../main/webapp/static/core/needle.js';

const encoder = new TextEncoder();

/** @param {string} text @param {string} line @param {boolean} [matchCase] */
function isIn(text, line, matchCase = false) {
  const bytes = encoder.encode(`${text}${line}${text}`);
  const { length } = encoder.encode(text);
  return Needle.of(text, matchCase)?.isIn(bytes, length, bytes.length - length);
}

test('a text is found at the beginning, in the middle and at the end, and not beyond', () => {
  equal(
    ['order=1', 'an order=1 came', 'order=12', 'border=', 'order=', '', 'rder=1'].map((line) => isIn('order=1', line)),
    [true, true, true, false, false, false, false],
  );
});

test('one character is found, and a text that begins like itself', () => {
  equal([isIn('x', 'abx'), isIn('x', 'abc'), isIn('aab', 'aaab'), isIn('abab', 'abaabab'), isIn('ss', 'sas')], [
    true,
    false,
    true,
    true,
    false,
  ]);
});

test('case matters where it is asked to', () => {
  equal([isIn('Error', 'an ERROR'), isIn('Error', 'an ERROR', true), isIn('Error', 'an Error', true)], [true, false, true]);
  ok(!isIn('[', '{'), 'signs have no case');
});

test('whatever an expression of the same letters says, bytes say', () => {
  const letters = ['a', 'A', 'b', 'k', 's', '1', '\u212a', '\u017f', 'ä'];
  let seed = 17;
  const some = (/** @type {number} */ length) =>
    Array.from({ length }, () => letters[(seed = (seed * 1_103_515_245 + 12_345) & 0x7fff_ffff) % letters.length]).join('');
  for (let round = 0; round < 2_000; round++) {
    const text = some(1 + (round % 4));
    const line = some(12);
    const matchCase = round % 2 === 0;
    if (Needle.of(text, matchCase) !== null) {
      equal([text, line, isIn(text, line, matchCase)], [text, line, new RegExp(text, matchCase ? '' : 'i').test(line)]);
    }
  }
});

test('letters whose other case has other bytes are not looked for in bytes', () => {
  equal(Needle.of('größe', false), null);
  ok(isIn('größe', 'die größe', true));
});
