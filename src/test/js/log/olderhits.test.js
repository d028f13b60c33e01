import { equal, test } from '../harness.js';
import { Find } from '../../../main/webapp/static/core/find.js';
import { turnOfOthers } from '../../../main/webapp/static/core/follow.js';
import { Lines } from '../../../main/webapp/static/core/lines.js';
import { OlderHits } from '../../../main/webapp/static/log/olderhits.js';
import { Rows } from '../../../main/webapp/static/log/rows.js';

const PAGE = 1_000;

/** @param {string} text */
function line(text) {
  return { id: 'x', line: text, source: 'a', millis: NaN, level: 0, flags: 0, bytes: 0 };
}

/**
 * Ten lines in the page, and before them as many as there are.
 *
 * @param {{pages: number, older?: string, capacity?: number}} log
 */
async function log({ pages, older = 'b', capacity = 10_000_000 }) {
  const lines = new Lines(capacity);
  const find = new Find(lines, () => {});
  const rows = new Rows(lines, find);
  lines.onLoaded = (from, end) => find.added(from, end);
  lines.begin('p');
  for (let number = 0; number < 10; number++) {
    lines.append(line('b'));
  }
  let asked = 0;
  /** @type {any} */
  const loader = {
    failure: null,
    async older(/** @type {any} */ region) {
      asked++;
      if (asked > pages) {
        region.atBeginning = true;
        return;
      }
      lines.prepend(region, Array.from({ length: PAGE }, (_, index) => line(index === 0 ? older : 'b')), `p${asked}`);
    },
  };
  const hits = new OlderHits({ lines, rows, find, loader, hitsAbove: () => find.count });
  /** @type {string[]} */
  const states = [];
  hits.onChange = () => states.push(hits.state);
  rows.only = true;
  find.search({ text: 'a', regex: false, matchCase: false });
  while (!find.done) {
    await turnOfOthers();
  }
  const settled = async () => {
    do {
      await turnOfOthers();
    } while (hits.state === 'searching');
  };
  return { lines, find, rows, loader, hits, states, settled, asked: () => asked };
}

test('older lines are searched by themselves until there are enough hits', async () => {
  const { hits, find, states, settled, asked } = await log({ pages: 1_000, older: 'a' });
  hits.near();
  await settled();
  equal([find.count, asked(), states], [50, 50, ['searching', 'resting']]);
});

test('the beginning of the log ends the search', async () => {
  const { hits, lines, settled } = await log({ pages: 3 });
  hits.near();
  await settled();
  equal([hits.state, lines.held, lines.live.atBeginning], ['resting', 3 * PAGE + 10, true]);
});

test('after many lines without a hit the reader is asked', async () => {
  const { hits, settled, asked } = await log({ pages: 1_000 });
  hits.near();
  await settled();
  equal([hits.state, asked()], ['asking', 100]);
  hits.near();
  equal(hits.state, 'asking', 'nothing goes on by itself');
  hits.goOn();
  await settled();
  equal([hits.state, asked()], ['asking', 200]);
});

test('the search can be stopped, and another one begins by itself', async () => {
  const { hits, find, settled, asked } = await log({ pages: 1_000 });
  hits.near();
  hits.stop();
  await settled();
  equal([hits.state, asked()], ['asking', 1]);
  find.search({ text: 'aa', regex: false, matchCase: false });
  while (!find.done) {
    await turnOfOthers();
  }
  hits.near();
  equal(hits.state, 'searching');
  hits.stop();
});

test('a page that is full does not drop what was found for what is searched', async () => {
  const { hits, lines, settled } = await log({ pages: 1_000, capacity: 4_500 });
  hits.near();
  await settled();
  equal([hits.state, lines.held <= 4_500], ['full', true]);
});

test('a failure ends the search until it is asked for again', async () => {
  const { hits, loader, settled, asked } = await log({ pages: 1_000 });
  loader.failure = 'no network';
  hits.near();
  await settled();
  equal([hits.state, asked()], ['resting', 0]);
});

test('where all lines are shown nothing is searched', async () => {
  const { hits, rows, asked } = await log({ pages: 1_000 });
  rows.only = false;
  hits.near();
  equal([hits.state, asked()], ['resting', 0]);
});
