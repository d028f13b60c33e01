package io.logstreamer.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Which lines go on a record; here those that do are marked with a bar. */
class ContinuationTest {

    private static final String[] BEGINNINGS = {
        "", "", "", "at ", "...", "goroutine ", "created by ", " INFO", "Node.js v", "a.errors.", "rip    0x", "E ["
    };

    private static void assertMarked(String marked) {
        List<String> expected = marked.lines().toList();
        List<String> actual = new ArrayList<>();
        for (String line : expected) {
            String text = line.substring(1);
            actual.add((is(text) ? "|" : " ") + text);
        }
        assertThat(actual).isEqualTo(expected);
    }

    private static boolean is(String line) {
        byte[] bytes = ("x" + line + "x").getBytes(UTF_8);
        return Continuation.is(bytes, 1, bytes.length - 1);
    }

    @Test
    void faultsOfPythonsLibraryThatAreWrittenSmallGoOn() {
        assertMarked("""
                 2026-11-22 10:00:00 ERROR no answer
                |Traceback (most recent call last):
                |  File "/srv/a.py", line 3, in <module>
                |socket.gaierror: [Errno -2] Name or service not known
                 socket.gaierrors: 3
                 mysql.error: connection lost
                """);
    }

    @Test
    void whatIsDoneAtATimeIsNoFrame() {
        assertMarked("""
                |at com.acme.A.a(A.java:1)
                |at A.Run(String name, Int32 count)
                |at async run (file:///srv/a.mjs:1:2)
                |at Array.map (<anonymous>)
                |at Array.sort (native)
                 at last done (ok)
                 at startup (or before)
                """);
    }

    @Test
    void javaTraceGoesOnTheLineThatToldOfIt() {
        assertMarked("""
                 2026-11-22 10:00:00.417 ERROR [http-8080-3] c.a.shop.Orders - order 4711 failed
                |com.acme.shop.OrderException: order 4711 failed
                |	at com.acme.shop.Orders.place(Orders.java:118) ~[shop-2.4.jar:2.4]
                |	at com.acme.shop.Orders$$SpringCGLIB$$0.place(<generated>)
                |	at java.base/jdk.internal.reflect.DirectMethodHandleAccessor.invoke(DirectMethodHandleAccessor.java:103)
                |	at app//com.acme.web.Dispatcher.lambda$run$3(Dispatcher.java:77)
                |	Suppressed: java.io.IOException: already closed
                |		at com.acme.shop.Basket.close(Basket.java:31)
                |		... 4 more
                |		Caused by: java.net.SocketException: Broken pipe
                |			at java.base/sun.nio.ch.Net.write(Native Method)
                |			... 9 more
                |Caused by: com.acme.store.Store$WriteException: row 17
                |	at com.acme.store.Store.write(Store.kt:55)
                |	... 12 more
                |Caused by: java.io.IOException: No space left on device
                |	[CIRCULAR REFERENCE: java.io.IOException: No space left on device]
                |	... 17 common frames omitted
                |Wrapped by: com.acme.shop.OrderException: order 4711 failed
                |... 17 common frames omitted
                 2026-11-22 10:00:00.420 INFO  [http-8080-3] c.a.shop.Orders - next
                 Exception in thread "main" java.lang.IllegalStateException: no licence
                |	at com.acme.Main.main(Main.java:5)
                """);
    }

    @Test
    void pythonTraceGoesOnTheLineThatToldOfIt() {
        assertMarked("""
                 ERROR:root:request failed
                |Traceback (most recent call last):
                |  File "/srv/shop/app.py", line 31, in load
                |    return json.loads(text)
                |           ^^^^^^^^^^^^^^^^
                |  [Previous line repeated 995 more times]
                |json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)
                |
                |During handling of the above exception, another exception occurred:
                |
                |Traceback (most recent call last):
                |  File "/srv/shop/app.py", line 12, in order
                |    raise OrderError("no basket") from None
                |shop.errors.NoBasket: no basket
                |
                |The above exception was the direct cause of the following exception:
                |
                |Traceback (most recent call last):
                |  File "/srv/shop/http.py", line 8, in fetch
                |requests.exceptions.Timeout: read timed out
                |  + Exception Group Traceback (most recent call last):
                |  | ExceptionGroup: two tasks (2 sub-exceptions)
                |  +-+---------------- 1 ----------------
                |    | ValueError: a
                |    +------------------------------------
                |psycopg2.errors.UniqueViolation: duplicate key value
                |KeyError: 'id'
                |KeyboardInterrupt
                 INFO:root:next
                """);
    }

    @Test
    void goPanicIsARecord() {
        assertMarked("""
                 panic: runtime error: index out of range [5] with length 3
                |	panic: and again
                |[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x47b0a5]
                |
                |goroutine 1 gp=0xc0000061c0 m=0 mp=0x563100 [running]:
                |panic({0x45d2e0?, 0xc00001c0a8?})
                |	/usr/lib/go/src/runtime/panic.go:770 +0x132
                |main.(*Shop).order(0xc00007e000, {0x1, 0x2})
                |	/srv/shop.go:12 +0x1d
                |main.Map[...].func1(...)
                |	/srv/map.go:9
                |git.sr.ht/~ann/basket.(*Set[...]).Add(0xc000012345?, 0x7)
                |gopkg.in/yaml%2ev3.Unmarshal({0xc0000b4000, 0x7, 0x8})
                |...additional frames elided...
                |main.main()
                |	/srv/main.go:5 +0x18
                |
                |goroutine 34 [select, 2 minutes, locked to thread]:
                |net/http.(*persistConn).writeLoop(0xc0001b0000)
                |created by net/http.(*Transport).dialConn in goroutine 12
                |	/usr/lib/go/src/net/http/transport.go:1800 +0x1585
                |created by main.main
                |
                |rax    0x0
                |r12    0x7ffd5c0
                |rflags 0x246
                |fault   0x0
                |exit status 2
                 fatal error: all goroutines are asleep - deadlock!
                |
                |runtime stack:
                |runtime.throw({0x4a1b2c?, 0x0?})
                """);
    }

