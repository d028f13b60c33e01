import { equal, test } from '../harness.js';
import { Find } from '../../../main/webapp/static/core/find.js';
import { Lines } from '../../../main/webapp/static/core/lines.js';
import { Painter } from '../../../main/webapp/static/log/paint.js';
import { Rows } from '../../../main/webapp/static/log/rows.js';
import { messages } from '../../../main/webapp/static/text/messages.js';
import { Times } from '../../../main/webapp/static/text/times.js';

/** @param {string[]} sources of the lines, in the order they come */
function painted(sources) {
  const lines = new Lines(100);
  sources.forEach((source) => lines.append({ id: 'x', line: 'x', source, millis: NaN, level: 0, flags: 0, bytes: 0 }));
  const find = new Find(lines, () => {});
  const rows = new Rows(lines, find);
  const painter = new Painter({ lines, rows, find, messages: messages('en'), times: new Times('en') });
  /** @param {string} source */
  const colour = (source) => {
    const element = document.createElement('div');
    painter.paint(element, rows.of(sources.indexOf(source))[0]);
    return element.querySelector('.source')?.className;
  };
  return { painter, colour };
}

test('of a value that is too long for its rows is said how much is missing, and a long name can be read', () => {
  const lines = new Lines(100);
  const name = 'kubernetes.labels.app.kubernetes.io/name';
  lines.append({ id: 'x', line: JSON.stringify({ [name]: 'x'.repeat(6_234) }), source: 'a', millis: NaN, level: 0, flags: 0, bytes: 0 });
  const find = new Find(lines, () => {});
  const rows = new Rows(lines, find);
  const painter = new Painter({ lines, rows, find, messages: messages('en'), times: new Times('en') });
  rows.opened.add(0);
  const fields = rows.of(0).filter(({ kind }) => kind === 'field');
  const [first, last] = fields.map((row) => {
    const element = document.createElement('div');
    painter.paint(element, row);
    return element;
  });
  equal(fields.length, 2);
  equal(first.querySelector('.field-value')?.textContent, 'x'.repeat(5_000));
  equal(first.querySelector('.field-name')?.getAttribute('title'), name);
  equal(last.textContent, '+1,234 characters');
});

test('a value of a field is painted with its colours, and piece by piece where it is wrapped', () => {
  const lines = new Lines(100);
  lines.append({ id: 'x', line: '{"raw":"\\u001b[31mred\\u001b[0m and what follows"}', source: 'a', millis: NaN, level: 0, flags: 0, bytes: 0 });
  const find = new Find(lines, () => {});
  const rows = new Rows(lines, find);
  const painter = new Painter({ lines, rows, find, messages: messages('en'), times: new Times('en') });
  rows.opened.add(0);
  const values = () =>
    rows
      .of(0)
      .filter(({ kind }) => kind === 'field')
      .map((row) => {
        const element = document.createElement('div');
        painter.paint(element, row);
        return element.querySelector('.field-value')?.innerHTML;
      });
  equal(values(), ['<span class="fg-1">red</span> and what follows']);
  rows.columns = 36;
  equal(values(), ['<span class="fg-1">red</span> and ', 'what follo', 'ws']);
});

const named = (/** @type {string[]} */ ...ids) => new Map(ids.map((id) => [id, id]));

test('a log has the same colour whoever brings the first line, and however the sources are listed', () => {
  const seen = [
    ['a', 'b', 'c'],
    ['c', 'b', 'a'],
    ['b', 'a', 'c'],
  ].map((order) => {
    const { painter, colour } = painted(order);
    painter.labels = named(...order.toReversed());
    return ['a', 'b', 'c'].map(colour);
  });
  equal(new Set(seen[0]).size, 3);
  equal([seen[1], seen[2]], [seen[0], seen[0]]);
});

test('its colour does not depend on which others are shown, where none has the same', () => {
  const alone = painted(['orders.log']);
  alone.painter.labels = named('orders.log', 'web.log');
  const among = painted(['orders.log']);
  among.painter.labels = named('b.log', 'web.log', 'orders.log');
  equal(among.colour('orders.log'), alone.colour('orders.log'));
});

test('up to eight logs have eight colours, and more share them', () => {
  const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'].map((name) => `${name}.log`);
  const { painter, colour } = painted(ids);
  painter.labels = named(...ids);
  const colours = ids.map(colour);
  equal(new Set(colours.slice(0, 8)).size, 8);
  equal(new Set(colours).size, 8);
});

test('a log that appears leaves the others their colours', () => {
  const { painter, colour } = painted(['a', 'b', 'c', 'd']);
  painter.labels = named('b', 'c');
  const before = ['b', 'c'].map(colour);
  painter.labels = named('a', 'b', 'c');
  equal(['b', 'c'].map(colour), before);
  equal(new Set(['a', 'b', 'c', 'd'].map(colour)).size, 4);
});

for (const [level, letter] of [
  [6, 'F'],
  [5, 'E'],
  [4, 'W'],
  [3, 'I'],
  [2, 'D'],
  [1, 'T'],
]) {
  test(`where there is little room, level ${level} is the sign and the letter ${letter}`, () => {
    const lines = new Lines(100);
    lines.append({ id: 'x', line: '{"level":50}', source: 'a', millis: NaN, level: Number(level), flags: 0, bytes: 0 });
    const find = new Find(lines, () => {});
    const rows = new Rows(lines, find);
    const painter = new Painter({ lines, rows, find, messages: messages('en'), times: new Times('en') });
    painter.isNarrow = true;
    const element = document.createElement('div');
    painter.paint(element, rows.of(0)[0]);
    const shown = element.querySelector('.level');
    equal(shown?.querySelector('.letter')?.textContent, letter);
    equal(shown?.querySelector('.word')?.textContent?.startsWith(String(letter)), true, 'for screen readers the word');
  });
}
