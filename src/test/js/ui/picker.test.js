import { equal, test } from '../harness.js';
import { optionsOf, resolved } from '../../../main/webapp/static/ui/picker.js';

/** @param {string} id @param {string} group @param {object} [more] */
function source(id, group, more = {}) {
  return { id, group, file: 'x.log', present: true, generations: [], ...more };
}

const LIST = /** @type {import('../../../main/webapp/static/app/sources.js').SourceList} */ ({
  state: 'ready',
  why: '',
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
