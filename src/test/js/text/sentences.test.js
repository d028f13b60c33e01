import { equal, ok, test } from '../harness.js';
import { Refusal } from '../../../main/webapp/static/core/refusal.js';
import { messages } from '../../../main/webapp/static/text/messages.js';
import { failureText, gap, obstacle, resumed, rotation } from '../../../main/webapp/static/text/sentences.js';

const english = messages('en');

test('a gap says how much is missing, and why', () => {
  equal(
    gap(english, { reason: 'truncated', bytes: 2_048 }),
    '2 KiB of lines are missing here: the file was truncated',
  );
  equal(
    gap(english, { reason: 'rotated-away', lines: 1 }),
    '1 line is missing here: their file was rotated away before it was read',
  );
  equal(gap(english, { reason: 'unreadable' }), 'Lines are missing here: the file could not be read');
});

test('a gap by a truncation says what became of the file', () => {
  equal(
    gap(english, { source: 'a', reason: 'truncated' }, true, { file: 'a.log', how: 'truncate' }),
    'a: Lines may be missing here: a.log was emptied; the log goes on from its beginning',
  );
});

test('a gap where perhaps nothing is missing says so', () => {
  equal(gap(english, { reason: 'truncated', maybe: true }), 'Lines may be missing here: the file was truncated');
  equal(
    gap(english, { reason: 'truncated', maybe: true, bytes: 10 }),
    'Up to 10 B of lines may be missing here: the file was truncated',
  );
  equal(
    gap(english, { reason: 'truncated', maybe: true, lines: 12 }),
    'Up to 12 lines may be missing here: the file was truncated',
  );
});

test('a truncation takes what nobody can know, and is told as a fact only where it says how much', async () => {
  const said = { en: 'Lines may be missing here', de: 'Hier fehlen möglicherweise Zeilen', es: 'Aquí pueden faltar líneas' };
  for (const [language, text] of Object.entries(said)) {
    const spoken = messages(language);
    await spoken.ready;
    ok(gap(spoken, { reason: 'truncated' }).startsWith(`${text}: `), language);
  }
});

test('every reason of the protocol has its words, and another one is shown as it is', () => {
  for (const reason of ['rotated-away', 'truncated', 'unreadable', 'unknown-id', 'ambiguous-id', 'retention']) {
    ok(!gap(english, { reason }).includes('reason:'), reason);
  }
  equal(gap(english, { reason: 'text' }), 'Lines are missing here: reason: text');
});

test('among several logs the one is named', () => {
  equal(
    gap(english, { source: 'shop/a.log', reason: 'unreadable' }, true),
    'shop/a.log: Lines are missing here: the file could not be read',
  );
  equal(
    rotation(english, { source: 'app', file: 'app.log', how: 'rename' }, true),
    'app: Log rotated; it goes on in app.log',
  );
});

test('every way of rotating has its words', () => {
  const said = ['rename', 'create', 'truncate', 'copytruncate'].map((how) => rotation(english, { file: 'app.log', how }));
  equal(new Set(said).size, 4);
  ok(said.every((text) => text.includes('app.log')), 'the file is named');
  equal(rotation(english, { file: 'app.log', how: 'another' }), said[0]);
});

test('a loss says what stands in the way, and what to do where nothing else does', () => {
  const said = (/** @type {string} */ kind, /** @type {number} */ status, why = '') => obstacle(english, { obstacle: kind, why, status });
  equal(said('waiting', 0, 'why.network'), 'The server cannot be reached');
  equal(
    said('waiting', 504),
    'HTTP 504: The proxy waited too long for the server. Raise the read timeout of the proxy above the heartbeat of 15 s. ' +
      'The page tries again by itself.',
  );
  equal(
    said('waiting', 404),
    'HTTP 404: The server is being deployed anew. The page goes on behind the last line it got; no line is lost.',
  );
  equal(said('refused', 403), 'HTTP 403: You may not read this log');
  equal(said('capacity', 503), 'Server full');
});

test('a failure is told in the language of the page', () => {
  const german = messages('de');
  equal(failureText(german, new TypeError('Failed to fetch')), german.t('why.network'));
  equal(failureText(english, new Refusal({ status: 502 })), 'HTTP 502: The proxy cannot reach the server');
  equal(failureText(english, new Refusal({ status: 404, detail: 'There is no source x.' })), 'There is no source x.');
});

test('a connection that is back says what it has cost', () => {
  const lost = new Date(2026, 10, 23, 19, 4, 13).getTime();
  equal(
    resumed(english, lost, lost + 4_000, 0),
    'Connection lost at 19:04:13, resumed at 19:04:17: 0 lines lost',
  );
});
