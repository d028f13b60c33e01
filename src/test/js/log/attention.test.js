import { equal, test } from '../harness.js';
import { Find } from '../../../main/webapp/static/core/find.js';
import { Lines } from '../../../main/webapp/static/core/lines.js';
import { Attention } from '../../../main/webapp/static/log/attention.js';
import { Rows } from '../../../main/webapp/static/log/rows.js';

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

/** Three lines; before the second one and behind the last one a row offers something. */
function offering() {
  const lines = new Lines(10_000);
  for (const text of ['a', 'b', 'c']) {
    lines.append({ id: 'x', line: text, source: 'a', millis: NaN, level: 0, flags: 0, bytes: 0 });
  }
  const gap = { kind: 'gap', state: 'told' };
  lines.addNote(gap, 1);
  lines.addNote({ kind: 'cleared', state: 'told' });
  const rows = new Rows(lines, new Find(lines, () => {}));
  rows.tell = ({ note }) => (note?.state === 'told' ? { text: 'x', action: { name: 'y', label: 'z' } } : { text: 'x' });
  const attention = new Attention();
  const step = (/** @type {1 | -1} */ way) => {
    const { seq, offer } = attention.beside(way, rows);
    if (offer === null) {
      attention.to(seq, false);
    } else {
      attention.toOffer(offer);
    }
    return `${attention.cursor} ${attention.offer?.note?.kind ?? 'line'}`;
  };
  return { attention, gap, rows, step };
}

test('steps stop at what is offered between lines, in either direction', () => {
  const { attention, step } = offering();
  attention.to(0, false);
  equal([step(1), step(1), step(1), step(1), step(1)], ['1 gap', '1 line', '2 line', '3 cleared', '3 cleared']);
  equal([step(-1), step(-1), step(-1), step(-1), step(-1)], ['2 line', '1 line', '1 gap', '0 line', '0 line']);
});

test('what was offered and is done is left in either direction', () => {
  const { attention, gap, rows, step } = offering();
  for (const [way, expected] of /** @type {[1 | -1, string][]} */ ([[1, '1 line'], [-1, '0 line']])) {
    gap.state = 'told';
    attention.toOffer(rows.offers(1)[0]);
    gap.state = 'loading';
    equal(step(way), expected);
  }
});

test('a line that is clicked or gone to has the attention itself', () => {
  const { attention, rows } = offering();
  for (const leave of [() => attention.to(1, false), () => attention.click(1, false), () => attention.nowhere()]) {
    attention.toOffer(rows.offers(1)[0]);
    equal([attention.cursor, attention.isAt(rows.offers(1)[0]), attention.selected], [1, true, null]);
    leave();
    equal(attention.offer, null);
  }
});

test('where fewer lines are shown, the selection is drawn in to these, with the attention at the same end', () => {
  const attention = new Attention();
  attention.select(3, 9);
  attention.narrow(4, 8);
  equal([attention.selected, attention.cursor], [{ from: 4, to: 8 }, 8]);
  attention.select(9, 3);
  attention.narrow(4, 8);
  equal([attention.selected, attention.cursor], [{ from: 4, to: 8 }, 4]);
  attention.to(5, false);
  attention.narrow(5, 5);
  equal([attention.selected, attention.cursor], [null, 5]);
});

test('where none of the selected lines is shown any more, nothing is selected', () => {
  for (const [first, last] of [[null, null], [10, 2], [null, 2], [10, null]]) {
    const attention = new Attention();
    attention.select(3, 9);
    attention.narrow(first, last);
    equal([attention.selected, attention.cursor], [null, null]);
  }
});

test('attention and selection stay at their lines where others are put in between', () => {
  const { attention, rows } = offering();
  attention.select(2, 0);
  attention.renumber(0, 1, 10);
  equal(attention.selected, { from: -10, to: 2 });
  attention.toOffer(rows.offers(1)[0]);
  attention.renumber(0, 1, 10);
  equal([attention.cursor, attention.offer], [-9, null], 'the first of the lines in place of the gap');
});

test('what was folded away has its row instead, at both ends of a selection', () => {
  const attention = new Attention();
  const visible = (/** @type {number} */ seq) => (seq > 3 && seq < 9 ? 3 : seq);
  equal(attention.keepVisible(visible), false);
  attention.to(5, false);
  equal([attention.keepVisible(visible), attention.cursor, attention.selected], [true, 3, null]);
  attention.select(6, 5);
  equal([attention.keepVisible(visible), attention.selected], [true, { from: 3, to: 3 }]);
  attention.select(2, 6);
  equal([attention.keepVisible(visible), attention.selected], [true, { from: 2, to: 3 }]);
  equal(attention.keepVisible(visible), false);
});
