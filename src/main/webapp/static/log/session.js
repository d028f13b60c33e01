import { Find } from '../core/find.js';
import { Follower, turnOfOthers } from '../core/follow.js';
import { History } from '../core/history.js';
import { Intake } from '../core/intake.js';
import { Loader } from '../core/loader.js';
import { Lines } from '../core/lines.js';
import { Times } from '../text/times.js';
import { Connection } from './connection.js';
import { HitCount } from './hitcount.js';
import { Jumps } from './jumps.js';
import { LevelJumps } from './leveljumps.js';
import { LogList } from './list.js';
import { marks } from './marks.js';
import { OlderHits } from './olderhits.js';
import { Painter } from './paint.js';
import { Place } from './place.js';
import { Rows } from './rows.js';
import { countOf } from './select.js';
import { Walk } from './walk.js';

/** Lines in memory: on a telephone memory is scarce, and so are readers of a million lines. */
const CAPACITY = 1_000_000;
const SMALL_CAPACITY = 200_000;

/** Lines are loaded when the reader is this near to them. */
const NEAR_LINES = 500;

/** Times that say how long ago are wrong after a second. */
const AGO_MILLIS = 1_000;

/** Lines may come at any moment. */
const OPENING = new Set(['connecting', 'behind']);

/**
 * One choice of sources: their lines, the stream that brings them, the list that shows them, and what the reader does with
 * them. Another choice is another session.
 */
export class Session {
  /** Told when the reader has been at another line for a while, and null when following. @type {(id: string | null) => void} */
  onPlace = () => {};

  /** Told once: the first lines stand in the page, or it is known that none come for now. */
  onSettled = () => {};

  /** Told when a log has come or gone. */
  onSourcesChanged = () => {};

  #view;
  #messages;
  #stats;
  #toast;
  #sources;
  #follower;
  #place;
  #pausedAt = { received: 0, errors: 0 };
  #connection;
  #findKey = '';
  #styleKey = '';
  #troublesKey = '[[],[]]';
  #hitCount;
  #ago;
  #unsubscribe;
  #cleared = 0;
  #isSettled = false;
  #isClosed = false;

