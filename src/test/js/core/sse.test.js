import { equal, test } from '../harness.js';
import { SseParser } from '../../../main/webapp/static/core/sse.js';

/**
 * The rules of WHATWG HTML, 9.2.6 "Interpreting an event stream", each as a stream with what must come of it. Where the
 * pieces of a stream are cut must make no difference.
 *
 * @typedef {[type: string, data: string, lastEventId: string]} Expected
 */

/**
 * @param {string} stream
 * @param {number} size characters of a piece
 * @param {string} [lastEventId] where the connection before ended
 */
function parse(stream, size, lastEventId) {
  const parser = new SseParser(lastEventId);
  /** @type {Expected[]} */
  const events = [];
  for (let start = 0; start < stream.length; start += size) {
    for (const event of parser.push(stream.slice(start, start + size))) {
      events.push([event.type, event.data, event.lastEventId]);
    }
  }
  return { events, lastEventId: parser.lastEventId, retryMillis: parser.retryMillis };
}

/**
 * @param {string} fact
 * @param {string} stream
 * @param {Expected[]} events
 * @param {{lastEventId?: string, retryMillis?: number | null}} [end] what the parser knows after it
 */
function rule(fact, stream, events, end = {}) {
  const cuts = { whole: Math.max(1, stream.length), 'in single characters': 1, 'in pairs': 2, 'in threes': 3 };
  for (const [way, size] of Object.entries(cuts)) {
    test(`${fact}, fed ${way}`, () => {
      const parsed = parse(stream, size);
      equal(parsed.events, events);
      if (end.lastEventId !== undefined) {
        equal(parsed.lastEventId, end.lastEventId, 'lastEventId');
      }
      if (end.retryMillis !== undefined) {
        equal(parsed.retryMillis, end.retryMillis, 'retryMillis');
      }
    });
  }
}

rule('a block with data is an event', 'data: a\n\n', [['message', 'a', '']]);
rule('lines end with LF, CR or CRLF', 'data: a\n\ndata: b\r\rdata: c\r\n\r\n', [
  ['message', 'a', ''],
  ['message', 'b', ''],
  ['message', 'c', ''],
]);
rule('ends of lines may be mixed', 'data: a\r\ndata: b\rdata: c\n\r\n', [['message', 'a\nb\nc', '']]);
rule('CR LF is one end', 'data: a\r\ndata: b\r\n\r\n', [['message', 'a\nb', '']]);
rule('LF CR is two ends', 'data: a\n\rdata: b\n\r', [
  ['message', 'a', ''],
  ['message', 'b', ''],
]);
rule('data lines are joined by LF', 'data: a\ndata: b\ndata\n\n', [['message', 'a\nb\n', '']]);
rule('one space after the colon is dropped', 'data:a\ndata: b\ndata:  c\n\n', [['message', 'a\nb\n c', '']]);
rule('a tab after the colon stays', 'data:\ta\n\n', [['message', '\ta', '']]);
rule('only the first colon divides', 'data: a: b:c\n\n', [['message', 'a: b:c', '']]);
rule('an empty data field is an event', 'data\n\ndata:\n\ndata: \n\n', [
  ['message', '', ''],
  ['message', '', ''],
  ['message', '', ''],
]);
rule('two empty data fields are a line feed', 'data\ndata\n\n', [['message', '\n', '']]);
rule('a block without data is no event', 'event: a\n\ndata: b\n\n', [['message', 'b', '']]);
rule('a comment is nothing', ': data: a\n:\n::\n\ndata: b\n:c\n\n', [['message', 'b', '']]);
rule('an unknown field is nothing', 'dat: a\nDATA: b\n data: c\nfoo\n\n', []);
rule('the type is that of its block alone', 'event: a\ndata: 1\n\ndata: 2\n\n', [
  ['a', '1', ''],
  ['message', '2', ''],
]);
rule('the last type of a block counts', 'event: a\nevent: b\ndata: 1\n\n', [['b', '1', '']]);
rule('an empty type is message', 'event: a\nevent\ndata: 1\n\n', [['message', '1', '']]);
rule(
  'the id stays for all events after it',
  'id: 1\ndata: a\n\ndata: b\n\nid: 2\ndata: c\n\n',
  [
    ['message', 'a', '1'],
    ['message', 'b', '1'],
    ['message', 'c', '2'],
  ],
  { lastEventId: '2' },
);
rule('an empty id takes it back', 'id: 1\ndata: a\n\nid\ndata: b\n\n', [
  ['message', 'a', '1'],
  ['message', 'b', ''],
]);
rule('an id with NUL is nothing', 'id: 1\ndata: a\n\nid: 2\0\ndata: b\n\n', [
  ['message', 'a', '1'],
  ['message', 'b', '1'],
]);
rule('an id without data moves the position', 'id: 1\n\n', [], { lastEventId: '1' });
rule('an id counts from the end of its block on', 'id: 1\n\nid: 2\n', [], { lastEventId: '1' });
rule('a block that is not ended is nothing', 'data: a\n\nid: 7\ndata: b\n', [['message', 'a', '']], { lastEventId: '' });
rule('a line that is not ended is nothing', 'data: a\n\ndata: b', [['message', 'a', '']]);
rule('retry takes digits alone', 'retry: 3000\nretry: 1.5\nretry: -1\nretry: 1e3\nretry: \nretry\n\n', [], {
  retryMillis: 3000,
});
rule('retry works before its block ends', 'retry: 10\n', [], { retryMillis: 10 });
rule('nothing says nothing of retry', '', [], { retryMillis: null });
rule('empty lines alone are nothing', '\n\r\r\n\n', []);
rule('characters beyond ASCII are kept', 'event: ü\nid: 語\ndata: 😀\u2028\u0085\u000b\n\n', [
  ['ü', '😀\u2028\u0085\u000b', '語'],
]);

test('an empty piece is nothing, also between CR and LF', () => {
  const parser = new SseParser();
  equal(parser.push('data: a\r'), []);
  equal(parser.push(''), []);
  equal(parser.push('\n'), []);
  equal(
    parser.push('\n').map((event) => event.data),
    ['a'],
  );
});

test('the position of the connection before goes on', () => {
  const parsed = parse('data: a\n\n', 1, '41');
  equal(parsed.events, [['message', 'a', '41']]);
  equal(parsed.lastEventId, '41');
});

test('a long line in many pieces is whole', () => {
  const line = 'x'.repeat(4_000_000);
  equal(parse(`data: ${line}\n\n`, 16_384).events, [['message', line, '']]);
});
