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

  #dispatch;
  #unfinishedLine = '';
  #endedWithCarriageReturn = false;
  /** What the `id` fields said so far; counts from the end of their block on. */
  #id;
  #type = '';
  /** Null until the block has a data field: an empty one is an event too. @type {string | null} */
  #data = null;

  /**
   * @param {(event: StreamEvent) => void} dispatch called for each event, in order
   * @param {string} lastEventId where the connection before this one ended
   */
  constructor(dispatch, lastEventId = '') {
    this.#dispatch = dispatch;
    this.lastEventId = lastEventId;
    this.#id = lastEventId;
  }

  /** @param {string} piece the next piece of the stream */
  push(piece) {
    if (piece === '') {
      return;
    }
    // The CR before it has ended the line already.
    const skip = this.#endedWithCarriageReturn && piece[0] === '\n' ? 1 : 0;
    this.#endedWithCarriageReturn = piece.endsWith('\r');
    const text = this.#unfinishedLine + piece.slice(skip);
    let start = 0;
    let lineFeed = text.indexOf('\n');
    let carriageReturn = text.indexOf('\r');
    while (lineFeed >= 0 || carriageReturn >= 0) {
      const atCarriageReturn = carriageReturn >= 0 && (lineFeed < 0 || carriageReturn < lineFeed);
      const end = atCarriageReturn ? carriageReturn : lineFeed;
      this.#line(text.slice(start, end));
      start = end + (atCarriageReturn && lineFeed === end + 1 ? 2 : 1);
      // Each is looked for again only when it was used up: most streams have no CR at all.
      if (lineFeed >= 0 && lineFeed < start) {
        lineFeed = text.indexOf('\n', start);
      }
      if (atCarriageReturn) {
        carriageReturn = text.indexOf('\r', start);
      }
    }
    this.#unfinishedLine = text.slice(start);
  }

  /** @param {string} line */
  #line(line) {
    if (line === '') {
      this.#endBlock();
      return;
    }
    const colon = line.indexOf(':');
    if (colon === 0) {
      return;
    }
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    switch (name) {
      case 'data':
        this.#data = this.#data === null ? value : `${this.#data}\n${value}`;
        break;
      case 'event':
        this.#type = value;
        break;
      case 'id':
        if (!value.includes('\0')) {
          this.#id = value;
        }
        break;
      case 'retry':
        if (/^[0-9]+$/.test(value)) {
          this.retryMillis = Number(value);
        }
        break;
    }
  }

  #endBlock() {
    const type = this.#type;
    const data = this.#data;
    this.lastEventId = this.#id;
    this.#type = '';
    this.#data = null;
    if (data !== null) {
      this.#dispatch({ type: type === '' ? 'message' : type, data, lastEventId: this.lastEventId });
    }
  }
}
