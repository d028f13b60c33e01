import { equal, ok, test } from '../harness.js';
import { segments } from '../../../main/webapp/static/text/segments.js';

/** @param {...any} given */
function cut(...given) {
  // @ts-ignore
  return segments(...given).map(({ text, className }) => (className === '' ? text : `[${className}|${text}]`));
}

test('a text without anything is one segment', () => {
  equal(segments('abc', [], []), [{ text: 'abc', className: '' }]);
  equal(segments('', [], []), []);
});

test('a text is cut where its look changes', () => {
  const spans = [
    { start: 1, end: 3, className: 'fg-1' },
    { start: 3, end: 4, className: 'bold' },
  ];
  equal(cut('abcdef', spans, []), ['a', '[fg-1|bc]', '[bold|d]', 'ef']);
});

test('a hit has its mark as well as its colour', () => {
  const spans = [{ start: 2, end: 6, className: 'fg-1' }];
  const hits = [
    { start: 0, end: 3, current: false },
    { start: 5, end: 8, current: true },
  ];
  equal(cut('abcdefghi', spans, hits), [
    '[hit|ab]',
    '[fg-1 hit|c]',
    '[fg-1|de]',
    '[fg-1 hit hit-current|f]',
    '[hit hit-current|gh]',
    'i',
  ]);
});

test('hits that touch stay two', () => {
  equal(cut('aaaa', [], [{ start: 0, end: 2 }, { start: 2, end: 4, current: true }]), [
    '[hit|aa]',
    '[hit hit-current|aa]',
  ]);
});

test('an empty hit marks nothing', () => {
  equal(cut('abc', [], [{ start: 1, end: 1 }, { start: 2, end: 3 }]), ['ab', '[hit|c]']);
});

test('a piece has what lies in it', () => {
  const spans = [{ start: 0, end: 4, className: 'fg-1' }];
  const hits = [{ start: 3, end: 8 }];
  equal(cut('abcdefgh', spans, hits, 2, 6), ['[fg-1|c]', '[fg-1 hit|d]', '[hit|ef]']);
  equal(cut('abcdefgh', spans, hits, 6), ['[hit|gh]']);
  equal(cut('abcdefgh', spans, hits, 8), []);
});

test('no mark halves a character', () => {
  equal(cut('🔥x', [], [{ start: 0, end: 1 }]), ['[hit|🔥]', 'x']);
  equal(cut('🔥x', [], [{ start: 1, end: 2 }]), ['[hit|🔥]', 'x']);
  equal(cut('a🔥x', [], [{ start: 0, end: 2 }, { start: 2, end: 4 }]), ['[hit|a🔥]', '[hit|x]']);
});

test('segments are together the text', () => {
  let seed = 3;
  const next = (/** @type {number} */ below) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * below);
  };
  /** @param {number} length @param {object} rest */
  const ranges = (length, rest) => {
    const all = [];
    for (let at = next(4); at < length; at += next(4)) {
      const end = Math.min(length, at + next(5));
      all.push({ start: at, end, ...rest });
      at = end;
    }
    return all;
  };
  for (let round = 0; round < 500; round++) {
    const text = 'ab🔥cd在ef'.repeat(1 + next(3));
    const from = next(3);
    const result = segments(text, ranges(text.length, { className: 'bold' }), ranges(text.length, {}), from);
    equal(result.map((segment) => segment.text).join(''), text.slice(from));
    ok(result.every((segment) => segment.text !== ''), 'none is empty');
  }
});
