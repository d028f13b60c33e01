import { equal, ok, test } from '../harness.js';
import { leading, parse, Times, whole, zone } from '../../../main/webapp/static/text/times.js';

test('RFC 3339 is read as Date reads it', () => {
  for (const text of [
    '1970-01-01T00:00:00Z',
    '2000-02-29T23:59:59.999Z',
    '2024-02-29T12:00:00+01:00',
    '2026-11-23T10:00:00.123Z',
    '2026-12-31T23:59:59.5-03:30',
    '2100-03-01T00:00:00.000+14:00',
    '1969-12-31T23:59:59.001Z',
  ]) {
    equal([text, parse(text)], [text, Date.parse(text)]);
  }
});

test('every day of 400 years is read as Date reads it', () => {
  for (let day = Date.UTC(1900, 0, 1); day < Date.UTC(2300, 0, 1); day += 86_400_000) {
    const millis = parse(new Date(day).toISOString());
    if (millis !== day) {
      equal([new Date(day).toISOString(), millis], [new Date(day).toISOString(), day]);
    }
  }
});

test('the forms that logs have are read too', () => {
  const expected = Date.parse('2026-11-23T10:00:00.123Z');
  equal(parse('2026-11-23 10:00:00,123Z'), expected);
  equal(parse('2026-11-23t10:00:00.123456789z'), expected);
  equal(parse('2026-11-23T11:00:00.1239+0100'), expected);
});

test('what is no time with a zone is none', () => {
  for (const text of [
    undefined,
    '',
    '2026-11-23T10:00:00',
    '2026-11-23T10:00:00.123',
    '20261123T100000.000Z00000',
    '2026-13-23T10:00:00Z',
    '2026-00-23T10:00:00Z',
    '2026-11-32T10:00:00Z',
    '2026-11-23T10:0x:00Z',
    'x026-11-23T10:00:00Z',
    '2026-11-23T10:00:00+x1:00',
    '2026-11-23T10:00:00 INFO',
  ]) {
    ok(Number.isNaN(parse(text)), String(text));
  }
});

test('UTC is written with day and milliseconds', () => {
  equal(new Times('en').show('utc', Date.UTC(2026, 10, 3, 9, 4, 1, 7)), '11-03 09:04:01.007');
});

test('local time is that of the browser', () => {
  const time = new Date(2026, 6, 3, 9, 4, 1, 70);
  equal(new Times('en').show('local', time.getTime()), '07-03 09:04:01.070');
  equal(whole(time.getTime()), `2026-07-03 09:04:01.070 ${zone(time.getTime())}`);
  ok(/^UTC([+-]\d{1,2}(:[0-5]\d)?)?$/.test(zone(time.getTime())), zone(time.getTime()));
});

test('relative time is told in the reader’s language', () => {
  const now = Date.UTC(2026, 10, 3, 12);
  const times = new Times('en', () => now);
  equal(times.show('relative', now - 999), '0s ago');
  equal(times.show('relative', now - 59_999), '59s ago');
  equal(times.show('relative', now - 3_600_000), '1h ago');
  equal(times.show('relative', now - 86_400_000 * 3), '3d ago');
  ok(new Times('de', () => now).show('relative', now - 5_000).startsWith('vor '), 'German');
  ok(new Times('es', () => now).show('relative', now - 5_000).startsWith('hace '), 'Spanish');
});

test('a clock that is ahead is shown as such', () => {
  const times = new Times('en', () => 1_000_000);
  equal(times.show('relative', 1_000_500), '0s ago');
  equal(times.show('relative', 1_002_500), '+2.500');
});

test('delta is the time since the line before', () => {
  const times = new Times('en');
  equal(times.show('delta', 1_003, 1_000), '+0.003');
  equal(times.show('delta', 1_000_999, 1_000), '+999.999');
  equal(times.show('delta', 1_000, 1_003), '−0.003');
  equal(times.show('delta', 4_000_000, 0), '+1:06:40');
  equal(times.show('delta', 400 * 3_600_000, 0), '+16 d');
  equal(times.show('delta', 1_000), '');
  equal(new Times('de').show('delta', 1_500, 0), '+1,500');
});

test('without a time nothing is shown', () => {
  const times = new Times('en');
  for (const mode of /** @type {const} */ (['log', 'local', 'utc', 'relative', 'delta'])) {
    equal(times.show(mode, NaN, NaN), '');
  }
  equal(times.show('log', 0), '');
});

test('no form is wider than its column', () => {
  const now = Date.UTC(2026, 10, 3, 12);
  for (const language of ['en', 'de', 'es']) {
    const times = new Times(language, () => now);
    for (const back of [0, 999, 59_999, 3_599_999, 86_399_999, 86_400_000 * 999, -5_000, -86_400_000 * 999]) {
      for (const mode of /** @type {const} */ (['log', 'local', 'utc', 'relative', 'delta'])) {
        const text = times.show(mode, now - back, now);
        ok(text.length <= times.columns(mode), `${language} ${mode}: ${text} in ${times.columns(mode)}`);
      }
    }
  }
});

test('the time that a line begins with is found', () => {
  /** @param {string} text */
  const found = (text) => text.slice(0, leading(text));
  equal(found('2026-11-23T10:00:00.123Z INFO x'), '2026-11-23T10:00:00.123Z');
  equal(found('2026-11-23 10:00:00,123 +0100 INFO x'), '2026-11-23 10:00:00,123 +0100');
  equal(found('2026-11-23 10:00:00,123 INFO x'), '2026-11-23 10:00:00,123');
  equal(found('2026-11-23T10:00:00Z,x'), '2026-11-23T10:00:00Z');
  equal(found('2026/11/23 10:00:00 x'), '2026/11/23 10:00:00');
  equal(found('[2026-11-23T10:00:00+01:00] x'), '[2026-11-23T10:00:00+01:00]');
  equal(found('[23/Nov/2026:10:00:00 +0100] "GET /"'), '[23/Nov/2026:10:00:00 +0100]');
  equal(found('23-Nov-2026 10:00:00.123 INFO'), '23-Nov-2026 10:00:00.123');
  equal(found('Nov  3 10:00:00 host app: x'), 'Nov  3 10:00:00');
  equal(found('[Mon Nov 23 10:00:00.123 2026] x'), '[Mon Nov 23 10:00:00.123 2026]');
  equal(found('Nov 23, 2026 10:00:00 AM com.acme.A'), 'Nov 23, 2026 10:00:00 AM');
  equal(found('1763892000.123 x'), '1763892000.123');
  equal(found('1763892000123 x'), '1763892000123');
});

test('what is no time, or no whole one, is left alone', () => {
  for (const text of [
    '',
    'order 2026-11-23T10:00:00Z',
    '2026-11-23',
    '2026-11-23T10:00:00Zebra',
    '[2026-11-23T10:00:00Z INFO] x',
    '1763892000123456789012',
    '{"time":"2026-11-23T10:00:00Z"}',
    'May be',
  ]) {
    equal([text, leading(text)], [text, 0]);
  }
});

test('only the time that stands beside the row is taken from its text', () => {
  const text = '[2026-11-23T10:00:00.123Z] INFO x';
  equal(leading(text, Date.UTC(2026, 10, 23, 10, 0, 0, 123)), 26);
  equal(leading(text, Date.UTC(2026, 10, 23, 10)), 0);
  equal(leading('2026-11-23 10:00:00,123 INFO x', NaN), 0);
  equal(leading('Nov 23 10:00:00 app: x', Date.UTC(2026, 10, 23, 10)), 0);
});
