import { read } from './app/address.js';
import { Commands } from './app/commands.js';
import { observable } from './app/events.js';
import { troubles } from './app/problem.js';
import { rememberedSettings } from './app/settings.js';
import { refusalOf } from './core/refusal.js';
import { Presence } from './core/presence.js';
import { Stats } from './core/stats.js';
import { registerActions } from './log/actions.js';
import { Bars } from './log/bars.js';
import { Session } from './log/session.js';
import { StatusLine } from './log/status.js';
import { Messages } from './text/messages.js';
import { OwnTimes } from './text/owntimes.js';
import { applyAppearance } from './ui/appearance.js';
import { makeControls } from './ui/controls.js';

/** So long the first line of the log comes before the controls. */
const FIRST_LINE_MILLIS = 500;

/*
 * The page. It reads what the server wrote into it, makes the parts, and wires them. Which module does what:
 *
 *   app/    what holds the page together: commands and keys, address, settings, the observable view
 *   core/   lines without a document: stream, connection, store, history, search, measurements
 *   log/    the list of lines: rows, painting, scrollbar, selection
 *   text/   what a line says: levels, times, fields, colours, widths; and the texts of the page
 *   ui/     everything around the list: header, find bar, dialogs, first run
 */

const boot = JSON.parse(/** @type {HTMLMetaElement} */ (document.querySelector('meta[name=logstreamer]')).content);
const place = read(location.search);
const view = observable({
  ...place,
  language: 'en',
  following: true,
  newLines: 0,
  newErrors: 0,
  connection: { kind: 'connecting' },
  hits: { of: null, count: 0, current: 0, done: true, isPart: false, isGoingOn: false, invalid: null },
  lines: 0,
  kept: 0,
  rate: 0,
  lost: 0,
  /** @type {string[]} ids that the server's `hello` gave */
  shown: [],
  /** @type {ReturnType<typeof troubles>} */
  troubles: [],
  /** @type {string[] | null} ids of the logs that the server has; null: not known yet */
  known: null,
  /** @type {string[]} ids of those whose file is not there, and of those that it had and has no more */
  missing: [],
  /** @type {{from: number, to: number, count: number, isAll: boolean} | null} `count` at least, where that is not all */
  selected: null,
  /** @type {number | null} lines that were read so far of what is copied or saved; null: nothing is */
  gathered: null,
});
const settings = rememberedSettings();
const messages = new Messages(settings.value.language);
const commands = new Commands();
const ownTimes = new OwnTimes(boot.zone);
const log = /** @type {HTMLElement} */ (document.getElementById('log'));

/** Ids of all logs that the server has had since the page was opened. @type {Set<string>} */
const had = new Set();

/** Counts of the sessions before the present one. */
const before = { received: 0, fresh: 0, freshErrors: 0, gaps: 0, lost: 0, reconnects: 0 };
const stats = new Stats(() => before.fresh + session.intake.fresh);

/** @type {ReturnType<typeof makeControls> | null} */
let controls = null;
const toast = (/** @type {string} */ text) => controlled().toast(text);

applyAppearance(settings.value, messages.language);
// The first to be told of other settings: the list measures how wide its letters are by then.
settings.subscribe((now) => applyAppearance(now, messages.language));
log.replaceChildren();

/** What the head of the page has asked for already (`opening.js`): for the first session alone. */
let opening = globalThis.logstreamerOpening ?? null;

let isAwake = false;
/** Made in a moment, when it is known whether the page is seen. @type {Session} */
let session;
new Presence({
  name: `logstreamer ${new URL('.', document.baseURI).pathname}`,
  wake: () => {
    isAwake = true;
    session?.start();
  },
  sleep: () => {
    isAwake = false;
    session?.sleep();
  },
});
if (!isAwake) {
  // Hidden since.
  opening?.connection.abort();
  opening = null;
}
session = open();

registerActions({ commands, session: () => session, view, messages, toast });
globalThis.addEventListener('online', () => session.follower.renew());

stats.onSample = () => {
  view.set({ rate: stats.linesPerSecond });
  session.count();
};
view.subscribe(({ sources: wanted, at }) => {
  const isOther = JSON.stringify(wanted) !== JSON.stringify(session.sources);
  // The address was changed by hand, or the reader went back: the page goes where it says.
  if (isOther || !session.standsAt(at)) {
    reopen(isOther);
  }
});

globalThis.logstreamer = Object.freeze({ stats: measured });

