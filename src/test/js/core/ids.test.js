import { equal, test } from '../harness.js';
import { Ids } from '../../../main/webapp/static/core/ids.js';

/** @param {string[]} ids */
function kept(ids) {
  const made = Ids.of(ids);
  return ids.map((_, index) => made?.at(index));
}

test('ids that differ somewhere are all given back', () => {
  const ids = ['1AAAAAAA0mDmLqRSAAAAAAAImEjAAAA', '1AAAAAiW20mDmLqRSCywnLCImEjAAAA', '1AAAAAiW20mDmLqRSCywnLCImEjAAAB'];
  equal(kept(ids.map((id) => id.slice(-30))), ids.map((id) => id.slice(-30)));
});

test('ids that are all the same, or differ everywhere, are given back', () => {
  equal(kept(['1abc', '1abc']), ['1abc', '1abc']);
  equal(kept(['abc', 'xyz', 'ayz']), ['abc', 'xyz', 'ayz']);
  equal(kept(['a']), ['a']);
});

test('ids of different lengths, or none, are not kept like this', () => {
  equal([Ids.of(['ab', 'c']), Ids.of(['', '']), Ids.of(['a', 'bcd', 'e'])], [null, null, null]);
});
