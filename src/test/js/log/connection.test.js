import { equal, ok, test } from '../harness.js';
import { observable } from '../../../main/webapp/static/app/events.js';
import { Intake } from '../../../main/webapp/static/core/intake.js';
import { Lines } from '../../../main/webapp/static/core/lines.js';
import { Connection } from '../../../main/webapp/static/log/connection.js';

const LOST = /** @type {const} */ ({ kind: 'waiting', why: 'network', status: 0, detail: '', number: '', retryAt: 5 });

/**
 * @param {any[] | undefined} [sources] as the server lists them; `undefined`: it does not
 * @param {() => number} [now]
 */
function connection(sources, now) {
  const view = observable({ connection: { kind: 'connecting' } });
  const lines = new Lines(1_000);
  const intake = new Intake(lines);
  const sourceList = async () => {
    if (sources === undefined) {
      throw new TypeError('no network');
    }
    return { sources };
  };
  const made = new Connection({ view, lines, intake, sourceList, now });
  intake.onEvent = (type, data) => made.told(type, data);
  const take = (/** @type {string} */ type, /** @type {object} */ data) =>
    intake.take([{ type, data: JSON.stringify(data), lastEventId: '' }]);
  return {
    made,
    view,
    take,
    hello: (version = '1', started = 'then', node = 'n') =>
      take('hello', { version, node, started, start: 'p', sources: ['a'] }),
    line: () => take('log_update', { source: 'a', file: 'a.log', offset: 100, line: 'x'.repeat(99) }),
    notes: () => lines.notes(lines.end).map(({ kind }) => kind),
    row: (/** @type {string} */ wanted) => lines.notes(lines.end).find(({ kind }) => kind === wanted),
  };
}

test('a loss is told where it happened, and what became of it', () => {
  const { made, hello, line, notes, view } = connection();
  hello();
  line();
  made.changed({ kind: 'live' });
  made.changed(LOST);
  equal(notes(), ['lost']);
  equal(view.value.connection, { kind: 'waiting', why: 'why.network', status: undefined, number: undefined, retryAt: 5 });
  made.changed({ ...LOST, status: 502, why: '' });
  equal(notes(), ['lost'], 'the next failure is the same loss');
  hello();
  equal(notes(), ['resumed']);
});

test('while it tries again the page knows what the last try has met, until one has met nothing', () => {
  const { made, view } = connection();
  const refusal = { kind: 'refused', why: '', status: 403, detail: '', number: '', retryAt: 5 };
  made.changed({ kind: 'connecting' });
  equal(view.value.connection.failure, undefined);
  made.changed(/** @type {any} */ (refusal));
  const told = view.value.connection;
  made.changed({ kind: 'connecting' });
  equal([view.value.connection.kind, view.value.connection.failure], ['connecting', told]);
  made.changed({ kind: 'behind' });
  made.changed({ kind: 'live' });
  made.changed({ kind: 'connecting' });
  equal(view.value.connection.failure, undefined);
});

test('a loss is told with what the last try has met', () => {
  const { made, hello, row } = connection();
  const loss = () => row('lost');
  hello();
  made.changed(LOST);
  equal([loss()?.obstacle, loss()?.why, loss()?.status], ['waiting', 'why.network', 0]);
  made.changed({ ...LOST, status: 504, why: '' });
  equal([loss()?.obstacle, loss()?.why, loss()?.status], ['waiting', '', 504]);
  made.changed(LOST);
  equal(loss()?.why, 'why.network');
  made.changed({ ...LOST, why: 'shutdown' });
  made.changed(LOST);
  equal(loss()?.why, 'why.shutdown', 'that nobody answers is a part of it');
});

test('a gap in what came meanwhile is what was lost, and one behind that is not', () => {
  const { made, hello, line, notes, row, take } = connection();
  hello();
  line();
  made.changed(LOST);
  hello();
  take('gap', { source: 'a', from: 'x', to: 'y', reason: 'rotated-away' });
  equal(notes(), ['resumedGap', 'gap']);
  line();
  made.changed(LOST);
  hello();
  const told = row('resumed');
  line();
  take('gap', { source: 'a', from: 'x', to: 'y', reason: 'rotated-away' });
  equal([told?.kind, notes()], ['resumedGap', ['gap']], 'behind the first line');
  line();
  made.changed(LOST);
  hello();
  const later = row('resumed');
  line();
  take('backfill-end', {});
  take('gap', { source: 'a', from: 'x', to: 'y', reason: 'truncated' });
  equal([later?.kind, notes()], ['resumed', ['gap']], 'live');
});

test('what never worked was not lost', () => {
  const { made, notes } = connection();
  made.changed(LOST);
  equal(notes(), []);
});

test('a server that was restarted is told with its version', () => {
  const { made, hello, notes } = connection();
  hello('1');
  made.changed({ ...LOST, why: 'shutdown' });
  hello('2');
  equal(notes(), ['resumed', 'restarted']);
});

test('a server that started anew is told although it did not say that it ends', () => {
  const { made, hello, notes } = connection();
  hello('1', 'then');
  made.changed(LOST);
  hello('1', 'then');
  equal(notes(), ['resumed'], 'the same server');
  made.changed(LOST);
  hello('1', 'now');
  equal(notes(), ['resumed', 'resumed', 'restarted']);
  made.changed(LOST);
  hello('1', 'later', 'another node');
  equal(notes(), ['resumed', 'resumed', 'restarted', 'resumed']);
  made.changed({ kind: 'live' });
  made.sleep();
  made.changed({ kind: 'asleep' });
  hello('1', 'last', 'another node');
  equal(notes().slice(4), ['slept', 'restarted']);
});

