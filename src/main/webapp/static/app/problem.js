/**
 * What is wrong with a source, of the kinds that the page has a text for.
 *
 * @typedef {object} Problem
 * @property {'missing' | 'permission' | 'notRegular' | 'duplicate' | 'noFiles' | 'other'} kind
 * @property {string} user who may not read it; empty: not known
 * @property {string} said by the server; of a group its name
 */

/** The server tells in a sentence; these are the ones that a reader can do something about. */
const KINDS = /** @type {const} */ ([
  ['permission', /^permission denied(?: for user ([^:]+))?:/],
  ['notRegular', /is not a regular file/],
  ['missing', /is not there|does not exist|no such file/i],
  ['duplicate', /^left out: another file has this id/],
]);

/**
 * @param {Pick<import('./sources.js').Source, 'problem'>} source
 * @returns {Problem | null} null: it can be read
 */
export function problemOf(source) {
  const said = source.problem;
  if (said === undefined) {
    return null;
  }
  for (const [kind, pattern] of KINDS) {
    const match = pattern.exec(said);
    if (match !== null) {
      return { kind, user: match[1] ?? '', said };
    }
  }
  return { kind: 'other', user: '', said };
}

/**
 * Everything configured that cannot be read: sources, and groups whose pattern fits no file.
 *
 * @param {Pick<import('./sources.js').SourceList, 'sources' | 'groups'>} list
 * @returns {{name: string, problem: Problem}[]}
 */
export function troubles({ sources, groups }) {
  const failing = sources.flatMap((source) => {
    const problem = problemOf(source);
    return problem === null ? [] : [{ name: source.id, problem }];
  });
  const known = new Set(sources.flatMap(({ id, group }) => [id, group]));
  const empty = groups.filter(({ name, sources: count }) => count === 0 && !known.has(name));
  return [...failing, ...empty.map(({ name }) => ({ name, problem: noFiles(name) }))];
}

/**
 * @param {string} group
 * @returns {Problem}
 */
export function noFiles(group) {
  return { kind: 'noFiles', user: '', said: group };
}
