import { equal, ok, test } from '../harness.js';
import { OwnTimes } from '../../../main/webapp/static/text/owntimes.js';

const NOW = Date.parse('2026-11-26T12:00:00Z');
const berlin = new OwnTimes('Europe/Berlin', () => NOW);
const unknown = new OwnTimes('', () => NOW);

/** @param {string} line @param {string} time */
function means(line, time, times = berlin) {
  const found = times.of(line);
  equal([line, Number.isNaN(found) ? 'none' : new Date(found).toISOString()], [line, time]);
}

test('a time without a zone is in that of the server', () => {
  means('24-Nov-2026 10:15:30.123 INFO [main] org.apache.catalina.startup.Catalina.start', '2026-11-24T09:15:30.123Z');
  means('2026-11-24 10:15:30,123 INFO [main] c.e.App - up', '2026-11-24T09:15:30.123Z');
  means('2026/11/24 10:15:30 [error] 12#0: open() failed', '2026-11-24T09:15:30.000Z');
  means('INFO [main] 2026-07-24 10:15:30.999999 up', '2026-07-24T08:15:30.999Z');
  means('Nov 24 10:15:30 host sshd[1]: error: x', '2026-11-24T09:15:30.000Z');
  means('<13>Nov  3 10:15:30 host app: x', '2026-11-03T09:15:30.000Z');
  means('[Tue Nov 24 10:15:30.123456 2026] [core:error] x', '2026-11-24T09:15:30.123Z');
  means('Nov 24, 2026 10:15:30 PM org.apache.Foo bar', '2026-11-24T21:15:30.000Z');
  means('Nov 4, 2026 12:15:30 AM org.apache.Foo bar', '2026-11-03T23:15:30.000Z');
  means('{"msg":"x","time":"2026-11-24 10:15:30"}', '2026-11-24T09:15:30.000Z');
});

test('a time that shows its zone, or counts from 1970, needs none', () => {
  for (const times of [berlin, unknown]) {
    means('::1 - - [26/Nov/2026:12:19:33 +0200] "GET /"', '2026-11-26T10:19:33.000Z', times);
    means('2026-11-24 10:15:30 UTC [12] LOG:  checkpoint', '2026-11-24T10:15:30.000Z', times);
    means('1763892000.123 x', '2025-11-23T10:00:00.123Z', times);
    means('1763892000123456 x', '2025-11-23T10:00:00.123Z', times);
    means('{"level":"info","ts":1763892000.5,"msg":"x"}', '2025-11-23T10:00:00.500Z', times);
  }
});

test('the time of an access log is read with its zone', () => {
  const expected = '2026-11-26T10:19:33.000Z';
  means('10.0.0.7 - anna [26/Nov/2026:10:19:33 +0000] "GET / HTTP/1.1" 200 512', expected, unknown);
  means('::1 - - [26/Nov/2026:12:19:33 +0200] "GET /"', expected, unknown);
  means('[26/Nov/2026:04:49:33 -0530]', expected, unknown);
  for (const none of [
    '',
    'no time [at all]',
    '[26/Nov/2026:10:19:33] without a zone',
    '[26/Nox/2026:10:19:33 +0000]',
    '[00/Nov/2026:10:19:33 +0000]',
    `${'x'.repeat(200)}[26/Nov/2026:10:19:33 +0000]`,
  ]) {
    ok(Number.isNaN(unknown.of(none)), none);
  }
});

test('without a year it is the last one in which it is not more than a day ahead', () => {
  means('Nov 27 12:00:00 host x', '2026-11-27T11:00:00.000Z');
  means('Nov 28 12:00:00 host x', '2025-11-28T11:00:00.000Z');
  means('Feb 29 12:00:00 host x', '2024-02-29T11:00:00.000Z');
  means('Feb 30 12:00:00 host x', 'none');
});

test('of an hour that comes twice it is the first, and clocks that are put forward leave none out', () => {
  means('2026-10-25 02:30:00,000 x', '2026-10-25T00:30:00.000Z');
  means('2026-10-25 03:00:00,000 x', '2026-10-25T02:00:00.000Z');
  means('2026-03-29 02:30:00,000 x', '2026-03-29T01:30:00.000Z');
  means('2026-03-29 03:00:00,000 x', '2026-03-29T01:00:00.000Z');
});

test('a zone is known by its name and by its offset', () => {
  const line = '2026-11-24 10:00:00 x';
  means(line, '2026-11-24T10:00:00.000Z', new OwnTimes('Z'));
  means(line, '2026-11-24T10:00:00.000Z', new OwnTimes('UTC'));
  means(line, '2026-11-24T04:30:00.000Z', new OwnTimes('+05:30'));
  means(line, '2026-11-24T18:00:00.000Z', new OwnTimes('-08:00'));
  means(line, '2026-11-24T01:00:00.000Z', new OwnTimes('Asia/Tokyo'));
  ok(Number.isNaN(new OwnTimes('Nowhere/Here').of('2026-11-24 10:00:00 x')));
  ok(Number.isNaN(unknown.of('2026-11-24 10:00:00 x')));
});

test('what is no time is none', () => {
  for (const none of ['', 'x', '12345', '2026-13-24 10:00:00', '2026-11-31 10:00:00', 'May be', '{"time":"soon"}', '12026-11-24 10:00:00']) {
    means(none, 'none');
  }
});
