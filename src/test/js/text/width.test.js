import { equal, ok, test } from '../harness.js';
import { columns, pieces } from '../../../main/webapp/static/text/width.js';

/** @param {string} text @param {number} widest */
function cut(text, widest) {
  const starts = pieces(text, widest);
  return starts.map((start, i) => text.slice(start, starts[i + 1]));
}

test('a letter takes a column', () => {
  equal(columns(''), 0);
  equal(columns('order=1041'), 10);
  equal(columns('größe отлично Ωμέγα'), 19);
});

test('what is wide in East Asia takes two', () => {
  equal(columns('在庫'), 4);
  equal(columns('한국'), 4);
  equal(columns('ＡＢ'), 4);
  equal(columns('ｱｲ'), 2);
  equal(columns('𠀀'), 2);
});

test('marks take none, also where they come alone', () => {
  equal(columns('e\u0301'), 1);
  equal(columns('ก\u0e34'), 1);
  equal(columns('a\u200bb'), 2);
  equal(columns('\u0301'), 0);
  equal(columns('か\u3099'), 2);
});

test('what is shown as one emoji takes two', () => {
  equal(columns('🔥'), 2);
  equal(columns('❤\ufe0f'), 2);
  equal(columns('❤'), 1);
  equal(columns('👍🏽'), 2);
  equal(columns('👩‍👩‍👧'), 2);
  equal(columns('🇩🇪'), 2);
  equal(columns('🇩🇪🇪🇸'), 4);
});

test('half of a character takes a column', () => {
  equal(columns('\ud83d'), 1);
  equal(columns('\udd25x'), 2);
});

test('a text is cut into pieces of so many columns', () => {
  equal(cut('abcdefgh', 3), ['abc', 'def', 'gh']);
  equal(cut('abcdef', 3), ['abc', 'def']);
  equal(cut('', 3), ['']);
  equal(cut('在庫あり', 4), ['在庫', 'あり']);
  equal(cut('a在庫', 4), ['a在', '庫']);
});

test('a text is cut between words where one ends in the second half of the piece', () => {
  equal(cut('order 17 accepted', 10), ['order 17 ', 'accepted']);
  equal(cut('order 1234 accepted', 10), ['order 1234 ', 'accepted']);
  equal(cut('{"a":1,"b":22,"c":3}', 10), ['{"a":1,', '"b":22,', '"c":3}']);
  equal(cut('a bcdefghijklm', 10), ['a bcdefghi', 'jklm']);
  equal(cut('größe in Stück', 10), ['größe in ', 'Stück']);
  equal(cut('größe 7890 Stück', 10), ['größe 7890 ', 'Stück']);
  equal(cut('a größenangabe', 10), ['a größenan', 'gabe']);
});

test('what belongs together is not cut', () => {
  equal(cut('aae\u0301x', 3), ['aae\u0301', 'x']);
  equal(cut('🔥🔥', 3), ['🔥', '🔥']);
  equal(cut('x🇩🇪🇪🇸', 3), ['x🇩🇪', '🇪🇸']);
  equal(cut('👩‍👩‍👧👩‍👩‍👧', 2), ['👩‍👩‍👧', '👩‍👩‍👧']);
});

test('a character wider than the piece has one of its own', () => {
  equal(cut('在庫', 1), ['在', '庫']);
  equal(cut('a在', 1), ['a', '在']);
});

test('pieces are together the text, and none is too wide', () => {
  const samples = ['a', '0', 'ü', '在', 'e\u0301', '🔥', '👍🏽', '🇩🇪', '\ud83d', '\u200d', '\u0301'];
  let seed = 7;
  const next = (/** @type {number} */ below) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * below);
  };
  for (let round = 0; round < 500; round++) {
    const text = Array.from({ length: next(30) }, () => samples[next(samples.length)]).join('');
    const widest = 2 + next(10);
    const cuts = cut(text, widest);
    equal(cuts.join(''), text);
    ok(cuts.every((piece) => columns(piece) <= widest), `round ${round}: ${JSON.stringify(cuts)} in ${widest}`);
  }
});
