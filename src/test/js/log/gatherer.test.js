import { equal, ok, test } from '../harness.js';
import { observable } from '../../../main/webapp/static/app/events.js';
import { Find } from '../../../main/webapp/static/core/find.js';
import { turnOfOthers } from '../../../main/webapp/static/core/follow.js';
import { Lines } from '../../../main/webapp/static/core/lines.js';
import { Refusal } from '../../../main/webapp/static/core/refusal.js';
import { Gatherer } from '../../../main/webapp/static/log/gatherer.js';
import { Content } from '../../../main/webapp/static/log/content.js';
import { Rows } from '../../../main/webapp/static/log/rows.js';
import { Messages } from '../../../main/webapp/static/text/messages.js';

const READING = new Messages('en').t('select.reading');

const line = (/** @type {number} */ number) =>
  ({ id: String(number), line: `${number}`, source: 'a', millis: 0, level: 0, flags: 0, bytes: 0 });

/** Two old lines, two new ones, and a server with what lies between. @param {(asked: any) => Promise<any>} page */
function log(page) {
  const lines = new Lines(10_000);
  lines.begin('b');
  lines.append(line(8));
  lines.append(line(9));
  lines.openPast('0');
  lines.extend(lines.past, [line(1), line(2)], '2');
  const rows = new Rows(lines, new Find(lines, () => {}));
  const view = observable({ gathered: null });
  /** @type {string[]} */
  const said = [];
  const gatherer = new Gatherer({ view, messages: new Messages('en'), toast: (text) => said.push(text) });
  const parts = { lines, rows, history: { page, range: page } };
  return { parts, view, said, gatherer, all: { from: lines.past.first, to: 1 } };
}

test('what turns out to be too much to copy is not copied in part', async () => {
  let place = 2;
  const { gatherer, parts, all, said, view } = log(async () => {
    place++;
    return { lines: Array.from({ length: 10_000 }, (_, index) => line(index)), gaps: [], firstPlace: '', lastPlace: String(place), more: true };
  });
  await gatherer.copy(parts, all, false);
  // Where that takes its time it is said first that lines are read.
  const end = said.filter((text) => text !== READING);
  equal(end, ['More than 200,000 lines are too many to copy. Press “Download” to have them as a file.']);
  equal([gatherer.isAtWork, view.value.gathered], [false, null]);
});

test('what cannot be read is told', async () => {
  const { gatherer, parts, all, said } = log(async () => {
    throw new Error('HTTP 502');
  });
  await gatherer.copy(parts, all, false);
  equal(said, ['What is selected could not be read: HTTP 502']);
});

test('a server without time is waited for as long as it says, and that is told once', async () => {
  /** @type {number[]} */
  const asked = [];
  const { gatherer, parts, all, said, view } = log(async () => {
    asked.push(performance.now());
    if (asked.length < 3) {
      throw new Refusal({ status: 429, waitMillis: 60 });
    }
    return { lines: [line(3)], gaps: [], firstPlace: '2', lastPlace: 'b', more: false };
  });
  const copying = gatherer.copy(parts, all, false);
  await copying;
  equal(said[0], 'The server has no time for it now. Reading goes on by itself…');
  equal([asked.length, said.length, view.value.gathered], [3, 2, null]);
  ok(asked[2] - asked[0] >= 118, `asked again after ${asked[2] - asked[0]} ms`);
});

test('who stops while the server has no time is not read for', async () => {
  let asked = 0;
  const { gatherer, parts, all, said } = log(async () => {
    asked++;
    throw new Refusal({ status: 429, waitMillis: 60 });
  });
  const copying = gatherer.copy(parts, all, false);
  while (said.length === 0) {
    await turnOfOthers();
  }
  gatherer.stop();
  await copying;
  equal([asked, said.slice(1)], [1, ['Stopped. Nothing was copied or saved.']]);
});

test('reading says how far it got, and can be stopped', async () => {
  /** @type {(page: any) => void} */
  let answer = () => {};
  const { gatherer, parts, all, said, view } = log(() => new Promise((resolve) => (answer = resolve)));
  const told = new Promise((resolve) => view.subscribe(({ gathered }) => gathered !== null && resolve(gathered)));
  const copying = gatherer.copy(parts, all, false);
  equal(await told, 2);
  ok(gatherer.isAtWork);
  gatherer.stop();
  equal([gatherer.isAtWork, view.value.gathered], [false, null]);
  answer({ lines: [], gaps: [], firstPlace: '2', lastPlace: 'b', more: false });
  await copying;
  equal(said, ['Reading what is selected…', 'Stopped. Nothing was copied or saved.']);
});

test('matching lines are not copied while some between them were not searched', async () => {
  const { gatherer, parts, all, said } = log(async () => {
    throw new Error('nobody asks');
  });
  parts.rows.find.search({ text: '9', regex: false, matchCase: false });
  parts.rows.only = true;
  await gatherer.copy(parts, all, false);
  equal(said, ['Between the lines that are selected lie some that have not been searched. Search them first.']);
});

test('a file holds the texts in their order, in parts', async () => {
  const content = new Content();
  const text = 'ä'.repeat(2 ** 18);
  const parts = Array.from({ length: 10 }, (_, index) => `${index}${text}`);
  parts.forEach((each) => content.add(each));
  equal(content.bytes > 2 ** 21, true);
  equal(await content.blob().text(), parts.join(''));
});
