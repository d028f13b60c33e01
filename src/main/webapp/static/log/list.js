import { rowPixels } from '../ui/appearance.js';
import { Attention } from './attention.js';
import { Columns } from './columns.js';
import { RowElements, setAttribute } from './elements.js';
import { Mouse } from './mouse.js';
import { Scrollbar } from './scrollbar.js';
import { Touch } from './touch.js';
import { Viewport } from './viewport.js';

/** About 15 times a second: as smooth to the eye as 60, for a fraction of the work. */
const FOLLOWED_MILLIS = 66;

/** While the reader stands still, only the end of a short view and the scrollbar can change. */
const PAUSED_MILLIS = 250;

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
  #painter;
  #viewport;
  #touch;
  #view;
  #window;
  #layer;
  #columns;
  #bar;
  #attention = new Attention();
  #elements;
  #style = { size: 13, density: /** @type {'compact' | 'normal' | 'roomy'} */ ('normal'), wrap: false };
  #scrollPixels = 0;
  #clip = '';
  /** Where the list begins on the screen. */
  #topPixels = 0;
  /** Whether a button of the mouse is down, or a finger: what it was put on stays there until it is lifted. */
  #isPressed = false;
  /** Whether the current hit is to be brought into view from the left or the right, as soon as it is painted. */
  #hitWanted = false;
  #lastPaint = -Infinity;
  #planned = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {{root: Element, lines: import('../core/lines.js').Lines, rows: import('./rows.js').Rows,
   *     painter: import('./paint.js').Painter, label: string, barLabel: string}} parts
   */
  constructor({ root, lines, rows, painter, label, barLabel }) {
    this.#lines = lines;
    this.#rows = rows;
    this.#painter = painter;
    this.#viewport = new Viewport(lines, rows);
    rows.tell = (row) => painter.teller.of(row);
    this.#view = element('section', 'log-view');
    this.#window = element('div', 'log-window');
    this.#layer = element('div', 'log-layer');
    this.#elements = new RowElements(this.#layer, painter);
    this.#bar = new Scrollbar({
      label: barLabel,
      controls: 'rows',
      onMove: (share) => this.#dragTo(share),
      onPage: (direction) => this.page(direction),
    });
    this.#window.id = 'rows';
    this.#window.tabIndex = 0;
    this.#window.setAttribute('role', 'grid');
    this.#window.setAttribute('aria-multiselectable', 'true');
    this.#window.setAttribute('aria-readonly', 'true');
    this.#window.setAttribute('aria-live', 'off');
    this.#layer.setAttribute('role', 'rowgroup');
    this.setLabels(label, barLabel);
    this.#window.append(this.#layer);
    this.#view.append(this.#window, this.#bar.element);
    this.#columns = new Columns({ view: this.#view, rows, painter });
    root.append(this.#view);
    this.#touch = new Touch(this.#window, (pixels) => this.scrollBy(pixels));
    this.#listen();
    new ResizeObserver(() => this.#resized()).observe(this.#window);
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
    return this.#viewport.shown.find(({ kind }) => kind === 'line' || kind === 'fold')?.seq ?? this.#viewport.shown[0]?.seq ?? 0;
  }

  /** The last line in view. */
  get bottom() {
    return this.#viewport.shown.findLast(({ kind }) => kind === 'line' || kind === 'fold')?.seq ?? this.top;
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

  get #cursorInView() {
    return this.#viewport.shown.some(({ seq }) => seq === this.cursor) ? this.cursor : null;
  }

  get scrollbar() {
    return this.#bar;
  }

  get element() {
    return this.#window;
  }

  /**
   * @param {string} label
   * @param {string} barLabel
   */
  setLabels(label, barLabel) {
    this.#view.setAttribute('aria-label', label);
    this.#window.setAttribute('aria-label', label);
    this.#bar.label = barLabel;
  }

  /** Takes the list out of the page. */
  remove() {
    clearTimeout(this.#timer);
    this.#view.remove();
  }

  /** @param {Partial<{size: number, density: 'compact' | 'normal' | 'roomy', wrap: boolean}>} style */
  setStyle(style) {
    this.#style = { ...this.#style, ...style };
    this.#holdAttended(() => this.#measure());
    this.refresh();
  }

  /** Lines came, went or were loaded: painted when it is time. */
  changed() {
    if (this.#timer === undefined && !this.#planned) {
      const pace = this.#viewport.following ? FOLLOWED_MILLIS : PAUSED_MILLIS;
      this.#timer = setTimeout(
        () => {
          this.#timer = undefined;
          this.#paintSoon();
        },
        Math.max(0, this.#lastPaint + pace - performance.now()),
      );
    }
  }

  /** Rows look different, though they are the same. */
  refresh() {
    if (this.cursor !== null && this.selected === null) {
      // The keyboard's attention does not stay at a line that was folded away.
      this.#attention.cursor = this.#rows.visible(this.cursor);
    }
    this.#elements.version++;
    this.#paintSoon();
  }

  follow() {
    this.#touch.stop();
    this.#setFollowing(true);
    this.#paintSoon();
  }

  pause() {
    this.#setFollowing(false);
    this.changed();
  }

  /** @param {number} pixels down, negative: up */
  scrollBy(pixels) {
    this.#scrollPixels += pixels;
    this.#paintSoon();
  }

  /** @param {number} direction 1: down, -1: up; fractions are parts of a page */
  page(direction) {
    const rows = Math.max(1, Math.floor(this.#viewport.heightPixels / this.#viewport.rowPixels) - 1);
    this.#touch.stop();
    this.scrollBy(Math.round(rows * direction) * this.#viewport.rowPixels);
  }

  /** @param {number} pixels to the right */
  scrollSideways(pixels) {
    this.#window.scrollBy({ left: pixels });
  }

  get columnPixels() {
    return this.#columns.pixels;
  }

  /** To the first line of the view. */
  toTop() {
    this.#touch.stop();
    this.#setFollowing(false);
    this.#viewport.standAt(this.#rows.first);
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
   * Moves the keyboard's attention by lines.
   *
   * @param {1 | -1} step
   * @param {boolean} extend the selection, which passes over rows that are no lines
   */
  moveCursor(step, extend) {
    let at = this.cursor;
    /** @type {import('./rows.js').Row | null} */
    let offer = null;
    if (at === null) {
      at = step < 0 || this.#viewport.following ? this.bottom : this.top;
      offer = at < this.#rows.end ? null : (this.#rows.offers(at).at(-1) ?? null);
    } else if (extend && this.isAtOffer) {
      // The selection begins with the line beside the row.
      at = step < 0 || at >= this.#rows.end ? this.#rows.before(at) : at;
      this.#attention.nowhere();
    } else if (extend) {
      const to = step > 0 ? this.#rows.after(at) : this.#rows.before(at);
      at = to >= this.#rows.end ? at : to;
    } else {
      ({ seq: at, offer } = this.#attention.beside(step, this.#rows));
    }
    this.#touch.stop();
    this.#setFollowing(false);
    if (offer === null) {
      this.#attention.to(at, extend);
    } else {
      this.#attention.toOffer(offer);
    }
    this.#viewport.reveal(at);
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
      this.#paintSoon();
    }
  }

  focus() {
    this.#window.focus({ preventScroll: true });
  }

  #moved() {
    this.onChange();
    this.#paintSoon();
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
    const { find, only, end } = this.#rows;
    const first = this.#firstOrdinal();
    const seq = only
      ? (find.at(Math.round(share * (find.count - 1))) ?? end)
      : this.#lines.at(first + Math.round(share * (this.#lines.count - first)));
    this.#viewport.standAt(this.#rows.shownAt(seq));
    this.#moved();
  }

  #firstOrdinal() {
    return this.#lines.ordinal(Math.max(this.#lines.first, this.#rows.floor));
  }

  #paintSoon() {
    if (!this.#planned) {
      this.#planned = true;
      clearTimeout(this.#timer);
      this.#timer = undefined;
      requestAnimationFrame((now) => this.#frame(now));
    }
  }

  /** @param {number} now */
  #frame(now) {
    const begun = performance.now();
    this.#planned = false;
    this.#scrollPixels += this.#touch.glide(now);
    if (this.#scrollPixels !== 0) {
      const pixels = this.#scrollPixels;
      this.#scrollPixels = 0;
      this.#scroll(pixels);
    }
    if (this.#isPressed && this.following) {
      return;
    }
    this.#paint();
    this.#lastPaint = performance.now();
    this.onPainted(this.#lastPaint - begun);
    if (this.#touch.isGliding) {
      this.#paintSoon();
    }
    const { shown } = this.#viewport;
    shown.filter(({ kind }) => kind === 'loading').forEach(({ seq }) => this.onMissing(seq));
    const last = shown[shown.length - 1];
    this.onShown(shown[0]?.seq ?? 0, last?.seq ?? 0);
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
    this.#layer.style.transform = top === 0 ? '' : `translateY(${top}px)`;
    this.#hideCut(this.#viewport.following && top < 0 && this.#viewport.shown.length > 1);
    setAttribute(this.#window, 'aria-rowcount', String(this.#lines.count));
    if (!this.#style.wrap) {
      this.#columns.hold(this.#viewport.shown);
    }
    this.#showBar();
    if (this.#hitWanted) {
      this.#hitWanted = false;
      this.#revealHit();
    }
  }

  /** What runs by itself begins with a whole row; who scrolls has put the cut where it is. @param {boolean} isHidden */
  #hideCut(isHidden) {
    const clip = isHidden ? `inset(${this.#viewport.rowPixels}px -100vw -100vh)` : '';
    if (clip !== this.#clip) {
      this.#clip = clip;
      this.#layer.style.clipPath = clip;
    }
  }

  /** Sideways, and only where it must. */
  #revealHit() {
    const hit = this.#layer.querySelector('.hit-current')?.getBoundingClientRect();
    const view = this.#window.getBoundingClientRect();
    if (hit !== undefined && (hit.left < view.left || hit.right > view.right)) {
      const left = hit.left - view.left + this.#window.scrollLeft;
      this.#window.scrollTo({ left: hit.right - hit.left + left <= view.width ? 0 : left - view.width * JUMP_SHARE });
    }
  }

  #showRows() {
    if (this.cursor !== null && this.isAtOffer && !this.#rows.of(this.cursor).some((row) => this.#attention.isAt(row))) {
      // It is done: the row is gone.
      this.#attention.offer = null;
    }
    const { selected, marked } = this;
    const ordinal = (/** @type {number} */ seq) => this.#lines.ordinal(seq);
    const isCursor = (/** @type {import('./rows.js').Row} */ row) => this.#isCursor(row);
    this.#elements.show(this.#viewport.shown, { isCursor, selected, marked, ordinal });
    const { cursorId } = this.#elements;
    // Tells screen readers which row has the keyboard's attention, while it is there.
    if (cursorId !== null) {
      setAttribute(this.#window, 'aria-activedescendant', cursorId);
    } else {
      this.#window.removeAttribute('aria-activedescendant');
    }
  }

  /** @param {import('./rows.js').Row} row */
  #isCursor(row) {
    return this.isAtOffer
      ? this.#attention.isAt(row)
      : row.seq === this.cursor && row.part === 0 && (row.kind === 'line' || row.kind === 'fold');
  }

  #showBar() {
    const lines = this.#lines;
    const visible = this.#viewport.shown.length;
    if (this.#rows.only) {
      const { find } = this.#rows;
      const hidden = Math.max(1, find.count - visible);
      this.#bar.show(this.#viewport.following ? 1 : Math.min(1, find.ordinal(this.#viewport.anchor.seq) / hidden), visible / (find.count || 1));
      return;
    }
    const first = this.#firstOrdinal();
    const count = lines.count - first;
    const before = lines.ordinal(this.#viewport.anchor.seq) - first;
    const position = this.#viewport.following ? 1 : Math.min(1, before / Math.max(1, count - visible));
    this.#bar.show(Math.max(0, position), count === 0 ? 1 : visible / count);
  }

  /** Lines get more rows or fewer: that with the reader's attention stays where it stands. @param {() => void} change */
  #holdAttended(change) {
    const seq = this.#attendedInView;
    const pixels = seq === null ? null : this.#viewport.pixelsOf(seq, this.#attendedIndex(seq));
    change();
    if (seq !== null && pixels !== null) {
      this.#viewport.standAtPixels(seq, this.#attendedIndex(seq), pixels);
      this.#hitWanted = seq === this.#painter.currentHit;
    }
  }

  /** Who follows looks at the end. */
  get #attendedInView() {
    const { currentHit } = this.#painter;
    const isHitInView = this.#viewport.shown.some(({ seq }) => seq === currentHit);
    return this.following ? null : (this.#cursorInView ?? (isHitInView ? currentHit : null));
  }

  /** @param {number} seq @returns {number} which of its rows is looked at: that with the current hit, else the first */
  #attendedIndex(seq) {
    const { find, texts } = this.#rows;
    const isHit = seq === this.#painter.currentHit && this.#lines.has(seq);
    return this.#rows.indexOf(seq, (isHit ? find.ranges(texts.of(seq).text)[0]?.start : undefined) ?? 0);
  }

  #measure() {
    const { size, density, wrap } = this.#style;
    this.#viewport.rowPixels = rowPixels(density, size);
    this.#columns.measure(wrap);
  }

  #resized() {
    const cursor = this.cursor;
    const hadCursor = cursor !== null && !this.following && this.#viewport.shown.some(({ seq }) => seq === cursor);
    this.#viewport.heightPixels = this.#window.clientHeight;
    this.#holdOnScreen();
    if (hadCursor) {
      // The bars below the list take some of its height: not that of the line that was chosen.
      this.#reveal(cursor);
    }
    if (this.#window.clientWidth !== this.#columns.widthPixels) {
      this.#columns.widthPixels = this.#window.clientWidth;
      this.#holdAttended(() => this.#measure());
      this.#elements.version++;
    }
    this.#paintSoon();
  }

  /** What comes and goes above the list, such as the search bar, hides lines and moves none. */
  #holdOnScreen() {
    const topPixels = Math.round(this.#window.getBoundingClientRect().top);
    const moved = topPixels - this.#topPixels;
    this.#topPixels = topPixels;
    if (this.following || moved === 0 || this.#viewport.shown.length === 0 || (moved > 0 && this.#viewport.isAtFirst)) {
      return;
    }
    this.#viewport.stepBy(moved);
    // Now: with the next frame they would be seen to leave and come back.
    this.#paint();
  }

  #listen() {
    new Mouse({
      window: this.#window,
      layer: this.#layer,
      isOnly: () => this.#rows.only,
      unitPixels: () => [1, this.#viewport.rowPixels, this.#viewport.heightPixels],
      focus: () => this.focus(),
      onPress: (isPressed) => {
        this.#isPressed = isPressed;
        if (!isPressed) {
          this.#paintSoon();
        }
      },
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
  }
}

/**
 * @param {string} name
 * @param {string} className
 */
function element(name, className) {
  const found = document.createElement(name);
  found.className = className;
  return found;
}
