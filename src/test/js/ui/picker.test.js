import { equal, ok, test } from '../harness.js';
import { Commands } from '../../../main/webapp/static/app/commands.js';
import { observable } from '../../../main/webapp/static/app/events.js';
import { DEFAULTS } from '../../../main/webapp/static/app/settings.js';
import { messages } from '../../../main/webapp/static/text/messages.js';
import { optionsOf, Picker, resolved } from '../../../main/webapp/static/ui/picker.js';

/** @param {string} id @param {string} group @param {object} [more] */
function source(id, group, more = {}) {
  return { id, group, file: 'x.log', present: true, generations: [], ...more };
}

const LIST = /** @type {import('../../../main/webapp/static/app/sources.js').SourceList} */ ({
  state: 'ready',
  failure: null,
  rates: new Map(),
  sources: [
    source('nginx/access.log', 'nginx'),
    source('nginx/error.log', 'nginx'),
    source('app', 'app'),
    source('svc/a/app.log', 'svc'),
    source('svc/b/app.log', 'svc'),
    source('svc/c', 'svc', { problem: 'left out: another file has this id; give one of the groups another name (name=pattern)' }),
    source('denied', 'denied', { problem: 'permission denied for user x: /y (fix)' }),
  ],
  groups: [
    { name: 'nginx', sources: 2 },
    { name: 'svc', sources: 3 },
    { name: 'denied', sources: 0 },
    { name: 'later', sources: 0 },
  ],
});

const OPTIONS = optionsOf(LIST);

test('a group of one directory can be chosen as a whole, a deeper one cannot', () => {
  equal(
    OPTIONS.map(({ name }) => name),
    ['app', 'denied', 'nginx/*', 'nginx/access.log', 'nginx/error.log', 'svc/a/app.log', 'svc/b/app.log', 'svc/c', 'later'],
  );
});

test('what was left out is shown and cannot be chosen', () => {
  equal(
    OPTIONS.filter(({ isOffered }) => !isOffered).map(({ name }) => name),
    ['svc/c', 'later'],
  );
  equal(OPTIONS.find(({ name }) => name === 'denied')?.isOffered, true);
});

test('a name of the address means what the server takes it for', () => {
  equal(resolved('app', OPTIONS), ['app']);
  equal(resolved('nginx/*', OPTIONS), ['nginx/*']);
  equal(resolved('access.log', OPTIONS), ['nginx/access.log']);
  equal(resolved('svc/*/app.log', OPTIONS), ['svc/a/app.log', 'svc/b/app.log']);
  equal(resolved('nginx/*.log', OPTIONS), ['nginx/access.log', 'nginx/error.log']);
  equal(resolved('n(inx', OPTIONS), []);
});

test('Enter shows the active source alone', () => {
  const page = fixture();
  page.press('ArrowDown');
  page.press('Enter');
  equal(page.view.value.sources, ['denied']);
  equal(page.picker.isOpen, false);
});

test('Space ticks several, and Enter shows them together', () => {
  const page = fixture();
  page.type('access');
  page.press(' ');
  page.press('Enter');
  equal(page.view.value.sources, ['app', 'nginx/access.log']);
});

test('a group takes the place of its sources, and a source that of its group', () => {
  const page = fixture(['nginx/access.log']);
  page.type('nginx/*');
  page.press(' ');
  equal(page.ticked(), ['All of nginx nginx/*']);
  page.type('error');
  page.press(' ');
  page.type('');
  equal(page.ticked(), ['nginx/error.log']);
});

test('a log that the server lists while the picker is open does not move what is ticked', async () => {
  const page = fixture();
  page.press(' ');
  page.type('svc/a');
  page.press(' ');
  page.list.set({ sources: [source('aaa', 'aaa'), ...LIST.sources] });
  await null;
  page.type('');
  equal(page.ticked(), ['svc/a/app.log']);
});

test('the active source stays the same where another appears before it', async () => {
  const page = fixture();
  page.press('ArrowDown');
  page.list.set({ sources: [source('aaa', 'aaa'), ...LIST.sources] });
  await null;
  page.press('Enter');
  equal(page.view.value.sources, ['denied']);
});

test('each row says why its log cannot be read', () => {
  const page = fixture();
  ok(page.root.textContent?.includes('No permission for user x'));
  ok(page.root.textContent?.includes('Another file has the same name'));
  ok(page.root.textContent?.includes('The group later has no file yet'));
});

test('that the list cannot be loaded is told beside what was known of it', async () => {
  const page = fixture();
  page.list.set({ state: 'failed', failure: new TypeError('Failed to fetch'), rates: new Map() });
  await null;
  ok(page.root.textContent?.includes('The list of sources could not be loaded: The server cannot be reached'));
  ok(page.root.textContent?.includes('nginx/access.log'));
});

test('it stays as high as it was opened, whatever is looked for', () => {
  const page = fixture();
  const height = () => page.root.querySelector('dialog')?.offsetHeight;
  const opened = height();
  page.type('nothing has this name');
  equal(height(), opened);
  page.type('');
  equal(height(), opened);
  page.picker.close();
  page.list.set({ sources: LIST.sources.slice(0, 1), groups: [] });
  page.picker.open();
  ok(Number(height()) < Number(opened), 'it is held no longer than it is open');
});

/** @param {string[]} [shown] */
function fixture(shown = ['app']) {
  const root = document.createElement('div');
  document.body.replaceChildren(root);
  const view = observable({ language: 'en', sources: /** @type {string[]} */ ([]), shown, at: null });
  const list = observable(LIST);
  const parts = /** @type {any} */ ({
    view,
    settings: observable(DEFAULTS),
    messages: messages('en'),
    commands: new Commands(),
    sources: { list, watch: () => () => {} },
  });
  const picker = new Picker(root, parts);
  picker.open();
  const field = /** @type {HTMLInputElement} */ (root.querySelector('input'));
  return {
    root,
    view,
    list,
    picker,
    /** @param {string} key */
    press: (key) => field.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })),
    /** @param {string} text */
    type(text) {
      field.value = text;
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    },
    ticked: () =>
      [...root.querySelectorAll('[aria-selected=true] .name')].map((name) => name.textContent?.trim().replace(/\s+/g, ' ')),
  };
}
