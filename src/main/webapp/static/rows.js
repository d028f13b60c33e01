/** The newest rows are kept, in the page and waiting for it; what is older is a matter of the stream's history. */
export const MAX_ROWS = 500;

/** A line may be a mebibyte long; nobody reads that in a row, and laying it out stalls the page. */
const MAX_ROW_CHARS = 5_000;

/** About 15 times a second: as smooth to the eye as 60, for a fraction of the work. */
const PAINT_MILLIS = 66;

/** Colours and other settings of a terminal, which mean nothing here. */
const TERMINAL_COLOURS = /\x1b\[[0-9;:]*m/g;

const CONTROL_CHARACTERS = /[\x00-\x08\x0a-\x1f\x7f-\x9f]/g;

/**
 * The text of a line as a row shows it: without terminal colours, and with every other control character visible.
 *
 * @param {string} line
 */
export function shownText(line) {
  const whole = line.length <= MAX_ROW_CHARS ? line : line.slice(0, MAX_ROW_CHARS);
  const visible = whole.replace(TERMINAL_COLOURS, '').replace(CONTROL_CHARACTERS, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) {
      return String.fromCharCode(0x2400 + code);
    }
    return code === 0x7f ? '\u2421' : `\\x${code.toString(16)}`;
  });
  const left = line.length - whole.length;
  return left === 0 ? visible : `${visible} … (${left.toLocaleString('en')} more characters)`;
}

/**
 * The list of the newest rows. It follows the end until its reader scrolls up or pauses; then nothing in it moves, the
 * rows that come meanwhile wait (the newest `MAX_ROWS` of them), and the stream is read on. All text enters the document
 * as text, never as HTML.
 */
export class Rows {
  #panel;
  #onChange;
  /** Made into rows only if they are still among the newest by then. @type {{className: string, text: string}[]} */
  #waiting = [];
  #held = false;
  #heldCount = 0;
  #lastTop = 0;
  #paintPlanned = false;

  /**
   * @param {HTMLElement} panel the scrolled element
   * @param {() => void} onChange told when `held` or `heldCount` may have changed
   */
  constructor(panel, onChange) {
    this.#panel = panel;
    this.#onChange = onChange;
    panel.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    new ResizeObserver(() => this.#pin()).observe(panel);
  }

  /** Whether the view stands still. */
  get held() {
    return this.#held;
  }

  /** How many lines came since it does. */
  get heldCount() {
    return this.#heldCount;
  }

  /** @param {string} line */
  addLine(line) {
    if (this.#held) {
      this.#heldCount++;
    }
    this.#add('row', line);
  }

  /**
   * @param {string} text what happened between the lines
   * @param {boolean} isGap whether lines are missing here
   */
  addNote(text, isGap) {
    this.#add(isGap ? 'note gap' : 'note', text);
  }

  hold() {
    this.#held = true;
    this.#onChange();
  }

  /** Back to the newest line. */
  release() {
    this.#held = false;
    this.#heldCount = 0;
    this.#paint();
    this.#onChange();
  }

  /**
   * @param {string} className
   * @param {string} text
   */
  #add(className, text) {
    this.#waiting.push({ className, text });
    if (this.#waiting.length >= 2 * MAX_ROWS) {
      this.#waiting.splice(0, this.#waiting.length - MAX_ROWS);
    }
    if (!this.#paintPlanned) {
      this.#paintPlanned = true;
      setTimeout(() => {
        this.#paintPlanned = false;
        if (!this.#held) {
          this.#paint();
        }
        this.#onChange();
      }, PAINT_MILLIS);
    }
  }

  #paint() {
    const fresh = this.#waiting.slice(-MAX_ROWS).map(rowOf);
    this.#waiting = [];
    for (let surplus = this.#panel.childElementCount + fresh.length - MAX_ROWS; surplus > 0; surplus--) {
      this.#panel.firstElementChild?.remove();
    }
    this.#panel.append(...fresh);
    this.#pin();
  }

  #pin() {
    if (!this.#held) {
      this.#panel.scrollTop = this.#panel.scrollHeight;
      this.#lastTop = this.#panel.scrollTop;
    }
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.#panel;
    const atEnd = scrollHeight - scrollTop - clientHeight < 8;
    const up = scrollTop < this.#lastTop;
    this.#lastTop = scrollTop;
    if (this.#held && atEnd && !up) {
      this.release();
    } else if (!this.#held && up && !atEnd) {
      this.hold();
    }
  }
}

/** @param {{className: string, text: string}} content */
function rowOf({ className, text }) {
  const row = document.createElement('div');
  row.className = className;
  row.textContent = shownText(text);
  return row;
}
