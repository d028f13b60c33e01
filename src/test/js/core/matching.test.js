import { equal, test } from '../harness.js';
import { matchingLines, matchingRanges } from '../../../main/webapp/static/core/matching.js';
import { packed } from '../../../main/webapp/static/core/packed.js';

const LINES = ['', 'a', 'äb', '表b', '😀b', '\ufeffb', 'b', '', 'bc'];

/** @param {RegExp} pattern */
function matching(pattern) {
  return [...matchingLines(pattern, packed(LINES))];
}

test('lines of all alphabets match where they match alone', () => {
  for (const pattern of [/b$/, /^b/, /^$/, /^.b$/u, /^..b$/, /ä|表/, /\ufeff/, /c/, /x/]) {
    const expected = LINES.flatMap((line, index) => (pattern.test(line) ? [index] : []));
    equal([String(pattern), matching(pattern)], [String(pattern), expected]);
  }
});

test('nothing matches across the end of a line', () => {
  equal(matching(/a[^]/), []);
  equal(matching(/b\s/), []);
});

test('what is found without a length is nowhere, and too much is cut off', () => {
  equal(matchingRanges(/b*/g, 'abba'), [{ start: 1, end: 3 }]);
  equal(matchingRanges(/a/g, 'a'.repeat(1_000)).length, 200);
});
