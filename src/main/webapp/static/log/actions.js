import { copyText } from '../app/clipboard.js';
import { write } from '../app/address.js';
import { Gatherer } from './gatherer.js';

/** Columns that an arrow key scrolls sideways. */
const SIDE_COLUMNS = 8;

/**
 * Registers what can be done with the log, by key, palette or button. The session is asked for each time: it is another one
 * after other sources were chosen.
 *
 * @param {{commands: import('../app/commands.js').Commands, session: () => import('./session.js').Session,
 *     view: import('../app/events.js').Observable<any>, messages: import('../text/messages.js').Messages,
 *     toast: (text: string) => void}} parts
 */
export function registerActions(parts) {
  registerMoves(parts);
  registerJumps(parts);
  registerSelection(parts);
  registerView(parts);
}

/** @param {Parameters<typeof registerActions>[0]} parts */
function registerMoves({ commands, session }) {
  const list = () => session().list;
  const follow = () => {
    session().walk.stop();
    list().follow();
  };
  const moves = {
    lineUp: () => list().moveCursor(-1, false),
    lineDown: () => list().moveCursor(1, false),
    selectUp: () => list().moveCursor(-1, true),
    selectDown: () => list().moveCursor(1, true),
    pageUp: () => list().page(-1),
    pageDown: () => list().page(1),
    halfPageUp: () => list().page(-0.5),
    halfPageDown: () => list().page(0.5),
    top: () => void session().toTop(),
    bottom: follow,
    follow,
    left: () => list().scrollSideways(-SIDE_COLUMNS * list().columnPixels),
    right: () => list().scrollSideways(SIDE_COLUMNS * list().columnPixels),
  };
  for (const [id, run] of Object.entries(moves)) {
    commands.register({ id, run });
  }
  commands.register({ id: 'pause', run: () => list().pause(), enabled: () => list().following });
  commands.register({ id: 'reconnect', run: () => session().follower.retryNow(), enabled: () => isWaiting(session()) });
  commands.register({
    id: 'loadOlder',
    run: () => {
      const { lines, loader, rows, olderHits } = session();
      loader.tryAgain();
      if (rows.only) {
        olderHits.goOn();
      } else {
        void loader.older(lines.regionOf(lines.first));
      }
    },
  });
}

/** @param {import('./session.js').Session} session */
function isWaiting({ follower }) {
  return ['waiting', 'capacity', 'refused'].includes(follower.state.kind);
}

/** @param {Parameters<typeof registerActions>[0]} parts */
function registerJumps({ commands, session, view, messages, toast }) {
  const finding = () => view.value.find.text !== '';
  commands.register({ id: 'nextHit', run: () => session().jumps.toHit(1), enabled: finding });
  commands.register({ id: 'previousHit', run: () => session().jumps.toHit(-1), enabled: finding });
  commands.register({ id: 'nextError', run: () => session().levelJumps.to(1, 'error') });
  commands.register({ id: 'previousError', run: () => session().levelJumps.to(-1, 'error') });
  commands.register({ id: 'nextWarning', run: () => session().levelJumps.to(1, 'warning') });
  commands.register({ id: 'previousWarning', run: () => session().levelJumps.to(-1, 'warning') });
  commands.register({
    id: 'mark',
    run: () => {
      const { list, lines } = session();
      const seq = list.place;
      if (!lines.has(seq)) {
        // Of a view that was cleared, or of a log that is empty.
        return;
      }
      const isMarked = list.marked.delete(seq);
      if (!isMarked) {
        list.marked.add(seq);
      }
      list.pause();
      list.refresh();
      list.scrollbar.refreshMarks();
      toast(messages.t(isMarked ? 'mark.removed' : 'mark.set'));
    },
  });
  commands.register({
    id: 'jumpToMark',
    run: () => {
      const { list } = session();
      const marks = [...list.marked].sort((a, b) => a - b);
      session().jumps.to(marks.find((seq) => seq > list.place) ?? marks[0] ?? null, 'mark.none');
    },
  });
  commands.register({
    id: 'stopOlder',
    run: () => session().olderHits.stop(),
    enabled: () => session().olderHits.state === 'searching',
  });
  commands.register({
    id: 'showInContext',
    run: () => session().offers.showInContext(session().list.place),
    enabled: () => session().rows.only,
  });
}

/** @param {Parameters<typeof registerActions>[0]} parts */
function registerSelection({ commands, session, view, messages, toast }) {
  const hasSelected = () => session().list.cursor !== null && !session().list.isAtOffer;
  const gatherer = new Gatherer({ view, messages, toast });
  const selected = () => {
    const { list } = session();
    const only = list.cursor ?? list.place;
    return list.selected ?? { from: only, to: only };
  };
  const copy = (/** @type {boolean} */ withTime) => void gatherer.copy(session(), selected(), withTime);
  commands.register({ id: 'copy', run: () => copy(false), enabled: hasSelected });
  commands.register({ id: 'copyWithTime', run: () => copy(true), enabled: hasSelected });
  commands.register({
    id: 'copyLink',
    run: async () => {
      const { lines, list } = session();
      const seq = list.cursor ?? list.place;
      const id = lines.has(seq) ? lines.id(seq) : '';
      const { wrap, time, find, shown = [] } = view.value;
      // What is the default may be another log tomorrow.
      const sources = view.value.sources.length > 0 ? view.value.sources : shown;
      const link = new URL(location.pathname + write({ sources, at: id, wrap, time, find }), location.href);
      toast(messages.t((await copyText(link.href)) ? 'copy.link' : 'copy.failed', { keys: 'Ctrl+C' }));
    },
    enabled: hasSelected,
  });
  commands.register({
    id: 'download',
    run: () => void gatherer.save(session(), selected(), fileName(view.value)),
    enabled: hasSelected,
  });
  commands.register({
    id: 'selectAll',
    run: () => {
      const { list } = session();
      list.select(list.top, list.bottom);
    },
  });
  commands.register({
    id: 'leave',
    run: () => {
      const { list } = session();
      if (gatherer.isAtWork) {
        gatherer.stop();
      } else if (list.selected !== null) {
        list.unselect();
      } else {
        list.follow();
      }
    },
    enabled: () => {
      const { list } = session();
      return gatherer.isAtWork || list.selected !== null || !list.following;
    },
  });
}

/** @param {Parameters<typeof registerActions>[0]} parts */
function registerView({ commands, session, messages, toast }) {
  commands.register({
    id: 'expand',
    run: () => {
      const { rows, list } = session();
      if (list.takeOffer()) {
        return;
      }
      // Among matching lines what is wanted is what stands around one of them.
      if (rows.only) {
        session().offers.showInContext(list.place);
      } else {
        session().offers.toggle(list.place);
      }
    },
  });
  commands.register({
    id: 'foldAll',
    run: () => {
      session().rows.toggleAllFolds();
      session().list.refolded();
    },
  });
  commands.register({
    id: 'clear',
    run: () => toast(messages.t('clear.done', { n: session().offers.clear() })),
  });
  commands.register({ id: 'unclear', run: () => session().offers.unclear(), enabled: () => session().offers.isCleared });
}

/** @param {{sources: string[], shown: string[]}} view */
function fileName({ sources, shown }) {
  const name = (sources[0] ?? shown[0] ?? 'log').replace(/[^\w.-]+/g, '-').replace(/\.log$/, '');
  return `${name}-${new Date().toISOString().slice(0, 19).replace(/[:T]/g, '-')}.log`;
}