  /**
   * @param {{root: Element, view: import('../app/events.js').Observable<any>,
   *     settings: import('../app/events.js').Observable<import('../app/settings.js').Settings>,
   *     messages: import('../text/messages.js').Messages, stats: import('../core/stats.js').Stats,
   *     toast: (text: string) => void, url: (path: string, params: Record<string, string | number>) => URL,
   *     ownTimes: import('../text/owntimes.js').OwnTimes, isAwake: boolean, opening: import('../core/follow.js').Opening | null}} parts `isAwake`: the stream begins at once, with
   *     the `opening` if it fits
   */
  constructor({ root, view, settings, messages, stats, toast, url, isAwake, opening, ownTimes }) {
    const { sources, at } = view.value;
    this.#view = view;
    this.#messages = messages;
    this.#stats = stats;
    this.#toast = toast;
    this.#sources = sources;
    this.lines = new Lines(capacity());
    this.find = new Find(this.lines, () => this.#findChanged());
    this.#hitCount = new HitCount({
      view,
      find: this.find,
      current: () => this.painter?.currentHit ?? null,
      isGoingOn: () => this.olderHits?.state === 'searching',
    });
    this.rows = new Rows(this.lines, this.find);
    this.rows.texts.ownTimes = ownTimes;
    this.intake = new Intake(this.lines, ownTimes);
    const address = (/** @type {string} */ path, /** @type {Record<string, string | number>} */ params = {}) => {
      const made = url(path, params);
      sources.forEach((/** @type {string} */ name) => made.searchParams.append('source', name));
      return made;
    };
    this.#connection = new Connection({
      view,
      messages,
      lines: this.lines,
      intake: this.intake,
      sourceList: async () => (await fetch(address('api/v1/sources'), { cache: 'no-store' })).json(),
    });
    this.#follower = new Follower({
      url: address('api/v1/stream', at === null ? {} : { tail: 0 }),
      opening,
      onEvents: (events) => this.#take(events),
      onState: (state) => {
        this.#connection.changed(state);
        this.list?.changed();
      },
      onWorked: (millis) => stats.busy(millis),
    });
    if (isAwake) {
      // Before the list is made and laid out, which takes longer than the server needs for its first lines.
      this.start();
    }
    this.history = new History(address, ownTimes);
    this.loader = new Loader(this.lines, this.history);
    this.painter = new Painter({
      lines: this.lines,
      rows: this.rows,
      find: this.find,
      messages,
      times: new Times(messages.locale),
    });
    this.list = new LogList({
      root,
      lines: this.lines,
      rows: this.rows,
      painter: this.painter,
      label: messages.t('log.label'),
      barLabel: messages.t('log.scrollbar'),
    });
    this.#place = new Place({ list: this.list, lines: this.lines, at, onPlace: (now) => this.onPlace(now) });
    this.walk = new Walk({
      lines: this.lines,
      rows: this.rows,
      list: this.list,
      loader: this.loader,
      say: (key, values) => toast(messages.t(key, values)),
    });
    this.jumps = new Jumps({
      lines: this.lines,
      rows: this.rows,
      find: this.find,
      list: this.list,
      painter: this.painter,
      walk: this.walk,
      say: (key) => toast(messages.t(key)),
      onHit: () => this.#hitCount.show(),
    });
    this.levelJumps = new LevelJumps({
      lines: this.lines,
      rows: this.rows,
      find: this.find,
      list: this.list,
      walk: this.walk,
    });
    this.olderHits = new OlderHits({
      lines: this.lines,
      rows: this.rows,
      find: this.find,
      loader: this.loader,
      view: () => this.list,
    });
    this.#wire();
    const show = () => this.#show(settings.value);
    const subscriptions = [view.subscribe(show), settings.subscribe(show)];
    this.#unsubscribe = () => subscriptions.forEach((end) => end());
    show();
    this.#ago = setInterval(() => {
      if (view.value.time === 'relative') {
        this.list.refresh();
      }
    }, AGO_MILLIS);
    if (at !== null) {
      this.list.pause();
      void this.#open(at);
    }
  }

  get sources() {
    return this.#sources;
  }

  get follower() {
    return this.#follower;
  }

  /** How far behind the page is. */
  get lag() {
    return this.#connection.lag;
  }

  start() {
    this.#follower.start();
  }

  /** The tab is hidden. */
  sleep() {
    this.#connection.sleep();
    this.#follower.stop();
  }

  close() {
    this.#isClosed = true;
    this.#follower.stop();
    this.loader.close();
    this.olderHits.close();
    this.walk.close();
    this.#unsubscribe();
    clearInterval(this.#ago);
    this.#place.close();
    this.#hitCount.close();
    this.list.remove();
  }

  /** Hides what is there. The stream keeps its place, and nothing is thrown away. */
  clear() {
    const floor = this.lines.end;
    const from = Math.max(this.rows.floor, this.lines.first);
    this.#cleared = this.lines.ordinal(floor) - this.lines.ordinal(from);
    this.rows.floor = floor;
    this.lines.addNote({ kind: 'cleared', at: Date.now(), count: this.#cleared });
    this.list.follow();
    this.list.refresh();
    return this.#cleared;
  }

  get isCleared() {
    return this.rows.floor > this.lines.first;
  }

  unclear() {
    const notes = this.lines.notes(this.rows.floor);
    this.lines.removeNotes(this.rows.floor, notes.filter(({ kind }) => kind === 'cleared'));
    this.rows.floor = -Infinity;
    this.list.pause();
    this.list.refresh();
  }

  /** To the oldest line of the log, however far away it is. */
  async toTop() {
    const { lines, loader, list, rows } = this;
    if (lines.count === 0) {
      return;
    }
    if (!rows.only && !this.isCleared && !lines.regionOf(lines.first).atBeginning) {
      await loader.oldest();
    }
    if (!this.#isClosed) {
      list.toTop();
    }
  }

  /** Leaves the view of matching lines, at one of them. @param {number} seq */
  showInContext(seq) {
    this.#view.set({ find: { ...this.#view.value.find, only: false } });
    queueMicrotask(() => this.list.goTo(seq, { always: true }));
  }

  /** Brings the counts of the view up to date; called a few times in a second. */
  count() {
    const { received, errors, lost } = this.intake;
    const { following } = this.#view.value;
    const news = following
      ? { newLines: 0, newErrors: 0 }
      : { newLines: received - this.#pausedAt.received, newErrors: errors - this.#pausedAt.errors };
    this.#view.set({ ...news, lines: this.#shownCount(), kept: this.lines.held, lost });
    this.#connection.refresh();
    // Lines may have left memory, and with them what is known of them.
    this.#hitCount.changed();
  }

  /** Lines that are known, without those that the reader has cleared. */
  #shownCount() {
    const { lines, rows } = this;
    return lines.count - lines.ordinal(Math.max(rows.floor, lines.first));
  }

  #wire() {
    const { lines, find, list, loader, intake } = this;
    find.onWorked = (millis) => this.#stats.busy(millis);
    find.onRanges = () => {
      list.refresh();
      this.jumps.reach();
    };
    lines.onDropped = (chunk) => find.dropped(chunk);
    lines.onForgotten = (last) => find.forgotten(last);
    lines.isShown = (chunk) => find.shows(chunk);
    lines.isHeld = (chunk) => this.olderHits.holds(chunk) || this.walk.holds(chunk);
    lines.onLoaded = (from, end) => {
      find.added(from, end);
      list.changed();
    };
    lines.onRenumbered = (from, end, by) => this.#renumbered(from, end, by);
    loader.onChange = () => {
      this.#hitCount.changed();
      this.painter.teller.olderFailure = loader.failure;
      list.refresh();
      // What lies between selected lines may be known now.
      this.#tellSelection();
    };
    this.olderHits.onChange = () => {
      this.painter.teller.olderHits = this.olderHits.state;
      this.painter.teller.searchedMillis = this.olderHits.oldestMillis;
      list.refresh();
      this.#hitCount.changed();
    };
    intake.onEvent = (type, data) => this.#told(type, data);
    list.onChange = () => this.#moved();
    list.onShown = (first, last) => this.#load(first, last);
    list.onMissing = (seq) => this.#needAt(seq);
    list.onPainted = (millis) => this.#painted(millis);
    list.onAction = (action, seq, row) => this.#act(action, seq, row);
    list.scrollbar.marks = () => marks({ lines, find, rows: this.rows, marked: list.marked });
  }

  /** @param {import('../core/sse.js').StreamEvent[]} events */
  #take(events) {
    const before = this.lines.end;
    this.intake.take(events);
    if (this.lines.end > before) {
      this.find.added(before, this.lines.end);
    }
    if (this.#isSettled) {
      this.list.changed();
    } else {
      // The first lines do not wait for the pace of painting.
      this.list.refresh();
    }
  }

  /**
   * @param {string} type
   * @param {any} data
   */
  #told(type, data) {
    this.#connection.told(type, data);
    if (type === 'hello') {
      this.#view.set({ shown: data.sources });
      this.#nameSources(data.sources);
    } else if (type === 'sources-changed') {
      this.#nameSources(this.intake.sources);
      this.onSourcesChanged();
    }
  }

  /** Lines say where they come from as soon as there can be several. @param {readonly string[]} ids */
  #nameSources(ids) {
    const labels = ids.length > 1 ? labelsOf(ids) : new Map();
    const isOther = [...labels].join() !== [...this.painter.labels].join();
    if (isOther) {
      this.painter.labels = labels;
      this.painter.teller.namesSource = labels.size > 0;
      this.list.setStyle({});
    }
  }

  /** @param {string} at */
  async #open(at) {
    let seq = null;
    try {
      seq = await this.loader.around(at);
    } catch (error) {
      this.#toast(error instanceof Error ? error.message : String(error));
    }
    while (this.rows.only && this.find.isSearching && !this.#isClosed) {
      // Of matching lines alone nothing would be there to stand at.
      await turnOfOthers();
    }
    if (this.#isClosed) {
      return;
    }
    if (seq === null) {
      this.#toast(this.#messages.t('link.gone'));
      this.list.follow();
    } else {
      this.list.goTo(seq, { always: true });
    }
  }

  /** @param {import('../app/settings.js').Settings} settings */
  #show({ size, density }) {
    const { wrap, time, find, language } = this.#view.value;
    const styleKey = JSON.stringify([size, density, wrap, time, language]);
    if (styleKey !== this.#styleKey) {
      this.#styleKey = styleKey;
      this.painter.times = new Times(this.#messages.locale);
      this.painter.timeForm = time;
      this.rows.texts.timeApart = time !== 'log';
      this.list.setLabels(this.#messages.t('log.label'), this.#messages.t('log.scrollbar'));
      this.list.setStyle({ size, density, wrap });
    }
    this.#showTroubles();
    const findKey = JSON.stringify([find.text, find.regex, find.matchCase]);
    if (findKey !== this.#findKey) {
      this.#findKey = findKey;
      this.painter.currentHit = null;
      this.find.search(find);
      this.list.refresh();
    }
    const only = find.only && find.text !== '';
    if (only !== this.rows.only) {
      this.rows.only = only;
      this.find.keepsHits = only;
      this.olderHits.forget();
      this.list.refresh();
      this.#keepSelection();
    }
  }

  #findChanged() {
    this.#stats.awake();
    this.list?.changed();
    this.list?.scrollbar.refreshMarks();
    this.#hitCount.changed();
    if (this.rows?.only) {
      this.#keepSelection();
    }
  }

  /** Other lines are shown: those that are selected are among them. */
  #keepSelection() {
    if (this.find.done) {
      this.list.keepToMatches();
    }
    this.#tellSelection();
  }

  #tellSelection() {
    const { selected } = this.list;
    const counted = selected === null ? null : countOf(this, selected);
    // As long as none of the lines is known to match, none is selected.
    this.#view.set({ selected: selected === null || counted?.count === 0 ? null : { ...selected, ...counted } });
  }

  /** What is wrong with the logs of this view, as it is known by now. */
  #showTroubles() {
    const { shown, troubles, known } = this.#view.value;
    const ofView = troubles.filter(({ name }) => shown.includes(name));
    const absent = known === null ? [] : shown.filter((name) => !known.includes(name));
    const key = JSON.stringify([ofView, absent]);
    if (key !== this.#troublesKey) {
      this.#troublesKey = key;
      this.painter.teller.troubles = ofView;
      this.painter.teller.absent = absent;
      this.rows.forget();
      this.list.refresh();
    }
  }

  #moved() {
    const { list, intake } = this;
    const wasFollowing = this.#view.value.following;
    if (wasFollowing && !list.following) {
      this.#pausedAt = { received: intake.received, errors: intake.errors };
    }
    this.#view.set({ following: list.following });
    this.#tellSelection();
    if (wasFollowing !== list.following) {
      queueMicrotask(() => this.count());
    }
    this.#place.moved();
  }

  /** Whether the address only says where the reader stands already. @param {string | null} at */
  standsAt(at) {
    return this.#place.isAt(at);
  }

  /**
   * @param {number} first line in view
   * @param {number} last
   */
  #load(first, last) {
    const { lines, rows, loader } = this;
    if (rows.only) {
      this.olderHits.near();
      return;
    }
    [first - NEAR_LINES, first, last, last + NEAR_LINES].forEach((seq) => this.#needAt(seq));
    const region = lines.regionOf(first);
    const start = Math.max(region.first, rows.floor);
    if (first - start < NEAR_LINES && rows.floor <= region.first) {
      void loader.older(region);
    }
    if (lines.past !== null && last >= lines.past.end - NEAR_LINES && first < lines.past.end) {
      void loader.newer();
    }
  }

  /** @param {number} seq which may be none */
  #needAt(seq) {
    const { first, end } = this.lines.regionOf(seq);
    if (seq >= first && seq < end && !this.lines.has(seq)) {
      void this.loader.need(seq);
    }
  }

  /** @param {number} millis */
  #painted(millis) {
    this.#stats.painted(millis);
    if (this.#stats.firstLineMillis === null && this.lines.count > 0) {
      this.#stats.firstLineMillis = performance.now();
    }
    if (!this.#isSettled && (this.lines.count > 0 || !OPENING.has(this.#follower.state.kind))) {
      this.#isSettled = true;
      this.onSettled();
    }
  }

  /**
   * @param {string} action
   * @param {number} seq
   * @param {import('./rows.js').Row} row
   */
  #act(action, seq, row) {
    switch (action) {
      case 'fold':
        this.rows.toggleFold(seq);
        this.list.revealOpened(seq);
        break;
      case 'fields':
        this.rows.toggleFields(seq);
        this.list.revealOpened(seq);
        break;
      case 'whole':
        this.rows.texts.toggleWhole(seq);
        this.list.pause();
        break;
      case 'gap':
        // Where the gap stands, the reader wants to see what was in it.
        this.list.pause();
        void this.#fill(/** @type {import('../core/lines.js').Note} */ (row.note));
        break;
      case 'older':
        this.loader.tryAgain();
        break;
      case 'searchOn':
        this.olderHits.goOn();
        break;
      case 'stopSearch':
        this.olderHits.stop();
        break;
      case 'unclear':
        this.unclear();
        break;
      case 'context':
        if (this.rows.only) {
          this.showInContext(seq);
        }
        break;
    }
    this.list.refresh();
  }

  /** @param {import('../core/lines.js').Note} gap */
  async #fill(gap) {
    const count = await this.loader.fill(gap);
    if (count !== null && !this.#isClosed) {
      this.#toast(count === 0 ? this.#messages.t('gap.nothing') : this.#messages.t('gap.loaded', { n: count }));
    }
  }

  /**
   * Lines from one up to another have numbers that are less by so many, because others were put in before that one.
   *
   * @param {number} from
   * @param {number} end
   * @param {number} by
   */
  #renumbered(from, end, by) {
    const { lines, rows, list, painter, find } = this;
    const renumbered = (/** @type {number} */ seq) => (seq >= from && seq < end ? seq - by : seq);
    rows.renumber(renumbered);
    if (rows.floor === end) {
      // What was put in stands behind what the reader has cleared.
      const cleared = lines.notes(end).filter(({ kind }) => kind === 'cleared');
      lines.removeNotes(end, cleared);
      cleared.forEach((note) => lines.addNote(note, end - by));
      rows.floor = end - by;
    }
    painter.currentHit = painter.currentHit === null ? null : renumbered(painter.currentHit);
    list.renumber(from, end, by);
    find.again();
  }

  /** Opens or closes a line or a stack trace. @param {number} seq */
  toggle(seq) {
    if (this.lines.has(seq) && this.rows.toggle(seq)) {
      this.list.revealOpened(this.rows.visible(seq));
    }
  }
}

/**
 * @param {readonly string[]} ids
 * @returns {Map<string, string>} by id the last part of it, where that is enough to tell it from the others
 */
function labelsOf(ids) {
  const last = (/** @type {string} */ id) => id.slice(id.lastIndexOf('/') + 1);
  const lasts = ids.map(last);
  return new Map(ids.map((id) => [id, lasts.filter((each) => each === last(id)).length > 1 ? id : last(id)]));
}

function capacity() {
  const isSmall = matchMedia('(pointer: coarse)').matches && Math.min(screen.width, screen.height) < 700;
  return isSmall ? SMALL_CAPACITY : CAPACITY;
}
