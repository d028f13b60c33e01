import { equal, ok, test } from '../harness.js';
import { fields } from '../../../main/webapp/static/text/fields.js';

/** @param {string} text */
function shown(text) {
  return fields(text)?.map(({ name, value }) => `${name}=${value}`) ?? null;
}

test('an object of JSON becomes its members', () => {
  equal(shown('{"level": "info", "ok": true, "n": null, "took": -1.5e3}'), [
    'level=info',
    'ok=true',
    'n=null',
    'took=-1.5e3',
  ]);
});

test('nested members have dotted names', () => {
  equal(shown('{"user":{"id":7,"roles":["seller","buyer"],"at":{}},"items":[{"id":1},{"id":2}],"none":[]}'), [
    'user.id=7',
    'user.roles=["seller","buyer"]',
    'user.at={}',
    'items.0.id=1',
    'items.1.id=2',
    'none=[]',
  ]);
});

test('JSON may come behind a time and a level', () => {
  equal(shown('2026-11-20T08:00:01Z INFO [a{b}] {"user":"u17","ms":31}  '), ['user=u17', 'ms=31']);
});

test('a long number stays as it is', () => {
  equal(shown('{"id":12345678901234567890,"price":1.10}'), ['id=12345678901234567890', 'price=1.10']);
});

test('texts are decoded', () => {
  equal(shown('{"a":"x\\"y\\\\","b":"\\u00fc\\n","":"e"}'), ['a=x"y\\', 'b=ü\n', '=e']);
  equal(shown('{"a":"bad \\q"}'), ['a=bad \\q']);
});

test('names mean nothing to the page', () => {
  equal(shown('{"__proto__":{"polluted":"yes"},"constructor":"c","a":1,"a":2}'), [
    '__proto__.polluted=yes',
    'constructor=c',
    'a=1',
    'a=2',
  ]);
  equal(/** @type {any} */ ({}).polluted, undefined);
  equal(shown('{"<img onerror=alert(1)>":"</script>"}'), ['<img onerror=alert(1)>=</script>']);
});

test('what is no JSON is none', () => {
  for (const text of ['{', '}', '{}', '{"a"}', '{"a":}', '{"a":1,}', '{"a":1} x', '{"a":1}}', "{'a':1}", '{"a":"b}', '[1]']) {
    equal([text, shown(text)], [text, null]);
  }
});

test('pairs of logfmt become fields', () => {
  equal(shown('level=info msg="hello \\"you\\"" order=1041 took=12ms url=/a?b=c empty='), [
    'level=info',
    'msg=hello "you"',
    'order=1041',
    'took=12ms',
    'url=/a?b=c',
    'empty=',
  ]);
});

test('pairs may stand in prose', () => {
  equal(shown('08:00 INFO [exec-12] OrderService - order=1041, took=12ms'), ['order=1041', 'took=12ms']);
  equal(shown('Order{id=7, sum=(1,2)}'), ['id=7', 'sum=(1,2)']);
  equal(shown('order (id=7, sum=f(2))'), ['id=7', 'sum=f(2)']);
  equal(shown('state [a=1 b=2]'), ['a=1', 'b=2']);
});

test('a single pair, or what only looks like one, is prose', () => {
  for (const text of ['a=1', 'where shelf = ? and x == y', 'x=>1 y=>2', 'GET /a?b=1&c=2', 'no pairs here', '']) {
    equal([text, shown(text)], [text, null]);
  }
});

test('no more than 200 fields are shown', () => {
  const many = Array.from({ length: 1_000 }, (_, i) => `"k${i}":{"a":[{"b":${i}}]}`);
  equal(fields(`{${many.join()}}`)?.length, 200);
  equal(fields(Array.from({ length: 1_000 }, (_, i) => `k${i}=${i}`).join(' '))?.length, 200);
  equal(fields(`{"a":[${Array.from({ length: 1_000 }, (_, i) => i).join()}],"b":1}`)?.length, 2);
});

test('no line, however deep or long, is slow or fails', () => {
  const deep = `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`;
  const found = fields(deep);
  equal(found?.length, 1);
  ok(found?.[0].name.split('.').length === 21, 'what lies deeper is text');
  for (const part of ['{"a":', '[', '{', '{"a":[', ' a="', ' a=\\"', '"', 'a=', '{"a":1,', '{"\\']) {
    fields(part.repeat(100_000 / part.length));
    fields(`${part.repeat(100_000 / part.length)}}`);
  }
});
