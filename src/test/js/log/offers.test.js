import { equal, test } from '../harness.js';
import { observable } from '../../../main/webapp/static/app/events.js';
import { Find } from '../../../main/webapp/static/core/find.js';
import { Lines } from '../../../main/webapp/static/core/lines.js';
import { Offers } from '../../../main/webapp/static/log/offers.js';
import { Rows } from '../../../main/webapp/static/log/rows.js';
import { Messages } from '../../../main/webapp/static/text/messages.js';

/** Three lines and those who show them. @param {(note: any) => Promise<number | null>} [fill] */
function fixture(fill = async () => null) {
  const lines = new Lines(10);
  for (const number of [1, 2, 3]) {
    lines.append({ id: String(number), line: `${number}`, source: 'a', millis: NaN, level: 0, flags: 0, bytes: 0 });
  }
  /** @type {string[]} */
  const said = [];
  /** @type {string[]} */
  const done = [];
  const list = { pause: () => {}, follow: () => {}, unselect: () => done.push('unselect'), refresh: () => {} };
  const parts = /** @type {any} */ ({
    view: observable({}),
    messages: new Messages('en'),
    toast: (/** @type {string} */ text) => said.push(text),
    lines,
    rows: new Rows(lines, new Find(lines, () => {})),
    loader: { fill },
    list,
  });
  return { offers: new Offers(parts), said, done };
}

test('a gap that cannot be loaded now says why', async () => {
  const { offers, said } = fixture(async () => {
    throw new TypeError('Failed to fetch');
  });
  offers.take('gap', 1, /** @type {any} */ ({ note: { kind: 'gap' } }));
  await new Promise((resolve) => setTimeout(resolve));
  equal(said, ['It could not be loaded: The server cannot be reached']);
});

test('lines that are cleared are not selected any more', () => {
  const { offers, done } = fixture();
  equal(offers.clear(), 3);
  equal(done, ['unselect']);
});
