import { isFrame } from '../text/frames.js';
import { code } from '../text/levels.js';
import { parse, parseAccess } from '../text/times.js';
import { FLAG } from './line.js';

/** What a row cannot show as it stands: terminal sequences, control characters, TAB, and what turns the writing round. */
const CONTROL = /[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/**
 * A line as the page keeps it, from the record that the server sends of it (docs/protocol.md, "A line, as a JSON record").
 *
 * @param {{id?: string, source: string, time?: string, level?: string, line: string, cont?: true, truncated?: number,
 *     partial?: true}} record
 * @returns {import('./lines.js').Line}
 */
export function lineOf(record) {
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
  return {
    id: record.id ?? '',
    line,
    source: record.source,
    millis: record.time === undefined ? parseAccess(line) : parse(record.time),
    level: record.level === undefined ? 0 : code(record.level),
    flags,
    bytes: record.truncated ?? 0,
  };
}