    @Test
    void dotNetTraceGoesOnTheLineThatToldOfIt() {
        assertMarked("""
                 fail: Microsoft.AspNetCore.Server.Kestrel[13]
                |      Connection id "0HN4", Request id "0HN4:1": An unhandled exception was thrown by the application.
                |      System.InvalidOperationException: Order failed
                |       ---> System.IO.IOException: The disk is full
                |         at Shop.Store.Write(Byte[] data) in /src/Store.cs:line 40
                |         --- End of inner exception stack trace ---
                 2026-11-22 10:00:00 [ERR] Order 4711 failed
                |System.AggregateException: One or more errors occurred. (The disk is full)
                | ---> System.IO.IOException: The disk is full
                |   at Shop.Store.Write(Byte[] data) in /src/Store.cs:line 40
                |   at Shop.Orders.<Place>d__7.MoveNext()
                |--- End of stack trace from previous location ---
                |   at System.Threading.Tasks.Task.Wait()
                |   --- End of inner exception stack trace ---
                |---> (Inner Exception #0) System.IO.IOException: The disk is full<---
                |<---
                |Microsoft.Data.SqlClient.SqlException (0x80131904): Execution Timeout Expired.
                |ClientConnectionId:5f0c1d6e-0b0a-4ef2-9f5e-000000000000
                |at Shop.Program.Main(String[] args) in /src/Program.cs:line 12
                 Unhandled exception. System.InvalidOperationException: Order failed
                """);
    }

    @Test
    void nodeTraceIsARecordWithWhatIsPrintedAroundIt() {
        assertMarked("""
                 /srv/shop/orders.js:31
                |    throw new TypeError('no basket');
                |    ^
                |
                |TypeError: no basket
                |    at Orders.place (/srv/shop/orders.js:31:11)
                |    at async Promise.all (index 0)
                |    at node:internal/main/run_main_module:23:47 {
                |  code: 'E_BASKET',
                |  [cause]: Error: connect ECONNREFUSED 127.0.0.1:5432
                |      at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1606:16) {
                |    errno: -111,
                |  },
                |  [errors]: [ [Error], [Error] ]
                |}
                |
                |Node.js v20.11.0
                 (node:4711) UnhandledPromiseRejectionWarning: no basket
                |(Use `node --trace-warnings ...` to show where the warning was created)
                 order 4711 failed
                |TypeError [ERR_INVALID_ARG_TYPE]: The "path" argument must be of type string
                |at Object.open (node:fs:601:3)
                |at file:///srv/shop/main.mjs:3:7
                 Error: no such file
                |    at Object.open (node:fs:601:3)
                 Error: Cannot find module './basket'
                |Require stack:
                |- /srv/shop/orders.js
                |- /srv/shop/main.cjs
                |    at Module._resolveFilename (node:internal/modules/cjs/loader:1225:15)
                """);
    }

    @Test
    void indentedJsonIsARecord() {
        assertMarked("""
                 2026-11-22 10:00:00 INFO response: {
                |  "level": "info",
                |  "list": [
                |    {
                |      "a": 1
                |    }, {
                |      "b": {}
                |    }
                |  ],
                |	"tab": null
                |}
                 {
                |  "next": true
                |},
                |]
                |});
                 [
                |  1
                |]
                 {"level":"info"}
                 [{"level":"info"},
                """);
    }

    @Test
    void usualLinesBeginARecord() {
        assertMarked("""
                 2026-11-22T10:00:00Z INFO started
                 [2026-11-22 10:00:00] app.INFO: started
                 Nov 22 10:00:00 host app[1]: started
                 127.0.0.1 - - [22/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 1
                 INFO started (in 3 s)
                  INFO [main] (Main.java:12) - started
                  WARN - not yet
                 started v1.2 (build 7)
                 Error
                 Exception: told by the program itself
                 level=info msg="started"
                 ...and so on
                 ... done
                 }{ x
                 at 10:00 the backup begins
                 at least 3 of 7 are there
                 at 3
                 at a9
                 exit status of the backup: 2
                 exit status unknown
                 - orders.js was changed
                 - done
                 created by ann on Friday
                 goroutine 7 leaks
                 Node.js v20 or newer is needed
                 Group: wheel
                 com.acme.Shop: started
                 errors.Count: 3
                 size 0x10
                 retries 3
                 (3 rows affected)
                 <html>
                 -rw-r--r-- 1 ann ann 17 app.log
                 done.
                """);
    }

    @Test
    void blankLineBeginsNoRecordSinceItStandsInsideOfTraces() {
        assertThat(is("")).isTrue();
        assertThat(is("\r")).isTrue();
        assertThat(is("   ")).isTrue();
        assertThat(is("\t\r")).isTrue();
    }

    @Test
    void noBytesMakeItFail() {
        Random random = new Random(7);
        byte[] alphabet = "aAzZ.: \t()[]{}/*-_09x<\r\u00e4Error".getBytes(UTF_8);
        for (int i = 0; i < 200_000; i++) {
            byte[] beginning = BEGINNINGS[random.nextInt(BEGINNINGS.length)].getBytes(UTF_8);
            byte[] line = Arrays.copyOf(beginning, beginning.length + random.nextInt(12));
            for (int j = beginning.length; j < line.length; j++) {
                line[j] = alphabet[random.nextInt(alphabet.length)];
            }
            Continuation.is(line, 0, line.length);
        }
    }
}
