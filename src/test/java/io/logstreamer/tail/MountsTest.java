package io.logstreamer.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.SourceSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MountsTest {

    private static final Mounts MOUNTS = Mounts.of(List.of(
            "22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw",
            "30 22 0:26 / /var/log rw,relatime - tmpfs tmpfs rw",
            "31 30 0:27 / /var/log/remote rw - nfs4 server:/export rw",
            "32 22 0:28 / /mnt/with\\040space rw - ext4 /dev/vdb rw"));

    @Test
    void pathLiesOnTheDeepestMountAboveIt() {
        assertThat(MOUNTS.of(Path.of("/opt/app/app.log"))).isEqualTo(Path.of("/"));
        assertThat(MOUNTS.of(Path.of("/var/log/app.log"))).isEqualTo(Path.of("/var/log"));
        assertThat(MOUNTS.of(Path.of("/var/log/remote/app.log"))).isEqualTo(Path.of("/var/log/remote"));
        assertThat(MOUNTS.of(Path.of("/var/logs/app.log"))).isEqualTo(Path.of("/"));
        assertThat(MOUNTS.of(Path.of("/var/log/../lib/app.log"))).isEqualTo(Path.of("/"));
    }

    @Test
    void blanksInTheTableAreEscaped() {
        assertThat(MOUNTS.of(Path.of("/mnt/with space/app.log"))).isEqualTo(Path.of("/mnt/with space"));
    }

    @Test
    void sourcesAreGroupedByMountInTheirOrder() {
        SourceSpec first = new SourceSpec.File("first", Path.of("/opt/first.log"));
        SourceSpec remote = new SourceSpec.Glob("remote", Path.of("/var/log/remote"), "*.log");
        SourceSpec second = new SourceSpec.File("second", Path.of("/srv/second.log"));

        assertThat(MOUNTS.groups(List.of(first, remote, second)))
                .containsExactly(List.of(first, second), List.of(remote));
    }

    @Test
    void sourcesOfOneNameStayTogether() {
        SourceSpec here = new SourceSpec.Glob("logs", Path.of("/opt"), "*.log");
        SourceSpec there = new SourceSpec.Glob("logs", Path.of("/var/log"), "*.log");

        assertThat(MOUNTS.groups(List.of(here, there))).containsExactly(List.of(here, there));
    }

    @Test
    void furtherMountsShareTheLastThread() {
        Mounts many = Mounts.of(IntStream.range(0, 20)
                .mapToObj(i -> i + " 1 0:1 / /mnt/" + i + " rw - ext4 /dev/vd rw")
                .toList());
        List<SourceSpec> specs = IntStream.range(0, 20)
                .mapToObj(i -> (SourceSpec) new SourceSpec.File("s" + i, Path.of("/mnt/" + i + "/app.log")))
                .toList();

        List<List<SourceSpec>> groups = many.groups(specs);

        assertThat(groups).hasSize(Mounts.MAX_GROUPS);
        assertThat(groups.get(Mounts.MAX_GROUPS - 1)).hasSize(13);
        assertThat(groups.stream().mapToInt(List::size).sum()).isEqualTo(20);
    }

    @Test
    void withoutATableAllAreOne() {
        SourceSpec one = new SourceSpec.File("one", Path.of("/opt/one.log"));
        SourceSpec other = new SourceSpec.File("other", Path.of("/var/log/other.log"));

        assertThat(Mounts.of(List.of()).groups(List.of(one, other))).containsExactly(List.of(one, other));
    }

    @Test
    void tableOfThisMachineKnowsItsRoot() {
        assertThat(Mounts.now().of(Path.of("/"))).isIn(Path.of("/"), Path.of(""));
    }
}
