import { Attention } from './attention.js';
import { Columns } from './columns.js';
import { RowElements } from './elements.js';
import { Hold } from './hold.js';
import { Measures } from './measures.js';
import { Mouse } from './mouse.js';
import { Pace } from './pace.js';
import { Pane } from './pane.js';
import { Reach } from './reach.js';
import { Scrollbar } from './scrollbar.js';
import { Touch } from './touch.js';
import { Viewport } from './viewport.js';

/** Where a line that was jumped to stands: not at the edge, what led to it is wanted too. */
const JUMP_SHARE = 1 / 3;

/**
 * The list of lines: paints the rows of a `Viewport`, and moves it with wheel, finger, scrollbar and by command. It does not
 * scroll an element that is as high as the log, because browsers have no such heights.
 */
export class LogList {
  /** Told when following, the place or the selection have changed. */
  onChange = () => {};

  /** Told with the first and last line in view, after each painting. @type {(first: number, last: number) => void} */
  onShown = () => {};

  /** Told of each line in view that is not in memory. @type {(seq: number) => void} */
  onMissing = () => {};

  /** Told of a click on something in a row. @type {(action: string, seq: number, row: import('./rows.js').Row) => void} */
  onAction = () => {};

  /** Told with how long a painting took. @type {(scriptMillis: number) => void} */
  onPainted = () => {};

  /** Lines that the reader has marked. @type {Set<number>} */
  marked = new Set();

  #lines;
  #rows;
  #viewport;
  #touch;
  #mouse;
  #pane = new Pane();
  #columns;
  #bar;
  #attention = new Attention();
  #hold;
  #reach;
  #elements;
  #measures;
  #scrollPixels = 0;
  /** Whether the current hit is to be brought into view from the left or the right, as soon as it is painted. */
  #hitWanted = false;
  #pace = new Pace((now) => this.#frame(now));

