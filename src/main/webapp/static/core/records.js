import { isFrame } from '../text/frames.js';
import { code } from '../text/levels.js';
import { OwnTimes } from '../text/owntimes.js';
import { parse } from '../text/times.js';
import { FLAG } from './line.js';

const NO_ZONE = new OwnTimes();

/** What a row cannot show as it stands: terminal sequences, control characters, TAB, and what turns the writing round. */
const CONTROL = /[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/**
 * A line as the page keeps it, from the record that the server sends of it (docs/protocol.md, "A line, as a JSON record").
 *
 * @param {{id?: string, source: string, offset?: number, time?: string, level?: string, line: string, cont?: true,
 *     truncated?: number, partial?: true}} record
 * @param {OwnTimes} [times] reads the time of a line in which the server has found no RFC 3339
 * @returns {import('./lines.js').Line}
 */
export function lineOf(record, times = NO_ZONE) {
  const { line } = record;
  let flags = 0;
  if (record.cont === true) {
    flags |= isFrame(line) ? FLAG.continues | FLAG.frame : FLAG.continues;
  }
  if (record.partial === true) {
    flags |= FLAG.partial;
  }
  if (record.truncated !== undefined) {
    flags |= FLAG.cut;
  }
  if (CONTROL.test(line)) {
    flags |= FLAG.control;
  }
  if (record.offset === 0) {
    flags |= FLAG.first;
  }
  return {
    id: record.id ?? '',
    line,
    source: record.source,
    millis: record.time === undefined ? ownMillis(record, times) : parse(record.time),
    level: record.level === undefined ? 0 : code(record.level),
    flags,
    bytes: record.truncated ?? 0,
  };
}

/**
 * @param {{line: string, cont?: true}} record
 * @param {OwnTimes} times
 */
function ownMillis({ line, cont }, times) {
  // What goes on a record, such as a frame of a stack trace, has no time of its own.
  return cont === true ? NaN : times.of(line);
}
