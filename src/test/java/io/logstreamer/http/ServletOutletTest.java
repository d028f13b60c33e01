package io.logstreamer.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ServletOutletTest {

    private static final byte[] BYTES = "xxabcxx".getBytes(US_ASCII);

    @Test
    void streamOfServletSixIsGivenTheBytesThemselves() throws IOException {
        ScriptedOutput output = new ScriptedOutput();
        ServletOutlet outlet = new ServletOutlet(output, () -> {});
        assertThat(outlet.isReady()).isTrue();
        outlet.write(BYTES, 2, 3);
        assertThat(outlet.isReady()).isTrue();
        outlet.flush();
        assertThat(output.text()).isEqualTo("abc");
        assertThat(output.calls()).containsExactly("isReady", "write", "isReady", "flush");
        output.assertPlayedByTheRules();
    }

    @Test
    void streamThatTakesBuffersIsGivenARangeWithoutACopy() throws IOException {
        BufferOutput output = new BufferOutput();
        ServletOutlet outlet = new ServletOutlet(output, () -> {});
        outlet.isReady();
        outlet.write(BYTES, 2, 3);
        assertThat(output.text()).isEqualTo("abc");
        assertThat(output.kept()).singleElement().satisfies(buffer -> {
            assertThat(buffer.array()).isSameAs(BYTES);
            assertThat(buffer.arrayOffset() + buffer.position()).isEqualTo(2);
            assertThat(buffer.remaining()).isEqualTo(3);
        });
        output.assertPlayedByTheRules();
    }

    @Test
    void failureOfTheStreamComesThroughAsItIs() {
        IOException failure = new IOException("broken pipe");
        RuntimeException state = new IllegalStateException("not ready");
        BufferOutput output = new BufferOutput();
        ServletOutlet outlet = new ServletOutlet(output, () -> {});
        output.whileWriting(() -> {
            throw failure;
        });
        output.whileWriting(() -> {
            throw state;
        });
        outlet.isReady();
        assertThatThrownBy(() -> outlet.write(BYTES, 0, 1)).isSameAs(failure);
        outlet.isReady();
        assertThatThrownBy(() -> outlet.write(BYTES, 0, 1)).isSameAs(state);
    }

    @Test
    void endRunsWhatItWasGivenAndTouchesNoStream() {
        AtomicInteger ends = new AtomicInteger();
        ScriptedOutput output = new ScriptedOutput();
        new ServletOutlet(output, ends::incrementAndGet).end();
        assertThat(ends).hasValue(1);
        assertThat(output.calls()).isEmpty();
    }
}