  /**
   * @param {{root: Element, lines: import('../core/lines.js').Lines, rows: import('./rows.js').Rows,
   *     painter: import('./paint.js').Painter, label: string, barLabel: string}} parts
   */
  constructor({ root, lines, rows, painter, label, barLabel }) {
    this.#lines = lines;
    this.#rows = rows;
    this.#viewport = new Viewport(lines, rows);
    this.#hold = new Hold({ viewport: this.#viewport, rows, lines, painter, cursorInView: () => this.#cursorInView });
    this.#reach = new Reach({ viewport: this.#viewport, rows, lines });
    rows.tell = (row) => painter.teller.of(row);
    this.#elements = new RowElements(this.#pane.layer, painter);
    this.#bar = new Scrollbar({
      label: barLabel,
      controls: 'rows',
      onMove: (share) => this.#dragTo(share),
      onPage: (direction) => this.page(direction),
    });
    this.setLabels(label, barLabel);
    this.#pane.view.append(this.#bar.element);
    this.#columns = new Columns({ view: this.#pane.view, rows, painter });
    this.#measures = new Measures({
      viewport: this.#viewport,
      columns: this.#columns,
      hold: this.#hold,
      onHeld: (seq) => (this.#hitWanted = seq === painter.currentHit),
    });
    root.append(this.#pane.view);
    this.#touch = new Touch(this.#pane.window, (pixels) => this.scrollBy(pixels));
    this.#mouse = new Mouse({
      window: this.#pane.window,
      layer: this.#pane.layer,
      isOnly: () => this.#rows.only,
      unitPixels: () => [1, this.#viewport.rowPixels, this.#viewport.heightPixels],
      focus: () => this.focus(),
      onLifted: () => this.#pace.soon(),
      onWheel: (pixels) => {
        this.#touch.stop();
        this.scrollBy(pixels);
      },
      onLine: (seq, extend) => {
        this.#touch.stop();
        this.#setFollowing(false);
        this.#attention.click(seq, extend);
        this.#moved();
      },
      onAction: (name, row) => this.onAction(name, row.seq, row),
    });
    new ResizeObserver(() => this.#resized()).observe(this.#pane.window);
  }

  get following() {
    return this.#viewport.following;
  }

  /** The line with the keyboard's attention. */
  get cursor() {
    return this.#attention.cursor;
  }

  /** Whether the keyboard's attention is at no line, but at a row before it in which something can be done. */
  get isAtOffer() {
    return this.#attention.offer !== null;
  }

  /** The selected lines, in the order of the log. @returns {{from: number, to: number} | null} */
  get selected() {
    return this.#attention.selected;
  }

  /** The first line in view. */
  get top() {
    return this.#viewport.top;
  }

  /** The last line in view. */
  get bottom() {
    return this.#viewport.bottom;
  }

  /** The line that commands begin at: that with the keyboard's attention, unless the reader has left it behind. */
  get place() {
    return this.#cursorInView ?? (this.following ? this.bottom : this.top);
  }

  /** The line that an address names: where that is opened, the same lines are in view. */
  get landmark() {
    const { heightPixels, rowPixels, shown } = this.#viewport;
    const atJump = shown[Math.floor((heightPixels * JUMP_SHARE) / rowPixels)]?.seq ?? -1;
    return this.#cursorInView ?? (this.#lines.has(atJump) ? atJump : this.top);
  }

  /** Whether a line is in view, itself or the row that stands for its stack trace. @param {number} seq */
  shows(seq) {
    const at = this.#rows.visible(seq);
    return this.#viewport.shown.some((row) => row.seq === at);
  }

  get #cursorInView() {
    return this.#viewport.shown.some(({ seq }) => seq === this.cursor) ? this.cursor : null;
  }

  get scrollbar() {
    return this.#bar;
  }

  get element() {
    return this.#pane.window;
  }

  /**
   * @param {string} label
   * @param {string} barLabel
   */
  setLabels(label, barLabel) {
    this.#pane.label = label;
    this.#bar.label = barLabel;
  }

  /** Takes the list out of the page. */
  remove() {
    this.#pace.stop();
    this.#pane.view.remove();
  }

  /** @param {Partial<{size: number, density: 'compact' | 'normal' | 'roomy', wrap: boolean}>} style */
  setStyle(style) {
    this.#measures.set(style);
    this.refresh();
  }

  /** Matching lines alone, or all again: that with the reader's attention stays where it stands. @param {boolean} only */
  showOnly(only) {
    this.#hold.attended(() => (this.#rows.only = only));
    this.refresh();
  }

  /** Lines came, went or were loaded: painted when it is time. */
  changed() {
    this.#pace.whenItIsTime(this.following);
  }

  /** Rows look different, though they are the same. */
  refresh() {
    // Neither the keyboard's attention nor the selection stays at a line that was folded away.
    const hasMoved = this.#attention.keepVisible((seq) => this.#rows.visible(seq));
    this.#elements.version++;
    this.#pace.soon();
    if (hasMoved) {
      this.onChange();
    }
  }

  /** Stack traces were folded or unfolded: as many lines are selected as their rows stand for. */
  refolded() {
    this.refresh();
    this.onChange();
  }

  follow() {
    this.#touch.stop();
    this.#setFollowing(true);
    this.#collect();
    this.#pace.soon();
  }

  pause() {
    this.#setFollowing(false);
    this.changed();
  }

  /** @param {number} pixels down, negative: up */
  scrollBy(pixels) {
    this.#scrollPixels += pixels;
    this.#pace.soon();
  }

  /** @param {number} direction 1: down, -1: up; fractions are parts of a page */
  page(direction) {
    const rows = Math.max(1, Math.floor(this.#viewport.heightPixels / this.#viewport.rowPixels) - 1);
    this.#touch.stop();
    this.scrollBy(Math.round(rows * direction) * this.#viewport.rowPixels);
  }

  /** @param {number} pixels to the right */
  scrollSideways(pixels) {
    this.#pane.window.scrollBy({ left: pixels });
  }

  scrollToLeft() {
    this.#pane.window.scrollTo({ left: 0 });
  }

  get columnPixels() {
    return this.#columns.pixels;
  }

  /** To the first line of the view. */
  toTop() {
    this.#touch.stop();
    this.#setFollowing(false);
    this.#viewport.standAt(this.#rows.first);
    this.#collect();
    this.#moved();
  }

  /**
   * Brings a line into view, if it is not there, and gives it the keyboard's attention.
   *
   * @param {number} seq
   * @param {{extend?: boolean, always?: boolean, character?: number}} [how] `extend` the selection; `always`: place it anew;
   *     the `character` of the line that is wanted
   */
  goTo(seq, { extend = false, always = false, character } = {}) {
    this.#touch.stop();
    this.#setFollowing(false);
    this.#rows.unfold(seq);
    const at = this.#rows.shownAt(seq);
    this.#attention.to(at, extend);
    const index = character === undefined ? undefined : this.#rows.indexOf(at, character);
    if (always || !this.#viewport.isInView(at, index)) {
      this.#viewport.standBelow(at, JUMP_SHARE, index);
    }
    // What is asked for before this is painted begins there.
    this.#viewport.collect();
    this.#hitWanted = character !== undefined;
    this.#moved();
  }

  /** Brings what was opened of a line into view. @param {number} seq */
  revealOpened(seq) {
    this.#setFollowing(false);
    this.#attention.cursor ??= seq;
    this.#reveal(seq);
    this.refresh();
    this.onChange();
  }

  /** A line with what belongs to it; itself above all. @param {number} seq */
  #reveal(seq) {
    for (const each of [this.#rows.withFrames(seq), seq]) {
      this.#viewport.collect();
      this.#viewport.reveal(each);
    }
  }

  /**
   * Moves the keyboard's attention by lines. Where the reader has left it behind, it begins in the view, as in less; but what is
   * selected is extended from where it ends.
   *
   * @param {1 | -1} step
   * @param {boolean} extend the selection, which passes over rows that are no lines
   */
  moveCursor(step, extend) {
    // Lines that are to be scrolled to with the next painting are those that the reader is at.
    this.#scrollNow();
    this.#collect();
    const { cursor } = this;
    if (cursor !== null && !this.shows(cursor) && !(extend && this.selected !== null)) {
      this.#attention.nowhere();
    }
    const begin = step < 0 || this.following ? this.bottom : this.top;
    const { seq, offer } = this.#attention.next(step, extend, begin, this.#rows);
    this.#touch.stop();
    this.#setFollowing(false);
    if (offer === null) {
      this.#attention.to(seq, extend);
    } else {
      this.#attention.toOffer(offer);
    }
    this.#viewport.reveal(seq);
    this.#moved();
  }

  /** Does what the row with the keyboard's attention offers. @returns {boolean} whether that is at such a row */
  takeOffer() {
    const offered = this.cursor === null ? [] : this.#rows.offers(this.cursor);
    const row = offered.find((each) => this.#attention.isAt(each));
    const action = row === undefined ? undefined : this.#rows.tell(row)?.action;
    if (row !== undefined && action !== undefined) {
      this.onAction(action.name, row.seq, row);
    }
    return this.isAtOffer;
  }

  /**
   * @param {number} from
   * @param {number} to
   */
  select(from, to) {
    this.#setFollowing(false);
    this.#attention.select(from, to);
    this.#moved();
  }

  /**
   * Lines from one up to another have numbers that are less by so many.
   *
   * @param {number} from
   * @param {number} end
   * @param {number} by
   */
  renumber(from, end, by) {
    this.#viewport.renumber(from, end, by);
    this.#attention.renumber(from, end, by);
    this.marked = new Set([...this.marked].map((seq) => (seq >= from && seq < end ? seq - by : seq)));
    this.#bar.refreshMarks();
    this.#moved();
  }

  unselect() {
    this.#attention.nowhere();
    this.#moved();
  }

  /** Where only matching lines are shown, others are neither selected nor do they have the keyboard's attention. */
  keepToMatches() {
    const { cursor } = this;
    if (!this.#rows.only || cursor === null || this.isAtOffer) {
      return;
    }
    const { find } = this.#rows;
    const { from, to } = this.selected ?? { from: cursor, to: cursor };
    this.#attention.narrow(find.next(from - 1), find.previous(to + 1));
    if (this.cursor !== cursor) {
      this.#pace.soon();
    }
  }

  focus() {
    this.#pane.window.focus({ preventScroll: true });
  }

  #moved() {
    this.onChange();
    this.#pace.soon();
  }

  /** @param {boolean} following */
  #setFollowing(following) {
    if (this.#viewport.following !== following) {
      this.#viewport.following = following;
      this.onChange();
    }
  }

  /** @param {number} share of the log, 0 to 1 */
  #dragTo(share) {
    this.#touch.stop();
    if (share >= 1) {
      // As with the wheel: who goes to the end wants to see what comes.
      this.follow();
      return;
    }
    this.#setFollowing(false);
    this.#viewport.standAt(this.#rows.shownAt(this.#reach.at(share)));
    this.#moved();
  }

  /** @param {number} now */
  #frame(now) {
    const begun = performance.now();
    this.#scrollPixels += this.#touch.glide(now);
    this.#scrollNow();
    if (this.#mouse.isPressed && this.following) {
      return;
    }
    this.#paint();
    this.onPainted(this.#pace.painted() - begun);
    if (this.#touch.isGliding) {
      this.#pace.soon();
    }
    const { shown } = this.#viewport;
    shown.filter(({ kind }) => kind === 'loading').forEach(({ seq }) => this.onMissing(seq));
    const last = shown[shown.length - 1];
    this.onShown(shown[0]?.seq ?? 0, last?.seq ?? 0);
  }

  #scrollNow() {
    const pixels = this.#scrollPixels;
    this.#scrollPixels = 0;
    if (pixels !== 0) {
      this.#scroll(pixels);
    }
  }

  /** What is asked for before the next painting begins there. */
  #collect() {
    if (this.#viewport.heightPixels > 0) {
      this.#viewport.collect();
    }
  }

  /** @param {number} pixels */
  #scroll(pixels) {
    if (this.#viewport.following) {
      if (pixels >= 0) {
        return;
      }
      // The anchor stands where the last painting left it.
      this.#setFollowing(false);
    }
    const isAtEnd = this.#viewport.stepBy(pixels);
    if (isAtEnd && pixels > 0) {
      this.#setFollowing(true);
    }
    this.onChange();
  }

  #paint() {
    if (this.#viewport.heightPixels === 0) {
      return;
    }
    const top = this.#viewport.collect();
    this.#lines.reader = this.#viewport.following ? this.#lines.end : this.#viewport.anchor.seq;
    this.#showRows();
    const isCutHidden = this.#viewport.following && top < 0 && this.#viewport.shown.length > 1;
    this.#pane.place(top, isCutHidden ? this.#viewport.rowPixels : 0);
    this.#pane.lineCount = this.#lines.count;
    if (!this.#measures.wrap) {
      this.#columns.hold(this.#viewport.shown);
    }
    this.#bar.show(this.#reach.share, this.#reach.visibleShare);
    if (this.#hitWanted) {
      this.#hitWanted = false;
      this.#pane.revealHit();
    }
  }

  #showRows() {
    if (this.cursor !== null && this.isAtOffer && !this.#rows.of(this.cursor).some((row) => this.#attention.isAt(row))) {
      // It is done: the row is gone.
      this.#attention.offer = null;
    }
    const { selected, marked } = this;
    const attended = this.isAtOffer ? null : this.cursor;
    const ordinal = (/** @type {number} */ seq) => this.#lines.ordinal(seq);
    const isCursor = (/** @type {import('./rows.js').Row} */ row) => this.#attention.isOn(row);
    this.#elements.show(this.#viewport.shown, { isCursor, attended, selected, marked, ordinal });
    this.#pane.cursorId = this.#elements.cursorId;
  }

  #resized() {
    const cursor = this.cursor;
    const hadCursor = cursor !== null && !this.following && this.#cursorInView !== null;
    const { window } = this.#pane;
    this.#viewport.heightPixels = window.clientHeight;
    if (this.#hold.onScreen(Math.round(window.getBoundingClientRect().top))) {
      // Now: with the next frame they would be seen to leave and come back.
      this.#paint();
    }
    if (hadCursor) {
      // The bars below the list take some of its height: not that of the line that was chosen.
      this.#reveal(cursor);
    }
    if (this.#measures.widen(window.clientWidth)) {
      this.#elements.version++;
    }
    this.#pace.soon();
  }
}
