import { equal, ok, test } from '../harness.js';
import { Buffers } from '../../../main/webapp/static/core/buffers.js';

test('memory that was given back is used again', () => {
  const buffers = new Buffers();
  const first = buffers.take(170_000);
  buffers.give(first);
  ok(buffers.take(172_000) === first);
  ok(buffers.take(172_000) !== first, 'it is in use');
});

test('memory is at least as big as was asked for, and nothing small lies in something big', () => {
  const buffers = new Buffers();
  for (const length of [0, 1, 16_384, 16_385, 1_000_000]) {
    ok(buffers.take(length).byteLength >= length);
  }
  buffers.give(buffers.take(1_000_000));
  equal(buffers.take(1_000).byteLength, 16_384);
  equal(buffers.take(700_000).byteLength < 1_000_000, true);
});

test('the smallest that fits is taken', () => {
  const buffers = new Buffers();
  const big = buffers.take(190_000);
  const small = buffers.take(165_000);
  buffers.give(big);
  buffers.give(small);
  ok(buffers.take(160_000) === small);
  ok(buffers.take(160_000) === big);
});

test('what nobody wants is not kept for ever', () => {
  const buffers = new Buffers();
  const given = Array.from({ length: 100 }, () => buffers.take(1_000));
  given.forEach((buffer) => buffers.give(buffer));
  const again = Array.from({ length: 100 }, () => buffers.take(1_000));
  ok(again.filter((buffer) => given.includes(buffer)).length < 50);
});