// A key comes to the window first: who makes the controls because of it hears it, too.
globalThis.addEventListener('keydown', controlled, { capture: true, once: true });
session.onSettled = () => setTimeout(controlled);
setTimeout(controlled, FIRST_LINE_MILLIS);

/** Makes what stands around the log, once: its first line does not wait for it, and who wants to use it need not wait. */
function controlled() {
  if (controls === null) {
    new Bars({ root: log, view, settings, messages, commands });
    new StatusLine({
      root: /** @type {Element} */ (document.getElementById('status-line')),
      view,
      settings,
      messages,
      counts: () => ({
        lines: before.fresh + session.intake.fresh,
        errors: before.freshErrors + session.intake.freshErrors,
      }),
      newest: (count) => session.newest(count),
    });
    controls = makeControls({
      view,
      settings,
      messages,
      commands,
      api: { sources, url },
      boot,
      stats: measured,
      // The list is made anew with each choice of sources; the focus goes to the present one.
      log: Object.assign(log, { focus: () => session.list.focus() }),
    });
    let hasFailed = false;
    controls.sources.list.subscribe((list) => {
      if (hasFailed && list.state === 'ready') {
        session.follower.hurry();
      }
      hasFailed = list.state === 'failed';
      const { known, missing } = list.state === 'ready' ? presence(list.sources) : view.value;
      view.set({ troubles: troubles(list), known, missing });
    });
  }
  return controls;
}

/**
 * Which logs there are. That one is not in the list says nothing: a link has another name there. That it was, does.
 *
 * @param {readonly {id: string, present: boolean}[]} list
 */
function presence(list) {
  const known = list.map(({ id }) => id);
  const absent = list.filter(({ present }) => !present).map(({ id }) => id);
  const gone = [...had].filter((id) => !known.includes(id));
  known.forEach((id) => had.add(id));
  return { known, missing: [...absent, ...gone] };
}

/** @returns {Session} */
function open() {
  const made = new Session({ root: log, view, settings, messages, stats, toast, url, isAwake, opening, ownTimes });
  opening = null;
  made.onPlace = (at) => view.set({ at });
  made.onSourcesChanged = () => void controls?.sources.refresh();
  return made;
}

/** @param {boolean} isOther whether other sources were chosen: then the place of the old ones means nothing */
function reopen(isOther) {
  const { received, fresh, freshErrors, gaps, lost } = session.intake;
  before.received += received;
  before.fresh += fresh;
  before.freshErrors += freshErrors;
  before.gaps += gaps;
  before.lost += lost;
  before.reconnects += session.follower.reconnects;
  const hadFocus = log.contains(document.activeElement);
  session.close();
  if (isOther && view.value.at !== null && session.standsAt(view.value.at)) {
    view.set({ at: null });
  }
  view.set({ following: view.value.at === null, selected: null, newLines: 0, newErrors: 0 });
  session = open();
  if (hadFocus) {
    session.list.focus();
  }
}

/**
 * An address of the server.
 *
 * @param {string} path relative to the page
 * @param {Record<string, string | number>} params
 * @returns {URL}
 */
function url(path, params = {}) {
  const made = new URL(path, document.baseURI);
  for (const [name, value] of Object.entries(params)) {
    made.searchParams.set(name, String(value));
  }
  return made;
}

/** @returns {Promise<any>} the logs there are */
async function sources() {
  const response = await fetch(url('api/v1/sources'), {
    headers: { Accept: 'application/json, application/problem+json' },
    cache: 'no-store',
  });
  if (!response.ok) {
    throw await refusalOf(response);
  }
  return response.json();
}

/** What the page measures of itself, for the about box and for tests. */
function measured() {
  const { intake, lines, follower, lag } = session;
  return {
    state: follower.state.kind,
    source: (view.value.sources.length > 0 ? view.value.sources : view.value.shown).join(', '),
    lines: before.received + intake.received,
    lost: before.lost + intake.lost,
    gaps: before.gaps + intake.gaps,
    ringLines: lines.held,
    ringCapacity: lines.capacity,
    linesPerSecond: stats.linesPerSecond,
    fps: stats.fps,
    p95FrameMillis: stats.p95FrameMillis,
    longestFrameMillis: stats.longestFrameMillis,
    mainThreadShare: stats.mainThreadShare,
    firstLineMillis: stats.firstLineMillis,
    lagLines: lag.lagLines,
    lagMillis: lag.lagMillis,
    reconnects: before.reconnects + follower.reconnects,
  };
}
