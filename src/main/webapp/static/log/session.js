import { Find } from '../core/find.js';
import { Follower } from '../core/follow.js';
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
import { Look } from './look.js';
import { marks } from './marks.js';
import { Nearby } from './nearby.js';
import { Offers } from './offers.js';
import { OlderHits } from './olderhits.js';
import { Painter } from './paint.js';
import { Place } from './place.js';
import { Rows } from './rows.js';
import { countOf } from './select.js';
import { Walk } from './walk.js';

/** Lines in memory: on a telephone memory is scarce, and so are readers of a million lines. */
const CAPACITY = 1_000_000;
const SMALL_CAPACITY = 200_000;

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
  #stats;
  #sources;
  #follower;
  #place;
  #pausedAt = { received: 0, errors: 0 };
  #connection;
  #findKey = '';
  #look;
  #nearby;
  #hitCount;
  #ago;
  #unsubscribe;
  #isSettled = false;

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
    this.#stats = stats;
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
      loader: this.loader,
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
    const parts = { view, messages, toast, lines: this.lines, rows: this.rows, find: this.find, loader: this.loader };
    this.#nearby = new Nearby({ ...parts, list: this.list, olderHits: this.olderHits });
    this.offers = new Offers({ ...parts, list: this.list, olderHits: this.olderHits, onHit: (seq) => this.#standAtHit(seq) });
    this.#look = new Look({ ...parts, painter: this.painter, list: this.list });
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
      void this.#nearby.open(at);
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
    this.#follower.stop();
    this.loader.close();
    this.olderHits.close();
    this.walk.close();
    this.#nearby.close();
    this.offers.close();
    this.#unsubscribe();
    clearInterval(this.#ago);
    this.#place.close();
    this.#hitCount.close();
    this.list.remove();
  }

  /** To the oldest line of the log, however far away it is. */
  toTop() {
    return this.#nearby.toTop();
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

  /** The texts of the lines that came last, of those that are news. @param {number} count at most */
  newest(count) {
    const { lines, rows, intake } = this;
    const end = lines.end;
    const from = Math.max(lines.live.first, end - Math.min(count, intake.fresh));
    const several = this.painter.labels;
    return Array.from({ length: Math.max(0, end - from) }, (_, index) => from + index)
      .filter((seq) => lines.has(seq))
      .map((seq) => {
        const name = several.get(lines.names[lines.source(seq)]);
        return name === undefined ? rows.texts.of(seq).text : `${name}: ${rows.texts.of(seq).text}`;
      });
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
    list.onShown = (first, last) => this.#nearby.shown(first, last);
    list.onMissing = (seq) => this.#nearby.need(seq);
    list.onPainted = (millis) => this.#painted(millis);
    list.onAction = (action, seq, row) => this.offers.take(action, seq, row);
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
      this.#look.nameSources(data.sources);
    } else if (type === 'sources-changed') {
      this.#view.set({ shown: this.intake.sources });
      this.#look.nameSources(this.intake.sources);
      this.onSourcesChanged();
    } else if (type === 'rotate' && this.#isMissing(data.source)) {
      // The list was looked at between a renaming and the next file: of that the server tells nothing.
      this.onSourcesChanged();
    }
  }

  /** @param {string} id */
  #isMissing(id) {
    return this.#view.value.missing.includes(id);
  }

  /** @param {import('../app/settings.js').Settings} settings */
  #show(settings) {
    const { find } = this.#view.value;
    this.#look.show(settings);
    const only = find.only && find.text !== '';
    if (!only) {
      // First: nothing matches where nothing is searched any more, and the reader's line would be left for it.
      this.#showOnly(false);
    }
    const findKey = JSON.stringify([find.text, find.regex, find.matchCase]);
    if (findKey !== this.#findKey) {
      this.#findKey = findKey;
      this.painter.currentHit = null;
      this.find.search(find);
      this.list.refresh();
    }
    this.#showOnly(only);
  }

  /** @param {boolean} only */
  #showOnly(only) {
    if (only !== this.rows.only) {
      this.find.keepsHits = only;
      this.list.showOnly(only);
      this.olderHits.forget();
      this.#keepSelection();
    }
  }

  /** @param {number} seq */
  #standAtHit(seq) {
    if (this.find.isHit(seq)) {
      this.painter.currentHit = seq;
      this.#hitCount.show();
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
}

function capacity() {
  const isSmall = matchMedia('(pointer: coarse)').matches && Math.min(screen.width, screen.height) < 700;
  return isSmall ? SMALL_CAPACITY : CAPACITY;
}
