import { equal, ok, test } from '../harness.js';
import { isFrame, isIndented } from '../../../main/webapp/static/text/frames.js';

const FRAMES = [
  '\tat shop.pay.Gateway.charge(Gateway.java:142)',
  '\tat java.base/java.lang.Thread.run(Thread.java:840)',
  '\t\tat shop.net.Line.open(Line.java:40)',
  '    at com.acme.A.a(A.java:1) ~[acme-1.2.jar:1.2]',
  'at com.acme.A.a(A.java:1)',
  '   at Acme.Shop.Run(String name) in /src/Shop.cs:line 12',
  '   at System.Threading.Tasks.Task.Execute()',
  '    at Object.<anonymous> (/srv/app.js:3:7)',
  '    at /srv/app.js:3:7',
  '    at async Promise.all (index 0)',
  '    at <anonymous>',
  '  File "/srv/app.py", line 3, in <module>',
  'main.(*T).run(0xc00007e000)',
  'net/http.(*conn).serve(0xc0000a2000, {0x7f, 0xc0})',
  'created by net/http.(*Server).Serve in goroutine 1',
  "\tfrom app.rb:3:in 'run'",
  '#0 /srv/app.php(12): run()',
  '#12 {main}',
  '   4: core::panicking::panic',
  '\x1b[31m\tat shop.Cart.total(Cart.java:203)\x1b[0m',
];

const NO_FRAMES = [
  '',
  '\tat',
  'at 10:15 the shop opened',
  '  at least one of them',
  'Caused by: java.io.IOException: x',
  '\t... 12 more',
  'Traceback (most recent call last):',
  '    result = run(a.b)',
  'goroutine 1 [running]:',
  '\t/srv/app/main.go:12 +0x1d',
  '2026-11-20T08:00:01Z INFO started (in 3 s)',
  '  "a": 1,',
  '}',
  '#1 in the queue'.slice(1),
  '  12: reset',
  'done (ok)',
];

test('a frame of each language is known', () => {
  for (const line of FRAMES) {
    ok(isFrame(line), line);
  }
});

test('other lines of a trace, and of a log, are none', () => {
  for (const line of NO_FRAMES) {
    ok(!isFrame(line), line);
  }
});

test('a blank or a TAB at the beginning indents', () => {
  equal(
    ['\tx', ' x', '\x1b[31m  x', 'x', '', '\x1b[31mx', '\x1b[31'].map(isIndented),
    [true, true, true, false, false, false, false],
  );
});
