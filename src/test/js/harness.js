/**
 * What the tests of the page's modules are written with. A file `*.test.js` registers its tests when it is imported;
 * `PageUnitsIT` imports them all in a real browser, runs one after the other and reports each by its name.
 *
 * @typedef {object} Outcome
 * @property {string} file where the test stands
 * @property {string} name the fact that it states
 * @property {string | null} failure what was wrong, with its stack; null: nothing
 */

/** A test that waits for something that does not come must still be told. */
const LONGEST_MILLIS = 20_000;

/** @type {{file: string, name: string, body: () => unknown}[]} */
const tests = [];
let importing = '';

/**
 * @param {string} name the fact that the test states, unique in its file
 * @param {() => unknown} body throws, or returns a promise that is rejected, if it does not hold
 */
export function test(name, body) {
  if (tests.some((other) => other.file === importing && other.name === name)) {
    throw new Error(`two tests have the same name: ${name}`);
  }
  tests.push({ file: importing, name, body });
}

/**
 * Compares by content: arrays, typed arrays, plain objects, maps, sets, dates and addresses too.
 *
 * @param {unknown} actual
 * @param {unknown} expected
 * @param {string} [why]
 */
export function equal(actual, expected, why) {
  if (!same(actual, expected)) {
    throw new Error(`${why === undefined ? '' : `${why}: `}is ${shown(actual)}\nexpected ${shown(expected)}`);
  }
}

/**
 * @param {unknown} value
 * @param {string} [why]
 */
export function ok(value, why) {
  if (!value) {
    throw new Error(why ?? `is ${shown(value)}`);
  }
}

/**
 * @param {() => unknown} body
 * @param {string | RegExp} [message] a part of the error's message
 */
export function throws(body, message) {
  try {
    body();
  } catch (error) {
    checkMessage(error, message);
    return;
  }
  throw new Error('nothing was thrown');
}

/**
 * @param {() => Promise<unknown>} body
 * @param {string | RegExp} [message] a part of the error's message
 */
export async function rejects(body, message) {
  try {
    await body();
  } catch (error) {
    checkMessage(error, message);
    return;
  }
  throw new Error('the promise was fulfilled');
}

/**
 * Imports the files and runs what they register. A file that cannot be imported, or that has no test, is a failed test
 * of that name.
 *
 * @param {string[]} files addresses
 * @returns {Promise<Outcome[]>}
 */
export async function run(files) {
  /** @type {Outcome[]} */
  const outcomes = [];
  for (const file of files) {
    const before = tests.length;
    importing = file;
    let failure = null;
    try {
      await import(file);
      failure = tests.length === before ? 'no test is registered' : null;
    } catch (error) {
      failure = story(error);
    }
    if (failure !== null) {
      outcomes.push({ file, name: 'can be imported and has tests', failure });
    }
  }
  for (const { file, name, body } of tests) {
    outcomes.push({ file, name, failure: await failureOf(body) });
  }
  return outcomes;
}

/**
 * @param {() => unknown} body
 * @returns {Promise<string | null>}
 */
async function failureOf(body) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${LONGEST_MILLIS} ms`)), LONGEST_MILLIS);
  });
  try {
    await Promise.race([(async () => body())(), late]);
    return null;
  } catch (error) {
    return story(error);
  } finally {
    clearTimeout(timer);
  }
}

/** @param {unknown} error */
function story(error) {
  return error instanceof Error ? (error.stack ?? error.message) : `thrown: ${shown(error)}`;
}

/**
 * @param {unknown} error
 * @param {string | RegExp | undefined} message
 */
function checkMessage(error, message) {
  const text = error instanceof Error ? error.message : String(error);
  const fits = message === undefined || (typeof message === 'string' ? text.includes(message) : message.test(text));
  ok(fits, `message is ${shown(text)}\nexpected ${message}`);
}

/**
 * @param {any} a
 * @param {any} b
 * @returns {boolean}
 */
function same(a, b) {
  if (Object.is(a, b)) {
    return true;
  }
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return false;
  }
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) {
    return false;
  }
  if (a instanceof Date || a instanceof URL || a instanceof RegExp) {
    return String(a) === String(b) && (!(a instanceof Date) || a.getTime() === b.getTime());
  }
  if (a instanceof Map || a instanceof Set) {
    return same([...a], [...b]);
  }
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && same(a[name], b[name]))
  );
}

/** @param {any} value */
function shown(value) {
  if (value instanceof Map || value instanceof Set) {
    return `${value.constructor.name} ${shown([...value])}`;
  }
  try {
    return JSON.stringify(value, (_, part) => (part === undefined || typeof part === 'bigint' ? String(part) : part), 1);
  } catch {
    return String(value);
  }
}
