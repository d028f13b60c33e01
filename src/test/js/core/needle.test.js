import { equal, test } from '../harness.js';
import { packed } from '../../../main/webapp/static/core/packed.js';
import { Needle } from '../../../main/webapp/static/core/needle.js';

/** @param {string} text @param {string[]} lines @param {boolean} [matchCase] */
function matching(text, lines, matchCase = false) {
  return Needle.of(text, matchCase)?.matching(packed(lines));
}

test('a text is found at the beginning, in the middle and at the end', () => {
  const lines = ['order=1', 'an order=1 came', 'order=12', 'border=', 'order=', '', 'rder=1', 'order=1'];
  equal(matching('order=1', lines), [0, 1, 2, 7]);
});

test('a text that begins in one line and ends in the next is in none of them', () => {
  equal(matching('abc', ['ab', 'c', 'ab', '', 'cabc', 'a', 'b', 'c']), [4]);
  equal(matching('aa', ['a', 'a', 'a', 'aa', 'a']), [3]);
});

test('a line counts once, however often the text is in it', () => {
  equal(matching('a', ['aaa', 'b', '', 'bab', 'a']), [0, 3, 4]);
});

test('a text that begins like itself is found', () => {
  equal(matching('aab', ['aaab', 'aba']), [0]);
  equal(matching('abab', ['abaabab', 'abaab']), [0]);
});

test('long texts are found in long lines, at their ends, too', () => {
  for (const length of [1, 2, 254, 255, 256, 257, 1_000]) {
    const text = `${'x'.repeat(length - 1)}y`;
    const lines = ['z'.repeat(5_000), `${text}z`, `z${text}`, 'x'.repeat(length), `${'z'.repeat(3_000)}${text}${'x'.repeat(3_000)}`];
    equal([length, matching(text, lines)], [length, [1, 2, 4]]);
  }
});

test('case matters where it is asked to', () => {
  equal(matching('Error', ['an ERROR', 'an Error', 'error']), [0, 1, 2]);
  equal(matching('Error', ['an ERROR', 'an Error', 'error'], true), [1]);
  equal(matching('[', ['{', '[']), [1], 'signs have no case');
});

test('whatever an expression of the same letters says, bytes say', () => {
  const letters = ['a', 'A', 'b', 'k', 's', '1', '\u212a', '\u017f', 'ä'];
  let seed = 17;
  const some = (/** @type {number} */ length) =>
    Array.from({ length }, () => letters[(seed = (seed * 1_103_515_245 + 12_345) & 0x7fff_ffff) % letters.length]).join('');
  for (let round = 0; round < 500; round++) {
    const text = some(1 + (round % 4));
    const lines = [some(12), some(3), '', some(7), some(900)];
    const matchCase = round % 2 === 0;
    if (Needle.of(text, matchCase) !== null) {
      const pattern = new RegExp(text, matchCase ? '' : 'i');
      const expected = lines.flatMap((line, index) => (pattern.test(line) ? [index] : []));
      equal([text, lines, matching(text, lines, matchCase)], [text, lines, expected]);
    }
  }
});

test('letters whose other case has other bytes are not looked for in bytes', () => {
  equal(Needle.of('größe', false), null);
  equal(matching('größe', ['die größe', 'die grösse'], true), [0]);
});
