import { equal, test } from '../harness.js';
import { Find } from '../../../main/webapp/static/core/find.js';
import { turnOfOthers } from '../../../main/webapp/static/core/follow.js';
import { Lines } from '../../../main/webapp/static/core/lines.js';
import { Jumps } from '../../../main/webapp/static/log/jumps.js';
import { Rows } from '../../../main/webapp/static/log/rows.js';
import { SHOWN_CHARS } from '../../../main/webapp/static/log/texts.js';

/**
 * @param {[text: string][]} texts of the lines
 * @param {string} wanted
 */
async function log(texts, wanted) {
  const lines = new Lines(1_000);
  texts.forEach(([line]) =>
    lines.append({ id: 'x', line, source: 'a', millis: NaN, level: 0, flags: 0, bytes: 0 }),
  );
  lines.live.atBeginning = true;
  const find = new Find(lines, () => {});
  const rows = new Rows(lines, find);
  find.search({ text: wanted, regex: false, matchCase: false });
  while (!find.done) {
    await turnOfOthers();
  }
  /** @type {[number, number | undefined][]} */
  const went = [];
  /** @type {string[]} */
  const said = [];
  const list = {
    place: 0,
    cursor: /** @type {number | null} */ (null),
    following: false,
    refresh() {},
    goTo(/** @type {number} */ seq, /** @type {{character?: number}} */ { character } = {}) {
      went.push([seq, character]);
      list.place = seq;
      list.cursor = seq;
    },
  };
  const painter = { currentHit: /** @type {number | null} */ (null) };
  const jumps = new Jumps({ lines, rows, find, list, painter, say: (key) => said.push(key), onHit: () => {} });
  return { jumps, lines, find, rows, list, painter, went, said };
}

test('the next hit is gone to with its place in the line, and the search goes on from the other end', async () => {
  const { jumps, went, said } = await log([['an ox'], ['no'], ['the ox']], 'ox');
  jumps.toHit(1);
  jumps.toHit(1);
  jumps.toHit(1);
  equal(went, [
    [0, 3],
    [2, 4],
    [0, 3],
  ]);
  equal(said, ['find.wrapped']);
});

test('who follows goes to the newest hit first', async () => {
  const { jumps, list, went } = await log([['ox'], ['ox'], ['no']], 'ox');
  list.following = true;
  jumps.toHit(1);
  equal(went, [[1, 0]]);
});

test('a hit behind what is shown of a long line opens it', async () => {
  const { jumps, rows, went } = await log([['-'.repeat(SHOWN_CHARS) + 'ox']], 'ox');
  jumps.toHit(1);
  equal([went, rows.texts.of(0).hidden], [[[0, SHOWN_CHARS]], 0]);
});

test('where lines of the log were not searched, it is told', async () => {
  const { jumps, lines, find, painter, went, said } = await log([['ox'], ['no']], 'ox');
  lines.openPast('p');
  const past = /** @type {import('../../../main/webapp/static/core/regions.js').Region} */ (lines.past);
  lines.extend(past, [{ id: 'x', line: 'ox', source: 'a', millis: NaN, level: 0, flags: 0, bytes: 0 }], 'q');
  find.added(past.first, past.end);
  painter.currentHit = 0;
  jumps.toHit(-1);
  jumps.toHit(1);
  jumps.toHit(1);
  equal(went.map(([seq]) => seq), [past.first, 0, past.first]);
  equal(said, ['find.skipped', 'find.skipped', 'find.wrappedLoaded']);
  lines.join();
  past.atBeginning = true;
  jumps.toHit(1);
  equal(said.length, 3);
});

test('no hit in a part of the log is told to be that', async () => {
  const { jumps, lines, said } = await log([['no']], 'ox');
  lines.live.atBeginning = false;
  jumps.toHit(1);
  lines.live.atBeginning = true;
  jumps.toHit(1);
  equal(said, ['find.loadedHint', 'find.none']);
});
