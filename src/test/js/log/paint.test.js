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

test('a log of several has the same colour whichever of them brings the first line', () => {
  const labels = new Map([['a', 'a'], ['b', 'b'], ['c', 'c']]);
  for (const order of [['a', 'b', 'c'], ['c', 'b', 'a']]) {
    const { painter, colour } = painted(order);
    painter.labels = labels;
    equal(['a', 'b', 'c'].map(colour), ['source source-0', 'source source-1', 'source source-2']);
  }
});

test('a log that appears leaves the others their colours', () => {
  const { painter, colour } = painted(['a', 'b', 'c', 'd']);
  painter.labels = new Map([['a', 'a'], ['c', 'c']]);
  painter.labels = new Map([['a', 'a'], ['b', 'b'], ['c', 'c']]);
  equal(['a', 'b', 'c', 'd'].map(colour), ['source source-0', 'source source-2', 'source source-1', 'source source-3']);
});
