import { equal, test } from '../harness.js';
import { Attention } from '../../../main/webapp/static/log/attention.js';

test('the selection goes from where it began to where the attention is, in the order of the log', () => {
  const attention = new Attention();
  equal([attention.cursor, attention.selected], [null, null]);
  attention.to(7, false);
  equal([attention.cursor, attention.selected], [7, null]);
  attention.to(5, true);
  attention.to(3, true);
  equal([attention.cursor, attention.selected], [3, { from: 3, to: 7 }]);
  attention.to(4, false);
  equal([attention.cursor, attention.selected], [4, null]);
});

test('a click selects a line, and another one gives it up', () => {
  const attention = new Attention();
  attention.click(7, false);
  equal([attention.cursor, attention.selected], [7, { from: 7, to: 7 }]);
  attention.click(9, true);
  equal([attention.cursor, attention.selected], [9, { from: 7, to: 9 }]);
  attention.click(9, false);
  equal(attention.selected, { from: 9, to: 9 });
  attention.click(9, false);
  equal([attention.cursor, attention.selected], [null, null]);
});

test('a click with Shift selects from the line that had the attention', () => {
  const attention = new Attention();
  attention.to(2, false);
  attention.click(5, true);
  equal(attention.selected, { from: 2, to: 5 });
  attention.nowhere();
  attention.click(5, true);
  equal(attention.selected, { from: 5, to: 5 });
});
