import { Follower } from './follow.js';
import { Rows } from './rows.js';

/** A hidden tab keeps its connection this long: over HTTP/1.1 a browser has six for all tabs of a server. */
const HIDDEN_MILLIS = 30_000;

const GAP_REASONS = {
  'rotated-away': 'their file was rotated away before it was read',
  truncated: 'the file was truncated',
  unreadable: 'the file could not be read',
  'unknown-id': 'the place to go on from is not known here',
  'ambiguous-id': 'the place to go on from fits more than one file',
  retention: 'they are older than what is kept',
};

const stateLine = element('state');
const countLine = element('count');
const followButton = element('follow');
const rows = new Rows(element('rows'), showFollowing);
const follower = new Follower(new URL('api/v1/stream', document.baseURI), take, showState);

let received = 0;
let sourceName = '';
/** What the server said before it closed the stream. @type {string | null} */
let parting = null;
/** @type {Date | null} */
let lostAt = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let falling;
/** @type {ReturnType<typeof setInterval> | undefined} */
let countdown;

/** @param {string} id */
function element(id) {
  const found = document.getElementById(id);
  if (found === null) {
    throw new Error(`the page has no element: id=${id}`);
  }
  return found;
}

/** @param {import('./sse.js').StreamEvent} event */
function take(event) {
  switch (event.type) {
    case 'log_update': {
      const line = JSON.parse(event.data);
      sourceName = line.source;
      received++;
      rows.addLine(line.line);
      break;
    }
    case 'gap':
      rows.addNote(gapText(JSON.parse(event.data)), true);
      break;
    case 'rotate':
      rows.addNote(`The log was rotated; it goes on in ${JSON.parse(event.data).file}`, false);
      break;
    case 'problem': {
      const problem = JSON.parse(event.data);
      parting = problem.detail ?? problem.title;
      break;
    }
    case 'bye':
      parting = 'The server closed the stream';
      break;
  }
}

/** @param {{bytes?: number, lines?: number, maybe?: boolean, reason: keyof typeof GAP_REASONS}} gap */
function gapText(gap) {
  const amount =
    gap.lines !== undefined
      ? `${gap.lines.toLocaleString('en')} lines`
      : gap.bytes !== undefined
        ? `${gap.bytes.toLocaleString('en')} bytes of lines`
        : 'Lines';
  const verb = gap.maybe ? 'may be missing' : 'are missing';
  return `${amount} ${verb} here: ${GAP_REASONS[gap.reason] ?? gap.reason}`;
}

/** @param {import('./follow.js').FollowState} state */
function showState(state) {
  clearInterval(countdown);
  switch (state.kind) {
    case 'connecting':
      say('connecting', 'Connecting…');
      break;
    case 'live':
      if (lostAt !== null) {
        rows.addNote(`Connection lost ${clock(lostAt)}, resumed ${clock(new Date())}`, false);
        lostAt = null;
      }
      parting = null;
      say('live', 'Live');
      break;
    case 'ended':
      say('off', 'The log has ended');
      break;
    case 'waiting': {
      lostAt ??= received > 0 ? new Date() : null;
      const why = parting ?? state.why;
      const until = performance.now() + state.millis;
      say('waiting', `${why.replace(/\.$/, '')}. Trying again…`);
      // The seconds are for the eye: the status is spoken once.
      const show = () => {
        stateLine.title = `Next try in ${Math.max(0, Math.ceil((until - performance.now()) / 1000))} s`;
      };
      show();
      countdown = setInterval(show, 1_000);
      break;
    }
  }
}

/**
 * @param {'off' | 'connecting' | 'live' | 'waiting' | 'asleep'} kind
 * @param {string} text
 */
function say(kind, text) {
  stateLine.dataset.kind = kind;
  stateLine.title = '';
  if (stateLine.textContent !== text) {
    stateLine.textContent = text;
  }
}

function showFollowing() {
  followButton.hidden = false;
  followButton.textContent = rows.held
    ? `Back to the newest line (${rows.heldCount.toLocaleString('en')} new)`
    : 'Pause';
  const lines = `${received.toLocaleString('en')} ${received === 1 ? 'line' : 'lines'}`;
  countLine.textContent = sourceName === '' ? '' : `${lines} of ${sourceName}`;
}

/** @param {Date} time */
function clock(time) {
  return time.toLocaleTimeString();
}

function visibilityChanged() {
  clearTimeout(falling);
  if (document.visibilityState === 'visible') {
    follower.start();
    return;
  }
  falling = setTimeout(() => {
    follower.stop();
    clearInterval(countdown);
    say('asleep', 'Asleep: goes on here when the tab is shown again');
  }, HIDDEN_MILLIS);
}

followButton.addEventListener('click', () => {
  if (rows.held) {
    rows.release();
  } else {
    rows.hold();
  }
});

// Behind a proxy that ends TLS only the browser knows the address for certain.
for (const base of document.querySelectorAll('[data-base]')) {
  base.textContent = new URL('.', document.baseURI).href;
}

document.addEventListener('visibilitychange', visibilityChanged);
if (document.visibilityState === 'visible') {
  follower.start();
}
