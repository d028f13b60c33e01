import { equal, ok, test } from '../harness.js';
import { isFrame, isFrameDetail } from '../../../main/webapp/static/text/frames.js';

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

test('what Python and Go print below a frame belongs to it', () => {
  const python = '  File "/srv/app.py", line 3, in <module>';
  const go = 'main.(*T).run(0xc00007e000)';
  for (const [line, frame] of [
    ['    result = run(a.b)', python],
    ['             ~~~^^^^^', python],
    ['\x1b[31m    go()\x1b[0m', `\x1b[31m${python}\x1b[0m`],
    ['\t/srv/app/main.go:12 +0x1d', go],
    ['\t/srv/app/zip.go:12 +0x1d', 'archive/zip.open(0xc0000a2000)'],
    ['\t/usr/lib/go/src/net/http/server.go:3086 +0x5cb', 'created by net/http.(*Server).Serve in goroutine 1'],
  ]) {
    ok(isFrameDetail(line, frame), line);
  }
});

test('what comes below the frames of others is no part of them', () => {
  for (const [line, frame] of [
    ['\t... 12 more', '\tat shop.net.Line.open(Line.java:40)'],
    ['\t\tSuppressed: java.io.IOException: x', '\tat shop.net.Line.open(Line.java:40)'],
    ['\t... 12 more', 'at com.acme.A.a(A.java:1)'],
    ['  thrown in /srv/a.php on line 3', '#12 {main}'],
    ['ValueError: x', '  File "/srv/app.py", line 3, in <module>'],
    ['  [Previous line repeated 996 more times]', '  File "/srv/app.py", line 3, in <module>'],
    ['goroutine 6 [running]:', 'main.(*T).run(0xc00007e000)'],
  ]) {
    ok(!isFrameDetail(line, frame), line);
  }
});
