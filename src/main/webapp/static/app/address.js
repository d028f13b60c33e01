/** How long typing is waited for before the address is rewritten: browsers refuse more than a few in a second. */
const QUIET_MILLIS = 200;

/** Below this width lines are wrapped where nothing else is said: half of each would be out of view. */
const NARROW = '(max-width: 40rem)';

export const TIMES = /** @type {const} */ (['log', 'local', 'utc', 'relative', 'delta']);

/**
 * What the address says: a copied one shows the same.
 *
 * @typedef {object} Place
 * @property {string[]} sources ids, names or globs as the server takes them; none: its default
 * @property {string | null} at id of the line to stand at; null: follow
 * @property {boolean} wrap
 * @property {typeof TIMES[number]} time
 * @property {{text: string, regex: boolean, matchCase: boolean, only: boolean}} find
 */

/**
 * @param {string} search the query of an address, with or without `?`
 * @param {boolean} [wraps] whether lines are wrapped where it does not say so
 * @returns {Place}
 */
export function read(search, wraps = isNarrow()) {
  const given = new URLSearchParams(search);
  const time = /** @type {Place['time']} */ (given.get('time'));
  return {
    sources: [...new Set(given.getAll('source').filter((name) => name !== ''))],
    at: given.get('at') || null,
    wrap: given.has('wrap') ? given.get('wrap') === '1' : wraps,
    time: TIMES.includes(time) ? time : 'log',
    find: {
      text: given.get('find') ?? '',
      regex: given.get('regex') === '1',
      matchCase: given.get('case') === '1',
      only: given.get('only') === '1',
    },
  };
}

/**
 * @param {Place} place
 * @param {boolean} [wraps] whether lines are wrapped where it does not say so
 * @returns {string} a query with `?`, or an empty one where everything is as at first
 */
export function write({ sources, at, wrap, time, find }, wraps = isNarrow()) {
  const query = new URLSearchParams();
  sources.forEach((name) => query.append('source', name));
  const isSearched = find.text !== '';
  const others = {
    at,
    // Said also where it goes without saying here: the address may be opened on a wider screen.
    wrap: wrap ? '1' : wraps && '0',
    time: time !== 'log' && time,
    find: find.text,
    // How it is searched says nothing where nothing is.
    regex: isSearched && find.regex && '1',
    case: isSearched && find.matchCase && '1',
    only: isSearched && find.only && '1',
  };
  for (const [name, value] of Object.entries(others)) {
    if (value) {
      query.set(name, value);
    }
  }
  // Slashes, colons and stars are allowed there, and an address is also read by people.
  const text = query.toString().replaceAll('%2F', '/').replaceAll('%3A', ':');
  return text === '' ? '' : `?${text}`;
}

/** Holds the address bar and the view together. Other sources are a step of the browser's history; the rest is not. */
export class Address {
  #view;
  #window;
  #written;
  /** What is to be written, in a moment or by now. @type {string} */
  #wanted;
  /** @type {string} */
  #sources;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #waiting;

  /**
   * @param {import('./events.js').Observable<Place>} view already holds what `read(location.search)` gave
   * @param {Window} [page]
   */
  constructor(view, page = window) {
    this.#view = view;
    this.#window = page;
    this.#written = page.location.search;
    this.#wanted = this.#written;
    this.#sources = JSON.stringify(view.value.sources);
    view.subscribe((place) => this.#changed(place));
    page.addEventListener('popstate', () => this.#moved());
  }

  /** @param {Place} place */
  #changed(place) {
    const wanted = write(place);
    if (wanted === this.#wanted) {
      // Something else of the view, such as a count that grows all the time: it puts nothing off.
      return;
    }
    this.#wanted = wanted;
    const sources = JSON.stringify(place.sources);
    const isStep = sources !== this.#sources;
    this.#sources = sources;
    clearTimeout(this.#waiting);
    if (wanted === this.#written) {
      return;
    }
    if (isStep) {
      this.#write(true);
    } else {
      this.#waiting = setTimeout(() => this.#write(false), QUIET_MILLIS);
    }
  }

  /** @param {boolean} isStep */
  #write(isStep) {
    this.#written = write(this.#view.value);
    const { history, location } = this.#window;
    const address = location.pathname + this.#written;
    if (isStep) {
      history.pushState(null, '', address);
    } else {
      history.replaceState(null, '', address);
    }
  }

  #moved() {
    const { search } = this.#window.location;
    clearTimeout(this.#waiting);
    const place = read(search);
    this.#written = search;
    this.#wanted = search;
    this.#sources = JSON.stringify(place.sources);
    this.#view.set(place);
  }
}

function isNarrow() {
  return matchMedia(NARROW).matches;
}
