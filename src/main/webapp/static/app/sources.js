import { observable } from './events.js';

/**
 * @typedef {object} Generation
 * @property {string} [file]
 * @property {number} [sizeBytes] none: an archive that was never unpacked
 * @property {boolean} compressed
 * @property {string} firstId
 * @property {string} lastId
 * @property {string} [lastTime]
 *
 * @typedef {object} Source
 * @property {string} id
 * @property {string} group
 * @property {string} file
 * @property {boolean} present
 * @property {string} [problem]
 * @property {Generation[]} generations from the oldest to the active one
 *
 * @typedef {{name: string, sources: number}} Group
 *
 * @typedef {object} SourceList
 * @property {'loading' | 'ready' | 'failed'} state
 * @property {unknown} failure why it failed
 * @property {Source[]} sources
 * @property {Group[]} groups
 * @property {ReadonlyMap<string, number>} rates bytes per second by id, of those that were seen twice
 */

/** Below that a difference of two sizes is noise. */
const SHORTEST_MILLIS = 500;

/** The sources of the server, looked at as often as somebody wants to see them. A hidden tab asks for nothing. */
export class Sources {
  #api;
  #now;
  /** @type {{sources: Source[], millis: number} | null} */
  #before = null;

  /** @type {import('./events.js').Observable<SourceList>} */
  list = observable({ state: 'loading', failure: null, sources: [], groups: [], rates: new Map() });

  /**
   * @param {{sources(): Promise<{sources: Source[], groups: Group[]}>}} api
   * @param {() => number} [now]
   */
  constructor(api, now = () => performance.now()) {
    this.#api = api;
    this.#now = now;
  }

  async refresh() {
    try {
      const { sources, groups } = await this.#api.sources();
      this.list.set({ state: 'ready', failure: null, sources, groups, rates: this.#rates(sources) });
    } catch (error) {
      // How fast they were is not how fast they are.
      this.list.set({ state: 'failed', failure: error, rates: new Map() });
    }
  }

  /**
   * @param {() => number} everyMillis asked for after each look
   * @returns {() => void} what ends it
   */
  watch(everyMillis) {
    let isOver = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    const turn = async () => {
      if (document.visibilityState === 'visible') {
        await this.refresh();
      }
      if (!isOver) {
        timer = setTimeout(turn, everyMillis());
      }
    };
    void turn();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }

  /** @param {Source[]} sources */
  #rates(sources) {
    const millis = this.#now();
    const before = this.#before;
    if (before !== null && millis - before.millis < SHORTEST_MILLIS) {
      return this.list.value.rates;
    }
    this.#before = { sources, millis };
    return before === null ? new Map() : rates(before.sources, sources, millis - before.millis);
  }
}

/**
 * How fast logs grew. A file keeps its first id when it is renamed; one that is compressed grows by nothing.
 *
 * @param {readonly Source[]} before
 * @param {readonly Source[]} after
 * @param {number} millis between the two
 * @returns {Map<string, number>} bytes per second by id
 */
export function rates(before, after, millis) {
  const known = new Map(before.map((source) => [source.id, sizes(source)]));
  return new Map(
    after.flatMap((source) => {
      const old = known.get(source.id);
      return old === undefined ? [] : [[source.id, (growth(old, source) * 1_000) / millis]];
    }),
  );
}

/** @param {Source} source */
function sizes(source) {
  return new Map(source.generations.map((generation) => [generation.firstId, generation.sizeBytes ?? 0]));
}

/**
 * @param {Map<string, number>} old
 * @param {Source} source
 */
function growth(old, source) {
  return source.generations
    .filter(({ compressed }) => !compressed)
    .reduce((sum, { firstId, sizeBytes = 0 }) => sum + Math.max(0, sizeBytes - (old.get(firstId) ?? 0)), 0);
}

/**
 * All that a source keeps: the active file and the rotated ones, as far as their sizes are known.
 *
 * @param {Source} source
 */
export function totalBytes(source) {
  return source.generations.reduce((sum, { sizeBytes = 0 }) => sum + sizeBytes, 0);
}

/** @param {Source} source @returns {boolean} whether all that it keeps is as large as {@link totalBytes} says */
export function isSizeKnown(source) {
  return source.generations.every(({ sizeBytes }) => sizeBytes !== undefined);
}
