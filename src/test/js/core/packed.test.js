import { equal, test } from '../harness.js';
import { packed, textOf } from '../../../main/webapp/static/core/packed.js';

const TEXTS = ['', 'a', 'ä', '表', '😀', '\ufeffmark', 'plain', ''];

/** @param {import('../../../main/webapp/static/core/packed.js').Packed} from */
function each({ bytes, ends }) {
  return Array.from(ends, (end, index) => textOf(bytes, index === 0 ? 0 : ends[index - 1], end));
}

test('texts of all alphabets come back from their bytes', () => {
  equal(each(packed(TEXTS)), TEXTS);
  equal(each(packed([])), []);
});

test('more than there is room for is packed all the same, and what comes next too', () => {
  const long = ['x'.repeat(400_000), '表'.repeat(400_000), 'y'];
  equal(each(packed(long)).map((text) => text.length), [400_000, 400_000, 1]);
  equal(each(packed(long)), long);
  equal(each(packed(TEXTS)), TEXTS);
});
