import { equal, test } from '../harness.js';
import { statText } from '../../../main/webapp/static/ui/about.js';
import { rowPixels } from '../../../main/webapp/static/ui/appearance.js';
import { moved } from '../../../main/webapp/static/ui/choices.js';
import { stateText, whyText } from '../../../main/webapp/static/ui/connection.js';
import { countText } from '../../../main/webapp/static/ui/findbar.js';
import { nextTheme, shownNames } from '../../../main/webapp/static/ui/header.js';
import { keyText } from '../../../main/webapp/static/ui/part.js';
import { wayFor } from '../../../main/webapp/static/ui/welcome.js';
import { messages } from '../../../main/webapp/static/text/messages.js';

const english = messages('en');
const hits = { count: 57, current: 3, done: true };

test('the count of hits says where one stands, and whether more may come', () => {
  equal(countText('x', hits, english), '3 of 57');
  equal(countText('x', { ...hits, done: false }, english), '3 of 57…');
  equal(countText('x', { ...hits, current: 0 }, english), '57 hits');
  equal(countText('x', { count: 0, current: 0, done: true }, english), 'No hit');
  equal(countText('x', { count: 0, current: 0, done: false }, english), 'Searching…');
  equal(countText('', { count: 0, current: 0, done: true }, english), '');
});

test('where a part of the log was searched there may be more hits', () => {
  const part = { ...hits, isPart: true };
  equal(countText('x', part, english), '3 of 57+');
  equal(countText('x', { ...part, done: false }, english), '3 of 57…');
  equal(countText('x', { ...part, current: 0 }, english), '57+ hits');
  equal(countText('x', { ...part, count: 0, current: 0 }, english), 'No hit in loaded lines');
});

test('the seconds until the next try are counted down to none', () => {
  const waiting = { kind: /** @type {const} */ ('waiting'), retryAt: 10_000 };
  equal(stateText(waiting, false, english, 6_200), 'Reconnecting in 4 s');
  equal(stateText(waiting, false, english, 11_000), 'Reconnecting in 0 s');
});

test('how far the page is behind is told in lines and time', () => {
  const behind = { kind: /** @type {const} */ ('behind'), lagLines: 1_204, lagMillis: 3_200 };
  equal(stateText(behind, false, english), '1,204 lines / 3.2 s behind');
  equal(stateText({ ...behind, lagMillis: 0 }, false, english), '1,204 lines behind');
  equal(stateText({ ...behind, lagLines: 0 }, false, english), '3.2 s behind');
  equal(stateText(behind, true, english), 'Paused');
});

test('a refusal is told by its status, also one that has no text', () => {
  equal(stateText({ kind: 'refused', status: 404 }, false, english), 'HTTP 404');
  equal(whyText({ kind: 'refused', status: 404 }, english), 'There is no such source');
  equal(whyText({ kind: 'refused', status: 404, why: 'folder is not a regular file: /logs' }, english), 'Not a regular file');
  equal(whyText({ kind: 'refused', status: 418 }, english), 'The server refused the request');
});

test('why the page waits is a text of the page or of the server', () => {
  equal(whyText({ kind: 'waiting', why: 'why.network' }, english), 'The server cannot be reached');
  equal(whyText({ kind: 'waiting', why: 'Stopping' }, english), 'Stopping');
  equal(whyText({ kind: 'live', why: 'Stopping' }, english), '');
});

test('what is asked for is named before what the server told', () => {
  equal(shownNames({ sources: ['nginx/*'], shown: ['nginx/access.log'] }), ['nginx/*']);
  equal(shownNames({ sources: [], shown: ['app'] }), ['app']);
  equal(shownNames({ sources: [] }), []);
});

test('themes go round', () => {
  equal(nextTheme('auto'), 'light');
  equal(nextTheme('dark'), 'auto');
});

test('keys are written as they are labelled', () => {
  equal(keyText('n', english), 'n');
  equal(keyText('+', english), '+');
  equal(keyText('Shift+Space', english), 'Shift+Space');
  equal(keyText('Escape', english), 'Esc');
});

test('the active option goes round by steps and stops by pages', () => {
  equal(moved(2, 1, 3), 0);
  equal(moved(0, -1, 3), 2);
  equal(moved(1, 8, 3), 2);
  equal(moved(1, -8, 3), 0);
});

test('a measured value has the unit of its name', () => {
  equal(statText('lagMillis', 3_200, english), '3.2 s');
  equal(statText('mainThreadShare', 0.123, english), '12.3 %');
  equal(statText('lines', 1_000_000, english), '1,000,000');
  equal(statText('firstLineMillis', null, english), '–');
  equal(statText('fps', Number.NaN, english), '–');
  equal(statText('state', 'live', english), 'live');
});

test('the first way shown is that of the container', () => {
  equal(wayFor('Apache Tomcat/11.0.25'), 'tomcat');
  equal(wayFor('jetty/12.1.12'), 'jetty');
  equal(wayFor('Other/1'), 'environment');
});

test('a row has whole pixels in every density', () => {
  for (const density of /** @type {const} */ (['compact', 'normal', 'roomy'])) {
    equal(Number.isInteger(rowPixels(density, 13)), true);
  }
});
