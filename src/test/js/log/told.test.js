import { equal, test } from '../harness.js';
import { Lines } from '../../../main/webapp/static/core/lines.js';
import { Teller } from '../../../main/webapp/static/log/told.js';
import { Messages } from '../../../main/webapp/static/text/messages.js';

/** @param {number} count */
const some = (count) =>
  Array.from({ length: count }, () => ({ id: 'x', line: 'x', source: 'a', millis: NaN, level: 0, flags: 0, bytes: 0 }));

test('what was searched of older lines and of those between is counted apart, and each line once', () => {
  const lines = new Lines(10_000);
  lines.begin('now');
  some(4).forEach((line) => lines.append(line));
  lines.openPast('linked');
  const past = /** @type {import('../../../main/webapp/static/core/lines.js').Region} */ (lines.past);
  const teller = new Teller(lines, new Messages('en'));
  teller.olderHits = 'searching';
  const told = () => ['olderHits', 'betweenHits'].map((kind) => teller.of(/** @type {any} */ ({ kind, seq: 0, part: 0 }))?.text);
  lines.prepend(past, some(200), 'before');
  equal(told(), [
    'Searching older lines… 204 lines searched, back to …',
    'Searching the lines that lie between… 0 lines searched',
  ]);
  lines.extend(past, some(30), 'behind');
  lines.prepend(lines.live, some(5), 'before now');
  lines.prepend(past, some(100), 'before that');
  equal(told(), [
    'Searching older lines… 304 lines searched, back to …',
    'Searching the lines that lie between… 35 lines searched',
  ]);
  lines.join();
  equal(told()[0], 'Searching older lines… 339 lines searched, back to …');
});

test('why a log cannot be read any more is told in the language of the reader', () => {
  const messages = new Messages('de');
  const note = { kind: 'sourceFailed', values: { name: 'a', problem: 'permission denied for user tomcat: /var/log/a' } };
  const told = new Teller(new Lines(10), messages).of(/** @type {any} */ ({ kind: 'note', seq: 0, part: 0, note }));
  equal(told?.text, `a: ${messages.t('problems.permission', { user: 'tomcat' })}`);
});
