import { equal, ok, test } from '../harness.js';
import { Commands } from '../../../main/webapp/static/app/commands.js';
import { observable } from '../../../main/webapp/static/app/events.js';
import { DEFAULTS } from '../../../main/webapp/static/app/settings.js';
import { messages } from '../../../main/webapp/static/text/messages.js';
import { ConnectionNotice } from '../../../main/webapp/static/ui/connection.js';
import { folderOf } from '../../../main/webapp/static/ui/header.js';

const REFUSED = /** @type {const} */ ({ kind: 'refused', why: 'Ask for it.', status: 403 });

function fixture(connection, lines = 0) {
  const root = document.createElement('div');
  const view = observable({ language: 'en', connection, lines });
  const settings = observable(DEFAULTS);
  new ConnectionNotice(root, /** @type {any} */ ({ view, settings, messages: messages('en'), commands: new Commands() }));
  return { view, text: () => root.textContent?.replace(/\s+/g, ' ').trim() ?? '', notice: () => root.querySelector('[role=alert]') };
}

test('a refusal stands there while the page tries again, and goes when nothing is in the way', async () => {
  const page = fixture(REFUSED);
  const [notice, text] = [page.notice(), page.text()];
  ok(text.includes('HTTP 403: You may not read this log'), text);
  page.view.set({ connection: { kind: 'connecting', failure: REFUSED } });
  await null;
  equal([page.notice() === notice, page.text()], [true, text]);
  page.view.set({ connection: { kind: 'connecting' } });
  await null;
  equal(page.notice(), null);
});

test('what passes by itself is told at length where there is no line to be read', () => {
  ok(fixture({ kind: 'waiting', status: 404 }).text().includes('The page goes on behind the last line it got'));
  equal(fixture({ kind: 'waiting', status: 404 }, 1).notice(), null);
});

test('of a name the folder gives way, and of a group of logs none that it needs', () => {
  equal(['app.log', 'nginx/access.log', 'svc/a/app.log'].map(folderOf), ['', 'nginx/', 'svc/a/']);
  equal(['shop/*', 'svc/a/*', 'svc/*/app.log'].map(folderOf), ['', 'svc/', 'svc/*/']);
});