test('a tab that slept is told, once', () => {
  const { made, hello, notes } = connection();
  hello();
  made.changed({ kind: 'live' });
  made.sleep();
  made.changed({ kind: 'asleep' });
  hello();
  hello();
  equal(notes(), ['slept']);
});

test('while it catches up the lines to come are told', async () => {
  const { made, hello, line, view } = connection([{ id: 'a', generations: [{ file: 'a.log', sizeBytes: 1_100 }] }]);
  hello();
  line();
  made.changed({ kind: 'live' });
  made.changed(LOST);
  made.changed({ kind: 'connecting' });
  made.changed({ kind: 'behind' });
  hello();
  await Promise.resolve();
  await Promise.resolve();
  made.refresh();
  equal([view.value.connection.kind, view.value.connection.lagLines], ['behind', 10]);
  made.changed({ kind: 'live' });
  equal(view.value.connection, { kind: 'live' });
  equal(made.lag, { lagLines: 0, lagMillis: 0 });
});

test('an archive of a size that nobody knows does not hide how many lines are to come', async () => {
  const { made, hello, line, view } = connection([
    { id: 'a', generations: [{ file: 'a.log.2.gz' }, { file: 'a.log', sizeBytes: 1_100 }] },
  ]);
  hello();
  line();
  made.changed({ kind: 'live' });
  made.changed(LOST);
  made.changed({ kind: 'connecting' });
  made.changed({ kind: 'behind' });
  hello();
  await Promise.resolve();
  await Promise.resolve();
  made.refresh();
  equal([view.value.connection.kind, view.value.connection.lagLines], ['behind', 10]);
});

test('the first connection is not behind anything', () => {
  const { made, hello, view } = connection();
  made.changed({ kind: 'behind' });
  hello();
  made.refresh();
  equal(view.value.connection, { kind: 'connecting' });
  ok(made.lag.lagMillis === 0);
});

test('how far behind the page is, is told with lines and time while the log outruns it', async () => {
  let now = 1_000_000;
  const { made, hello, view, take } = connection(
    [{ id: 'a', generations: [{ file: 'a.log', sizeBytes: 1_100, lastTime: '2026-11-26T12:00:03.200Z' }] }],
    () => now,
  );
  hello();
  take('log_update', { source: 'a', file: 'a.log', offset: 100, time: '2026-11-26T12:00:00.000Z', line: 'x'.repeat(99) });
  made.changed({ kind: 'live' });
  made.changed({ kind: 'behind' });
  equal(view.value.connection, { kind: 'live' }, 'a moment is not told');
  now += 1_500;
  made.refresh();
  await Promise.resolve();
  await Promise.resolve();
  made.refresh();
  equal(view.value.connection, { kind: 'behind', lagLines: 10, lagMillis: 3_200 });
});

test('a lag that cannot be measured is told all the same', async () => {
  let now = 1_000_000;
  const { made, hello, line, view } = connection(undefined, () => now);
  hello();
  line();
  made.changed({ kind: 'live' });
  made.changed({ kind: 'behind' });
  now += 1_500;
  made.refresh();
  await Promise.resolve();
  await Promise.resolve();
  made.refresh();
  equal(view.value.connection, { kind: 'behind', lagLines: 0, lagMillis: 0 });
});

test('a log whose times go back is not behind once its last line is there', async () => {
  let now = Date.parse('2026-11-26T12:00:00.100Z');
  const list = [{ id: 'a', generations: [{ file: 'a.log', sizeBytes: 1_100, lastTime: '2026-11-26T12:00:50.000Z' }] }];
  const { made, hello, view, take } = connection(list, () => now);
  const line = (/** @type {number} */ offset, /** @type {string} */ time) =>
    take('log_update', { source: 'a', file: 'a.log', offset, time, line: 'x'.repeat(99) });
  const looked = async () => {
    made.refresh();
    await Promise.resolve();
    await Promise.resolve();
    made.refresh();
  };
  hello();
  line(0, '2026-11-26T12:00:00.000Z');
  made.changed({ kind: 'live' });
  await looked();
  now += 10_000;
  line(100, '2026-11-26T12:00:01.000Z');
  await looked();
  equal(view.value.connection.kind, 'behind');
  line(1_000, '2026-11-26T12:00:02.000Z');
  made.refresh();
  equal(view.value.connection, { kind: 'live' });
  equal(made.lag, { lagLines: 0, lagMillis: 0 });
});

test('a network that is slower than the log is told, though the page reads all that comes', async () => {
  let now = Date.parse('2026-11-26T12:00:00.100Z');
  const list = [{ id: 'a', generations: [{ file: 'a.log', sizeBytes: 200, lastTime: '2026-11-26T12:00:00.000Z' }] }];
  const { made, hello, view, take } = connection(list, () => now);
  const line = (/** @type {number} */ offset, /** @type {string} */ time) =>
    take('log_update', { source: 'a', file: 'a.log', offset, time, line: 'x'.repeat(99) });
  const looked = async () => {
    made.refresh();
    await Promise.resolve();
    await Promise.resolve();
    made.refresh();
  };
  hello();
  line(100, '2026-11-26T12:00:00.000Z');
  made.changed({ kind: 'live' });
  await looked();
  equal(view.value.connection, { kind: 'live' });
  now += 10_000;
  list[0].generations[0] = { file: 'a.log', sizeBytes: 100_200, lastTime: '2026-11-26T12:00:10.000Z' };
  line(200, '2026-11-26T12:00:02.000Z');
  await looked();
  equal(view.value.connection, { kind: 'behind', lagLines: 1_000, lagMillis: 8_000 });
  now += 10_000;
  line(100_200, '2026-11-26T12:00:10.000Z');
  await looked();
  equal(view.value.connection, { kind: 'live' });
  equal(made.lag, { lagLines: 0, lagMillis: 0 });
});
