package io.logstreamer.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class NamesTest {

    private final Bytes bytes = Bytes.memory();

    @Test
    void namesKeepTheirNumbers() throws IOException {
        Names names = Names.open(bytes);
        assertThat(names.index("a")).isZero();
        assertThat(names.index("größe/b c")).isEqualTo(1);
        names.flush();
        assertThat(names.index("unwritten")).isEqualTo(2);
        Names again = Names.open(bytes);
        assertThat(again.name(0)).isEqualTo("a");
        assertThat(again.name(1)).isEqualTo("größe/b c");
        assertThat(again.name(2)).isNull();
        assertThat(again.name(-1)).isNull();
        assertThat(again.index("größe/b c")).isEqualTo(1);
        assertThat(again.index("c")).isEqualTo(2);
    }

    @Test
    void unfinishedLineIsCutOff() throws IOException {
        Names written = Names.open(bytes);
        written.index("a");
        written.index("b");
        written.flush();
        bytes.write(ByteBuffer.wrap("12345678 hal".getBytes(StandardCharsets.UTF_8)), bytes.size());
        Names names = Names.open(bytes);
        assertThat(names.damaged()).isFalse();
        assertThat(names.index("c")).isEqualTo(2);
        names.flush();
        Names again = Names.open(bytes);
        assertThat(again.name(2)).isEqualTo("c");
        assertThat(again.name(3)).isNull();
    }

    @Test
    void anyCharacterMayBeInAName() throws IOException {
        List<String> all = List.of("a\nb", "a\\nb", "\\", "\n", "", "a\\\nb");
        Names names = Names.open(bytes);
        all.forEach(names::index);
        names.flush();
        Names again = Names.open(bytes);
        assertThat(again.damaged()).isFalse();
        for (int i = 0; i < all.size(); i++) {
            assertThat(again.name(i)).isEqualTo(all.get(i));
        }
    }

    @Test
    void damagedByteIsSeenWhereverItIs() throws IOException {
        Names names = Names.open(bytes);
        names.index("one");
        names.index("two");
        names.flush();
        int size = (int) bytes.size();
        // The last line feed: without it the line is unfinished.
        for (int at = 0; at < size - 1; at++) {
            Bytes copy = copy();
            copy.write(ByteBuffer.wrap(new byte[] {0}), at);
            assertThat(Names.open(copy).damaged()).as("byte %d", at).isTrue();
        }
    }

    private Bytes copy() throws IOException {
        ByteBuffer all = ByteBuffer.allocate((int) bytes.size());
        bytes.read(all, 0);
        Bytes copy = Bytes.memory();
        copy.write(all.flip(), 0);
        return copy;
    }

    @Test
    void whatCouldNotBeWrittenIsWrittenTheNextTime() throws IOException {
        RunFixtures.Disk disk = new RunFixtures.Disk();
        Names names = Names.open(new RunFixtures.FailingBytes(bytes, disk));
        names.index("a");
        disk.full = true;
        org.assertj.core.api.Assertions.assertThatThrownBy(names::flush).isInstanceOf(IOException.class);
        disk.full = false;
        names.flush();
        assertThat(Names.open(bytes).name(0)).isEqualTo("a");
    }
}
