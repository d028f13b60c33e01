/**
 * Reads a `text/event-stream` (WHATWG HTML, 9.2.6 "Interpreting an event stream") from pieces of text, which may be cut
 * anywhere. A leading byte order mark is the decoder's business: `TextDecoder` drops it.
 *
 * @typedef {{type: string, data: string, lastEventId: string}} StreamEvent
 */
export class SseParser {
  /** The position reached: what to send as `Last-Event-ID`. Moves with each block, one without data included. */
  lastEventId;

  /** What the server last gave as `retry:`, or null. @type {number | null} */
  retryMillis = null;

  /** @type {StreamEvent[]} */
  #events = [];
  #unfinishedLine = '';
  #endedWithCarriageReturn = false;
  /** What the `id` fields said so far; counts from the end of their block on. */
  #id;
  #type = '';
  /** Null until the block has a data field: an empty one is an event too. @type {string | null} */
  #data = null;

  /** @param {string} lastEventId where the connection before this one ended */
  constructor(lastEventId = '') {
    this.lastEventId = lastEventId;
    this.#id = lastEventId;
  }

  /**
   * @param {string} piece the next piece of the stream
   * @returns {StreamEvent[]} the events that end in it, in order: all at once, because a call for each costs more than its parse
   */
  push(piece) {
    if (piece === '') {
      return [];
    }
    // The CR before it has ended the line already.
    let start = this.#endedWithCarriageReturn && piece[0] === '\n' ? 1 : 0;
    this.#endedWithCarriageReturn = piece.endsWith('\r');
    let lineFeed = piece.indexOf('\n', start);
    let carriageReturn = piece.indexOf('\r', start);
    while (lineFeed >= 0 || carriageReturn >= 0) {
      const atCarriageReturn = carriageReturn >= 0 && (lineFeed < 0 || carriageReturn < lineFeed);
      const end = atCarriageReturn ? carriageReturn : lineFeed;
      if (this.#unfinishedLine === '') {
        this.#line(piece, start, end);
      } else {
        // Only this line is put together: the whole piece behind it would be copied once more.
        const line = this.#unfinishedLine + piece.slice(start, end);
        this.#unfinishedLine = '';
        this.#line(line, 0, line.length);
      }
      start = end + (atCarriageReturn && lineFeed === end + 1 ? 2 : 1);
      // Each is looked for again only when it was used up: most streams have no CR at all.
      if (lineFeed >= 0 && lineFeed < start) {
        lineFeed = piece.indexOf('\n', start);
      }
      if (atCarriageReturn) {
        carriageReturn = piece.indexOf('\r', start);
      }
    }
    this.#unfinishedLine += piece.slice(start);
    const events = this.#events;
    this.#events = [];
    return events;
  }

  /**
   * @param {string} text
   * @param {number} start of a line in it
   * @param {number} end
   */
  #line(text, start, end) {
    if (start === end) {
      this.#endBlock();
      return;
    }
    // The two fields of nearly every line of a stream, without a look at the rest of it.
    if (text.startsWith('data:', start)) {
      this.#addData(valueOf(text, start + 5, end));
    } else if (text.startsWith('id:', start)) {
      this.#setId(valueOf(text, start + 3, end));
    } else {
      this.#otherField(text.slice(start, end));
    }
  }

  /** @param {string} line */
  #otherField(line) {
    const colon = line.indexOf(':');
    if (colon === 0) {
      return;
    }
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : valueOf(line, colon + 1, line.length);
    switch (name) {
      case 'event':
        this.#type = value;
        break;
      case 'data':
        this.#addData(value);
        break;
      case 'id':
        this.#setId(value);
        break;
      case 'retry':
        if (/^[0-9]+$/.test(value)) {
          this.retryMillis = Number(value);
        }
        break;
    }
  }

  /** @param {string} value */
  #addData(value) {
    this.#data = this.#data === null ? value : `${this.#data}\n${value}`;
  }

  /** @param {string} value */
  #setId(value) {
    if (!value.includes('\0')) {
      this.#id = value;
    }
  }

  #endBlock() {
    const type = this.#type;
    const data = this.#data;
    this.lastEventId = this.#id;
    this.#type = '';
    this.#data = null;
    if (data !== null) {
      this.#events.push({ type: type === '' ? 'message' : type, data, lastEventId: this.lastEventId });
    }
  }
}

/**
 * @param {string} text
 * @param {number} start behind the colon
 * @param {number} end
 * @returns {string} without the one blank that may stand there
 */
function valueOf(text, start, end) {
  return text.slice(text.charCodeAt(start) === 0x20 && start < end ? start + 1 : start, end);
}
