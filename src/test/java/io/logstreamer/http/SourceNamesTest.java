package io.logstreamer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.logstreamer.ring.Ring;
import jakarta.ws.rs.WebApplicationException;
import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;
import org.glassfish.jersey.internal.MapPropertiesDelegate;
import org.glassfish.jersey.server.ContainerRequest;
import org.junit.jupiter.api.Test;

class SourceNamesTest {

    private final MemoryLog logs = new MemoryLog(new Ring(1 << 20));
    private final SourceNames names = new SourceNames(logs, List.of("nginx", "svc"), () -> null);

    @Test
    void exactIdWinsOverALastPart() {
        logs.add("access.log");
        logs.add("nginx/access.log");

        assertThat(names.one("source", "access.log")).isEqualTo("access.log");
    }

    @Test
    void lastPartFindsAnId() {
        logs.add("nginx/access.log");
        logs.add("svc/a/logs/app.log");

        assertThat(names.one("source", "access.log")).isEqualTo("nginx/access.log");
        assertThat(names.one("source", "logs/app.log")).isEqualTo("svc/a/logs/app.log");
    }

    @Test
    void lastPartOfSeveralIdsIsRefusedWithAllOfThem() {
        logs.add("nginx/access.log");
        logs.add("svc/access.log");

        Problem problem = refusal("access.log");

        assertThat(problem.status()).isEqualTo(400);
        assertThat(problem.members())
                .containsEntry("parameter", "source")
                .containsEntry("value", "access.log")
                .containsEntry("valid", List.of("nginx/access.log", "svc/access.log"));
    }

    @Test
    void logCreatedAMomentAgoIsFoundByIdAndByLastPart() {
        logs.hide("nginx/new.log");
        logs.hide("svc/newer.log");

        assertThat(names.one("source", "nginx/new.log")).isEqualTo("nginx/new.log");
        assertThat(names.one("source", "newer.log")).isEqualTo("svc/newer.log");
    }

    @Test
    void globOverIdsMayMeanOneSource() {
        logs.add("nginx/access.log");
        logs.add("nginx/error.log");

        assertThat(names.one("source", "nginx/err*")).isEqualTo("nginx/error.log");
        assertThat(names.all("source", "nginx/*")).containsExactly("nginx/access.log", "nginx/error.log");
        assertThat(refusal("nginx/*").status()).isEqualTo(400);
    }

    @Test
    void whatIsListedAsNoLogIsRefusedWithTheReason() {
        logs.add("nginx/access.log");
        logs.refuse("nginx/pipe.log", "pipe.log is not a regular file: name a file that is");

        assertThat(names.all("source", "pipe.log")).containsExactly("nginx/pipe.log");
        for (String name : List.of("nginx/pipe.log", "pipe.log", "*/pipe*")) {
            Problem problem = refusal(name);
            assertThat(problem.status()).isEqualTo(404);
            assertThat(problem.detail())
                    .isEqualTo(
                            "The source nginx/pipe.log is left out: pipe.log is not a regular file: name a file that is.");
            assertThat(problem.members()).containsEntry("parameter", "source").containsEntry("value", name);
        }
    }

    @Test
    void configuredNameOfNoRegularFileIsRefusedLikeOneThatAPatternFinds() {
        logs.addWithoutFile("fifo", "named.fifo is not a regular file: name a file that is");

        for (Problem problem : List.of(refusal("fifo"), refusalOfAStream("fifo"))) {
            assertThat(problem.status()).isEqualTo(404);
            assertThat(problem.detail())
                    .isEqualTo("The source fifo is left out: named.fifo is not a regular file: name a file that is.");
            assertThat(problem.members()).containsEntry("parameter", "source").containsEntry("value", "fifo");
        }
        SourceNames named = new SourceNames(logs, List.of(), () -> "fifo");
        Problem byDefault = catchThrowableOfType(ProblemException.class, () -> named.byDefault(request()))
                .problem();
        assertThat(byDefault.detail()).isEqualTo(refusal("fifo").detail());
        assertThat(byDefault.members()).isEmpty();
    }

    @Test
    void whatHasBecomeAFileIsTakenAtOnce() {
        logs.addWithoutFile("fifo", "named.fifo is not a regular file: name a file that is");
        logs.mend("fifo");

        assertThat(names.one("source", "fifo")).isEqualTo("fifo");
    }

    @Test
    void fileThatIsNotThereOrMayNotBeReadIsWaitedFor() {
        logs.addWithoutFile("gone", null);
        logs.addWithoutFile("denied", "permission denied for user tomcat: app.log");

        assertThat(names.one("source", "gone")).isEqualTo("gone");
        assertThat(names.oneToWaitFor("source", "denied")).isEqualTo("denied");
    }

    @Test
    void whatIsRefusedIsNotAmongTheValid() {
        logs.add("app");
        logs.addWithoutFile("gone", null);
        logs.addWithoutFile("fifo", "named.fifo is not a regular file: name a file that is");
        logs.refuse("nginx/pipe.log", "pipe.log is not a regular file: name a file that is");

        assertThat(refusal("nothing-like-it").members()).containsEntry("valid", List.of("app", "gone"));
    }

    @Test
    void unknownNameIsToldWhatThereIs() {
        logs.add("nginx/access.log");
        logs.add("nginx/error.log");

        Problem problem = refusal("acess.log");

        assertThat(problem.status()).isEqualTo(404);
        assertThat(problem.detail()).contains("Did you mean nginx/access.log?");
        assertThat(problem.members())
                .containsEntry("valid", List.of("nginx/access.log", "nginx/error.log"))
                .containsEntry("suggestion", "nginx/access.log");
    }

    @Test
    void refusalListsTwentySourcesAtMost() {
        IntStream.range(0, 50).forEach(i -> logs.add("svc/%02d.log".formatted(i)));

        Problem problem = refusal("nothing-like-it");

        assertThat((List<?>) problem.members().get("valid")).hasSize(20);
        assertThat(problem.detail()).contains("and 30 more");
    }

    @Test
    void pathOfAFileIsNoName() {
        logs.add("app");

        assertThat(refusal("/var/log/app.log").status()).isEqualTo(404);
        assertThat(refusal("../../etc/passwd").status()).isEqualTo(404);
        assertThat(refusal("").status()).isEqualTo(404);
    }

    @Test
    void withoutAnyLogTheClientIsToComeAgain() {
        WebApplicationException refused =
                catchThrowableOfType(WebApplicationException.class, () -> names.byDefault(request()));

        assertThat(refused.getResponse().getStatus()).isEqualTo(503);
        assertThat(refused.getResponse().getHeaderString("Retry-After")).isNotNull();
    }

    private static ContainerRequest request() {
        return new ContainerRequest(
                null, URI.create("http://localhost/"), "GET", null, new MapPropertiesDelegate(), null);
    }

    private Problem refusalOfAStream(String name) {
        return catchThrowableOfType(ProblemException.class, () -> names.oneToWaitFor("source", name))
                .problem();
    }

    private Problem refusal(String name) {
        return catchThrowableOfType(ProblemException.class, () -> names.one("source", name))
                .problem();
    }
}
