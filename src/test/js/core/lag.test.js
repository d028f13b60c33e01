import { equal, test } from '../harness.js';
import { Intake } from '../../../main/webapp/static/core/intake.js';
import { Lag } from '../../../main/webapp/static/core/lag.js';
import { Lines } from '../../../main/webapp/static/core/lines.js';

/** @param {string} source @param {string} file @param {number} offset */
function line(source, file, offset) {
  return { type: 'log_update', data: JSON.stringify({ source, file, offset, line: 'x'.repeat(99) }), lastEventId: '' };
}

test('lines that are still to come are told from the bytes behind the last one', () => {
  const intake = new Intake(new Lines(100));
  const lag = new Lag(intake);
  intake.take([line('a', 'a.log.1', 0)]);
  lag.measure([
    {
      id: 'a',
      generations: [
        { file: 'a.log.2', sizeBytes: 50_000 },
        { file: 'a.log.1', sizeBytes: 1_000 },
        { file: 'a.log', sizeBytes: 2_000 },
      ],
    },
    { id: 'b', generations: [{ file: 'b.log', sizeBytes: 9_000 }] },
  ]);
  equal(lag.lines, 30);
  intake.take([line('a', 'a.log', 1_500)]);
  equal(lag.lines, 5);
  intake.take([line('b', 'b.log', 8_000)]);
  equal(lag.lines, 15);
  lag.forget();
  equal(lag.lines, 0);
});

test('what the server did not list is not guessed', () => {
  const intake = new Intake(new Lines(100));
  const lag = new Lag(intake);
  equal(lag.lines, 0);
  intake.take([line('a', 'a.log', 10)]);
  lag.measure([{ id: 'a', generations: [{ file: 'other.log', sizeBytes: 5_000 }] }]);
  equal(lag.lines, 0);
});
