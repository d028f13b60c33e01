/** The pace of the log is that of so long. */
const SPAN_MILLIS = 10_000;

/** Each line is read out below about one in a second: as many as can be listened to. */
const MOST_LINES = 10;

/** A longer line takes a screen reader too long: its beginning is read. */
const LONGEST_CHARS = 200;

/** Whether a screen reader is given each new line, or only their number: what the reader wants, and how fast the log is. */
export class Aloud {
  /** Whether the reader wants to hear each line while the log is slow enough. */
  isWanted = false;

  /** The newest first. @type {{millis: number, lines: number}[]} */
  #looks = [];

  /**
   * @param {number} millis now
   * @param {number} lines that were new since the page was opened
   */
  look(millis, lines) {
    const past = this.#looks.findIndex((look) => millis - look.millis >= SPAN_MILLIS);
    // One of them stays that is older: the pace is known only over the whole time.
    this.#looks = [{ millis, lines }, ...this.#looks.slice(0, past < 0 ? undefined : past + 1)];
  }

  /** Whether there is time to read each line. */
  get isSlow() {
    const newest = this.#looks.at(0);
    const oldest = this.#looks.at(-1);
    if (newest === undefined || oldest === undefined) {
      return false;
    }
    const spanMillis = Math.max(SPAN_MILLIS, newest.millis - oldest.millis);
    return (newest.lines - oldest.lines) * SPAN_MILLIS <= MOST_LINES * spanMillis;
  }

  /** @param {number} lines that were not read yet @returns {boolean} whether each of them is to be read */
  reads(lines) {
    return this.isWanted && this.isSlow && lines <= MOST_LINES;
  }
}

/** @param {string} text of a line @returns {string} as much of it as is read */
export function beginning(text) {
  return text.length > LONGEST_CHARS ? `${text.slice(0, LONGEST_CHARS)}…` : text;
}
