/**
 * A value that tells its readers when it has changed.
 *
 * @template T
 * @typedef {object} Observable
 * @property {T} value what it is now; never changed in place
 * @property {(patch: Partial<T>) => void} set merges the patch, one level deep
 * @property {(reader: (value: T) => void) => () => void} subscribe returns what ends it
 */

/**
 * Readers are called once for a burst of changes, in a microtask, so that nobody sees half of one.
 *
 * @template {object} T
 * @param {T} initial
 * @returns {Observable<T>}
 */
export function observable(initial) {
  let value = initial;
  let queued = false;
  /** @type {Set<(value: T) => void>} */
  const readers = new Set();

  function tell() {
    queued = false;
    for (const reader of [...readers]) {
      reader(value);
    }
  }

  return {
    get value() {
      return value;
    },
    set(patch) {
      const names = /** @type {(keyof T)[]} */ (Object.keys(patch));
      if (names.every((name) => Object.is(value[name], patch[name]))) {
        return;
      }
      value = { ...value, ...patch };
      if (!queued) {
        queued = true;
        queueMicrotask(tell);
      }
    },
    subscribe(reader) {
      readers.add(reader);
      return () => readers.delete(reader);
    },
  };
}
