import { equal, test } from '../harness.js';
import { observable } from '../../../main/webapp/static/app/events.js';

test('a burst of changes is told once, with the last value', async () => {
  const value = observable({ a: 1, b: 2 });
  /** @type {unknown[]} */
  const told = [];
  value.subscribe((now) => told.push(now));
  value.set({ a: 3 });
  value.set({ b: 4 });
  equal(told, []);
  await null;
  equal(told, [{ a: 3, b: 4 }]);
});

test('a change to the same value is told to nobody', async () => {
  const value = observable({ a: 1 });
  let calls = 0;
  value.subscribe(() => calls++);
  value.set({ a: 1 });
  await null;
  equal(calls, 0);
});

test('who has left is told nothing more', async () => {
  const value = observable({ a: 1 });
  let calls = 0;
  const leave = value.subscribe(() => calls++);
  value.set({ a: 2 });
  leave();
  await null;
  equal(calls, 0);
});
