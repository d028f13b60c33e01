const MIN_THUMB_PIXELS = 28;

/** Marks are drawn anew at most this often: they are an overview, and counting them takes longer than painting rows. */
const MARKS_MILLIS = 500;

/**
 * The list's own scrollbar: its length is lines and not pixels, of which browsers have no more than 17 million. Marks show
 * where hits, errors and marked lines are. Not in the order of Tab: the list itself has all the keys.
 */
export class Scrollbar {
  #onMove;
  #bar;
  #canvas;
  #thumb;
  #heightPixels = 0;
  #thumbPixels = MIN_THUMB_PIXELS;
  #position = 0;
  /** A colour of the style sheet is known only as that of an element. @type {Map<string, HTMLElement>} */
  #colours = new Map();
  #marksDrawn = -Infinity;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #marksPlanned;
  /** @type {() => {name: string, at: number[]}[]} */
  #marks = () => [];

  /**
   * @param {{label: string, controls: string, onMove: (share: number) => void, onPage: (direction: 1 | -1) => void}} wiring
   *     `onMove` is told where the thumb was dragged to, 0 to 1; `controls` the id of the list
   */
  constructor({ label, controls, onMove, onPage }) {
    this.#onMove = onMove;
    this.#bar = document.createElement('div');
    this.#bar.className = 'log-bar';
    this.#bar.setAttribute('role', 'scrollbar');
    this.#bar.setAttribute('aria-orientation', 'vertical');
    this.#bar.setAttribute('aria-controls', controls);
    this.#bar.setAttribute('aria-valuemin', '0');
    this.#bar.setAttribute('aria-valuemax', '100');
    this.label = label;
    this.#canvas = document.createElement('canvas');
    this.#canvas.ariaHidden = 'true';
    this.#thumb = document.createElement('div');
    this.#thumb.className = 'log-thumb';
    this.#bar.append(this.#canvas, this.#thumb);
    this.#bar.addEventListener('pointerdown', (event) => this.#pressed(event, onPage));
    new ResizeObserver(() => this.#resized()).observe(this.#bar);
  }

  get element() {
    return this.#bar;
  }

  /** @param {string} label */
  set label(label) {
    this.#bar.setAttribute('aria-label', label);
  }

  /**
   * Where marks come from: for each kind the shares of the height, 0 to 1.
   *
   * @param {() => {name: string, at: number[]}[]} marks
   */
  set marks(marks) {
    this.#marks = marks;
  }

  /**
   * @param {number} position of the top of the view, 0 to 1
   * @param {number} share of all lines that is in view
   */
  show(position, share) {
    this.#position = position;
    this.#thumbPixels = Math.max(MIN_THUMB_PIXELS, Math.min(1, share) * this.#heightPixels);
    this.#thumb.style.height = `${this.#thumbPixels}px`;
    this.#thumb.style.transform = `translateY(${position * (this.#heightPixels - this.#thumbPixels)}px)`;
    this.#thumb.hidden = share >= 1;
    this.#bar.setAttribute('aria-valuenow', String(Math.round(position * 100)));
    this.#planMarks();
  }

  /** Marks are others now. */
  refreshMarks() {
    this.#planMarks();
  }

  #resized() {
    this.#heightPixels = this.#bar.clientHeight;
    this.#canvas.width = this.#bar.clientWidth;
    this.#canvas.height = this.#heightPixels;
    this.#drawMarks();
  }

  #planMarks() {
    if (this.#marksPlanned === undefined) {
      const wait = Math.max(0, this.#marksDrawn + MARKS_MILLIS - performance.now());
      this.#marksPlanned = setTimeout(() => this.#drawMarks(), wait);
    }
  }

  #drawMarks() {
    clearTimeout(this.#marksPlanned);
    this.#marksPlanned = undefined;
    this.#marksDrawn = performance.now();
    const context = this.#canvas.getContext('2d');
    if (context === null) {
      return;
    }
    const { width, height } = this.#canvas;
    context.clearRect(0, 0, width, height);
    for (const { name, at } of this.#marks()) {
      context.fillStyle = this.#colourOf(name);
      let last = -Infinity;
      for (const share of at) {
        const y = Math.round(share * (height - 2));
        if (y > last) {
          context.fillRect(name === 'hit' ? width / 2 : 1, y, width / 2 - 1, 2);
          last = y;
        }
      }
    }
  }

  /** @param {string} name of a mark */
  #colourOf(name) {
    let sample = this.#colours.get(name);
    if (sample === undefined) {
      sample = document.createElement('span');
      sample.className = `mark-${name}`;
      sample.hidden = true;
      this.#bar.append(sample);
      this.#colours.set(name, sample);
    }
    return getComputedStyle(sample).color;
  }

  /**
   * @param {PointerEvent} event
   * @param {(direction: 1 | -1) => void} onPage
   */
  #pressed(event, onPage) {
    if (event.button !== 0) {
      return;
    }
    event.preventDefault();
    const top = this.#thumb.getBoundingClientRect().top;
    const inThumb = event.clientY - top;
    if (this.#thumb.hidden || inThumb < 0 || inThumb > this.#thumbPixels) {
      onPage(inThumb < 0 ? -1 : 1);
      return;
    }
    this.#bar.setPointerCapture(event.pointerId);
    const barTop = this.#bar.getBoundingClientRect().top;
    const move = (/** @type {PointerEvent} */ moved) => {
      const way = this.#heightPixels - this.#thumbPixels;
      const share = way <= 0 ? 0 : (moved.clientY - barTop - inThumb) / way;
      this.#onMove(Math.min(1, Math.max(0, share)));
    };
    const end = () => {
      this.#bar.removeEventListener('pointermove', move);
      this.#bar.classList.remove('dragged');
    };
    this.#bar.classList.add('dragged');
    this.#bar.addEventListener('pointermove', move);
    this.#bar.addEventListener('pointerup', end, { once: true });
    this.#bar.addEventListener('pointercancel', end, { once: true });
  }
}
