import { equal, test } from '../harness.js';
import { problemOf, troubles } from '../../../main/webapp/static/app/problem.js';
import { isSizeKnown, rates, Sources, totalBytes } from '../../../main/webapp/static/app/sources.js';

/** @param {string} firstId @param {number} sizeBytes @param {object} [more] */
function generation(firstId, sizeBytes, more = {}) {
  return { firstId, lastId: firstId, sizeBytes, compressed: false, ...more };
}

/** @param {string} id @param {ReturnType<typeof generation>[]} generations @param {object} [more] */
function source(id, generations, more = {}) {
  return { id, group: id, file: `${id}.log`, present: true, generations, ...more };
}

test('a rate is the growth of the files in the time between', () => {
  const before = [source('a', [generation('1', 100)])];
  const after = [source('a', [generation('1', 300)]), source('b', [generation('2', 900)])];
  equal(rates(before, after, 2_000), new Map([['a', 100]]));
});

test('a rotation is no growth of what was there, and neither is compressing it', () => {
  const before = [source('a', [generation('1', 100)])];
  const after = [source('a', [generation('1', 100), generation('2', 50)])];
  equal(rates(before, after, 1_000), new Map([['a', 50]]));
  const archived = [source('a', [generation('9', 100, { compressed: true }), generation('2', 60)])];
  equal(rates(after, archived, 1_000), new Map([['a', 10]]));
});

test('a truncated file does not shrink below silence', () => {
  equal(rates([source('a', [generation('1', 100)])], [source('a', [generation('1', 0)])], 1_000), new Map([['a', 0]]));
});

test('two looks in quick succession keep the rate of the longer time', async () => {
  let millis = 0;
  let size = 0;
  const sources = new Sources({ sources: async () => ({ sources: [source('a', [generation('1', size)])], groups: [] }) }, () => millis);
  const look = async (/** @type {number} */ at, /** @type {number} */ bytes) => {
    millis = at;
    size = bytes;
    await sources.refresh();
    return sources.list.value.rates.get('a');
  };
  equal(await look(0, 0), undefined);
  equal(await look(2_000, 200), 100);
  equal(await look(2_010, 900), 100);
  equal(await look(4_000, 1_000), 400);
});

test('a list that cannot be loaded says why and keeps what was known', async () => {
  const answers = [{ sources: [source('a', [])], groups: [] }];
  const sources = new Sources({
    sources: async () => {
      const answer = answers.pop();
      if (answer === undefined) {
        throw new Error('HTTP 503');
      }
      return answer;
    },
  });
  await sources.refresh();
  await sources.refresh();
  equal(sources.list.value.state, 'failed');
  equal(/** @type {Error} */ (sources.list.value.failure).message, 'HTTP 503');
  equal(sources.list.value.sources.length, 1);
});

test('how fast logs are is not known where the list cannot be loaded', async () => {
  let millis = 0;
  let isDown = false;
  const api = {
    sources: async () => {
      if (isDown) {
        throw new TypeError('Failed to fetch');
      }
      return { sources: [source('a', [generation('1', millis)])], groups: [] };
    },
  };
  const sources = new Sources(api, () => millis);
  const look = async (/** @type {number} */ at) => {
    millis = at;
    await sources.refresh();
    return sources.list.value.rates.get('a');
  };
  await look(0);
  equal(await look(1_000), 1_000);
  isDown = true;
  equal(await look(2_000), undefined);
  isDown = false;
  equal(await look(4_000), 1_000);
});

test('the size of a source is that of all its files', () => {
  equal(totalBytes(source('a', [generation('1', 100), generation('2', 50, { compressed: true })])), 150);
});

test('an archive that was never unpacked has no size, and the log has one at least', () => {
  const archived = source('a', [generation('1', 0, { compressed: true, sizeBytes: undefined }), generation('2', 50)]);
  equal(totalBytes(archived), 50);
  equal(isSizeKnown(archived), false);
  equal(isSizeKnown(source('a', [generation('1', 100)])), true);
  equal(rates([archived], [archived], 1_000), new Map([['a', 0]]));
});

test('each problem of the server is told apart', () => {
  const kinds = {
    'permission denied for user tomcat: app.log (let this user read the file and enter its directories)': 'permission',
    'pipe is not a regular file: name a file that is': 'notRegular',
    'app.log is not there; its stream waits for it': 'missing',
    'left out: another file has this id; give one of the groups another name (name=pattern)': 'duplicate',
    'app.log cannot be read: IOException (the server\'s log has more)': 'other',
  };
  for (const [problem, kind] of Object.entries(kinds)) {
    equal(problemOf(source('a', [], { problem }))?.kind, kind);
  }
  equal(problemOf(source('a', [], { problem: Object.keys(kinds)[0] }))?.user, 'tomcat');
  equal(problemOf(source('a', [])), null);
});

test('a group that has no file is told, unless it has a problem of its own', () => {
  const list = {
    sources: [source('a', []), source('b', [], { problem: 'b.log is not there; its stream waits for it' })],
    groups: [
      { name: 'b', sources: 0 },
      { name: 'c', sources: 0 },
      { name: 'd', sources: 2 },
    ],
  };
  equal(
    troubles(list).map(({ name, problem }) => `${name} ${problem.kind}`),
    ['b missing', 'c noFiles'],
  );
});
