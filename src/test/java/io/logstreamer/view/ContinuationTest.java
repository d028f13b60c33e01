package io.logstreamer.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Which lines go on a record; here those that do are marked with a bar. */
class ContinuationTest {

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
    void javaTraceGoesOnTheLineThatToldOfIt() {
        assertMarked("""
                 2026-11-22 10:00:00 ERROR c.a.Shop - order failed
                |java.lang.IllegalStateException: boom
                |	at com.acme.A.a(A.java:1)
                |	at com.acme.B.b(B.java:2)
                |	Suppressed: java.io.IOException: close
                |Caused by: java.io.IOException: disk
                |	... 2 more
                |... 17 common frames omitted
                 2026-11-22 10:00:01 INFO c.a.Shop - next
                """);
    }

    @Test
    void pythonTraceGoesOnTheLineThatToldOfIt() {
        assertMarked("""
                 ERROR:root:request failed
                |Traceback (most recent call last):
                |  File "/srv/app.py", line 3, in <module>
                |    run()
                |json.decoder.JSONDecodeError: Expecting value: line 1
                |KeyboardInterrupt
                |During handling of the above exception, another exception occurred:
                 INFO:root:next
                """);
    }

    @Test
    void goPanicIsARecord() {
        assertMarked("""
                 panic: runtime error: index out of range [5] with length 3
                |[signal SIGSEGV: segmentation violation code=0x1]
                |goroutine 1 [running]:
                |main.(*Shop).order(0xc00007e000, {0x1, 0x2})
                |	/srv/shop.go:12 +0x1d
                |net/http.(*conn).serve(0xc0000b4000, 0x7)
                |created by net/http.(*Server).Serve in goroutine 1
                 exit status 2
                """);
    }

    @Test
    void dotNetAndNodeTracesGoOnTheLineThatToldOfThem() {
        assertMarked("""
                 fail: Shop.Orders[0] Order failed
                |System.InvalidOperationException: boom
                | ---> System.IO.IOException: disk
                |   at Shop.Orders.Run() in /src/Orders.cs:line 12
                |--- End of inner exception stack trace ---
                 Error: no such file
                |    at Object.open (node:fs:601:3)
                """);
    }

    @Test
    void indentedJsonIsARecord() {
        assertMarked("""
                 {
                |  "level": "info",
                |  "list": [
                |  ],
                |}
                |]
                 {"level":"info"}
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
                 started v1.2 (build 7)
                 Error
                 Exception: told by the program itself
                 level=info msg="started"
                 ...and so on
                 }{ x
                """);
        assertThat(is("")).isFalse();
        assertThat(is("   ")).isFalse();
        assertThat(is("\t\r")).isFalse();
    }

    @Test
    void noBytesMakeItFail() {
        Random random = new Random(7);
        byte[] alphabet = "aAzZ.: \t()[]{}/*-_09\r\u00e4Error".getBytes(UTF_8);
        for (int i = 0; i < 200_000; i++) {
            byte[] line = new byte[random.nextInt(12)];
            for (int j = 0; j < line.length; j++) {
                line[j] = alphabet[random.nextInt(alphabet.length)];
            }
            Continuation.is(line, 0, line.length);
        }
    }
}
