package io.logstreamer.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.it.SseBlock;
import io.logstreamer.it.SseParser;
import io.logstreamer.log.Form;
import io.logstreamer.log.PartialLine;
import io.logstreamer.log.Position;
import io.logstreamer.log.Tape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole streams against files: {@code wire/<case>.log} is what stands in the log, {@code wire/<case>.<form>.sse} every
 * byte of its stream. {@code wire/README.md} says where the expected bytes come from; no code of ours wrote them.
 */
class GoldenWireTest {

    private static final String SUFFIX = ".sse";

    /** The name of each expected stream, {@code <case>.<form>}. */
    static Stream<String> streams() throws IOException, URISyntaxException {
        try (Stream<Path> files = Files.list(directory())) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @Test
    void everyLogHasAStreamInEveryFormThatMatters() throws Exception {
        List<String> streams = streams().toList();
        try (Stream<Path> files = Files.list(directory())) {
            List<String> logs = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".log"))
                    .map(name -> name.substring(0, name.length() - ".log".length()))
                    .toList();
            assertThat(logs).hasSizeGreaterThanOrEqualTo(15);
            for (String log : logs) {
                assertThat(streams).contains(log + ".escape", log + ".json");
            }
        }
        assertThat(streams.stream().map(GoldenWireTest::formOf)).containsAll(Forms.BY_NAME.keySet());
    }

    @ParameterizedTest
    @MethodSource("streams")
    void lineFromTheRingIsEncodedByteForByte(String stream) throws Exception {
        World world = World.roomy();
        world.log.write(log(stream));
        world.log.takeAll(Integer.MAX_VALUE, world.ring::accept);

        assertThat(World.text(read(world, form(stream)))).isEqualTo(World.text(expected(stream)));
        assertThat(world.log.reads()).isZero();
    }

    @ParameterizedTest
    @MethodSource("streams")
    void lineFromTheFileIsEncodedByteForByte(String stream) throws Exception {
        World world = World.roomy();
        world.log.write(log(stream));
        world.log.takeAll(16, entry -> {});
        world.ring.begin(world.log.tip());

        assertThat(World.text(read(world, form(stream)))).isEqualTo(World.text(expected(stream)));
        assertThat(world.log.reads()).isPositive();
    }

    /** Guards the expected files themselves: a strict reader of the standard must understand them as one event a line. */
    @ParameterizedTest
    @MethodSource("streams")
    void expectedStreamHoldsOneEventForEachLine(String stream) throws Exception {
        byte[] bytes = expected(stream);
        byte[] log = log(stream);
        int lines = 0;
        for (byte b : log) {
            lines += b == '\n' ? 1 : 0;
        }
        boolean partial = log[log.length - 1] != '\n';

        SseParser parser = new SseParser();
        List<SseBlock> blocks = parser.feed(bytes, bytes.length);

        assertThat(parser.isInsideBlock()).isFalse();
        assertThat(blocks).hasSize(lines + (partial ? 1 : 0));
        assertThat(blocks).allSatisfy(block -> {
            assertThat(block.data()).isNotNull();
            assertThat(block.event()).isEqualTo(form(stream).event());
            assertThat(block.comments()).isEmpty();
            assertThat(block.retryMillis()).isNull();
        });
        assertThat(blocks.stream().filter(block -> block.id() != null)).hasSize(lines);
    }

    private static byte[] read(World world, Form form) throws IOException {
        Tape tape = world.views.acquire(World.SOURCE, form);
        TapeReader reader = new TapeReader(tape, world.beginning).read();
        while (reader.waits()) {
            world.workers.work();
            reader.read();
            if (world.workers.delayed() > 0) {
                break;
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(reader.bytes());
        Position tip = world.log.tip();
        PartialLine unfinished = world.log.partial(tip);
        if (!unfinished.isEmpty()) {
            bytes.write(world.views.partialBlock(tip, form, unfinished));
        }
        return bytes.toByteArray();
    }

    private static String formOf(String stream) {
        return stream.substring(stream.lastIndexOf('.') + 1);
    }

    private static Form form(String stream) {
        return Forms.BY_NAME.get(formOf(stream));
    }

    private static byte[] log(String stream) throws IOException, URISyntaxException {
        return Files.readAllBytes(directory().resolve(stream.substring(0, stream.lastIndexOf('.')) + ".log"));
    }

    private static byte[] expected(String stream) throws IOException, URISyntaxException {
        return Files.readAllBytes(directory().resolve(stream + SUFFIX));
    }

    private static Path directory() throws URISyntaxException {
        return Path.of(GoldenWireTest.class.getResource("/wire").toURI());
    }
}
