package io.logstreamer.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
        bytes.write(ByteBuffer.wrap("a\nb\nhal".getBytes(StandardCharsets.UTF_8)), 0);
        Names names = Names.open(bytes);
        assertThat(names.index("c")).isEqualTo(2);
        names.flush();
        Names again = Names.open(bytes);
        assertThat(again.name(2)).isEqualTo("c");
        assertThat(again.name(3)).isNull();
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
