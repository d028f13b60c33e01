import { equal, ok, rejects, test, throws } from './harness.js';

// Not a test file: PageUnitsIT sees by these that what is wrong is told.
test('what holds passes', () => {
  equal({ a: [1, new Map([['b', new Uint8Array([1, 2])]])] }, { a: [1, new Map([['b', new Uint8Array([1, 2])]])] });
  ok(1);
  throws(() => {
    throw new Error('rule: a=1');
  }, 'a=1');
});
test('what is not equal fails', () => equal([1, 2], [1]));
test('what is not true fails', () => ok(0));
test('what throws nothing fails', () => throws(() => 1));
test('what is not rejected fails', async () => await rejects(async () => 1));
