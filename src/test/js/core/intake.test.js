import { equal, test } from '../harness.js';
import { Intake } from '../../../main/webapp/static/core/intake.js';
import { FLAG, Lines } from '../../../main/webapp/static/core/lines.js';

/** @param {[type: string, data: object][]} events */
function take(events) {
  const lines = new Lines(10_000);
  const intake = new Intake(lines);
  intake.take(events.map(([type, data]) => ({ type, data: JSON.stringify(data), lastEventId: '' })));
  return { lines, intake };
}

test('a line is kept with all that the server says of it', () => {
  const { lines, intake } = take([
    ['hello', { start: 'p', sources: ['a'] }],
    [
      'log_update',
      { id: 'i', source: 'a', time: '2026-11-23T10:00:00.5Z', level: 'error', line: 'boom', truncated: 9_000_000 },
    ],
  ]);
  equal(lines.live.firstPlace, 'p');
  equal([lines.id(0), lines.text(0), lines.names[lines.source(0)], lines.level(0)], ['i', 'boom', 'a', 5]);
  equal([lines.millis(0), lines.bytes(0)], [Date.UTC(2026, 10, 23, 10, 0, 0, 500), 9_000_000]);
  equal([intake.received, intake.errors], [1, 1]);
});

test('lines that go on others, frames, unfinished ones and control characters are known', () => {
  const { lines } = take([
    ['log_update', { source: 'a', line: '\tat a.B.c(B.java:1)', cont: true }],
    ['log_update', { source: 'a', line: 'java.lang.E: x', cont: true }],
    ['log_update', { source: 'a', line: 'half', partial: true }],
    ['log_update', { source: 'a', line: 'red \x1b[31m' }],
  ]);
  equal(
    [0, 1, 2, 3].map((seq) => lines.flags(seq)),
    [FLAG.continues | FLAG.frame | FLAG.control, FLAG.continues, FLAG.partial, FLAG.control],
  );
  equal(Number.isNaN(lines.millis(0)), true);
});

test('gaps are counted, with the lines where these are known', () => {
  const gap = { source: 'a', from: 'x', to: 'y', reason: 'rotated-away' };
  const { lines, intake } = take([
    ['gap', { ...gap, lines: 7 }],
    ['gap', gap],
  ]);
  equal([intake.gaps, intake.lost], [2, 7]);
  equal(
    lines.notes(0).map(({ kind }) => kind),
    ['gap', 'gap'],
  );
});

test('what else happens stands between the lines', () => {
  const { lines, intake } = take([
    ['hello', { start: 'p', sources: ['a'] }],
    ['log_update', { source: 'a', line: 'x' }],
    ['rotate', { source: 'a', file: 'a.log', how: 'rename' }],
    ['sources-changed', { added: [{ id: 'b' }], removed: ['c'], changed: [{ id: 'd', problem: 'no' }, { id: 'e' }] }],
  ]);
  equal(
    lines.notes(1).map(({ kind }) => kind),
    ['rotate', 'sourceAppeared', 'sourceGone', 'sourceFailed'],
  );
  equal(intake.sources, ['a', 'b']);
});

test('of a truncation the gap is told alone', () => {
  const gap = { source: 'a', from: 'x', to: 'y', reason: 'truncated' };
  const told = (/** @type {object} */ rotation, event = gap) =>
    take([
      ['gap', event],
      ['rotate', { source: 'a', file: 'a.log', ...rotation }],
    ])
      .lines.notes(0)
      .map(({ kind, gap: lost, rotation }) => (kind === 'gap' && rotation !== undefined ? `${lost.reason} by ${rotation.how}` : kind));
  equal([told({ how: 'truncate' }), told({ how: 'copytruncate' })], [['truncated by truncate'], ['truncated by copytruncate']]);
  equal(
    [told({ how: 'rename' }), told({ how: 'truncate', source: 'b' }), told({ how: 'truncate' }, { ...gap, reason: 'unreadable' })],
    [
      ['gap', 'rotate'],
      ['gap', 'rotate'],
      ['gap', 'rotate'],
    ],
  );
});

test('the first line of a file is known, where it is not told already', () => {
  const line = (/** @type {string} */ source, offset = 0) => /** @type {[string, object]} */ (['log_update', { source, offset, line: 'x' }]);
  const isFirst = (/** @type {string[]} */ sources, /** @type {[string, object][]} */ ...events) => {
    const { lines } = take([['hello', { start: 'p', sources }], ...events]);
    return Array.from({ length: lines.end }, (_, seq) => (lines.flags(seq) & FLAG.first) !== 0);
  };
  const rotate = /** @type {[string, object]} */ (['rotate', { source: 'a', file: 'a.log', how: 'rename' }]);
  equal(isFirst(['a'], line('a'), line('a', 2), line('a')), [true, false, true]);
  equal(isFirst(['a'], line('a', 7), rotate, line('a'), line('a')), [false, false, true]);
  equal(isFirst(['a', 'b'], line('a'), line('b'), line('a'), line('b', 2)), [false, false, true, false]);
});

test('the history that a view begins with is no news, what was missed since is', () => {
  const { intake } = take([
    ['hello', { start: 'p', sources: ['a'] }],
    ['log_update', { source: 'a', line: 'old', level: 'error' }],
    ['backfill-end', {}],
    ['log_update', { source: 'a', line: 'new', level: 'error' }],
    ['hello', { start: 'q', sources: ['a'] }],
    ['log_update', { source: 'a', line: 'missed' }],
    ['log_update', { source: 'a', line: 'missed, too' }],
    ['backfill-end', {}],
    ['log_update', { source: 'a', line: 'newer' }],
  ]);
  equal([intake.received, intake.fresh], [5, 4]);
  equal([intake.errors, intake.freshErrors], [2, 1]);
});

test('who loses the connection within the history gets news by the next one', () => {
  const { intake } = take([
    ['hello', { start: 'p', sources: ['a'] }],
    ['log_update', { source: 'a', line: 'old' }],
    ['hello', { start: 'q', sources: ['a'] }],
    ['log_update', { source: 'a', line: 'missed' }],
  ]);
  equal([intake.received, intake.fresh], [2, 1]);
});
