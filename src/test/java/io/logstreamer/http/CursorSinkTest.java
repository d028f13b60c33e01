package io.logstreamer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logstreamer.feed.Stage;
import io.logstreamer.log.Subscription.Start;
import java.io.IOException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CursorSinkTest {

    private final Stage stage = new Stage();
    private final ScriptedOutput output = new ScriptedOutput();
    private ScriptedRequest request = new ScriptedRequest(output);

    @AfterEach
    void rulesWereKept() {
        output.assertPlayedByTheRules();
    }

    @Test
    void takesOverAtTheSecondFlushAndIgnoresLaterOnes() {
        begin();
        assertThat(stage.pumps.subscribers()).isOne();
        assertThat(request.sink.isClosed())
                .as("what Jersey asks before it suspends the request")
                .isFalse();
        request.flush();
        request.flush();
        assertThat(stage.pumps.subscribers()).isOne();
        assertThat(output.calls()).isEmpty();
    }

    @Test
    void headRequestEndsWithoutACursor() {
        request = new ScriptedRequest(output, "HEAD");
        begin();
        assertThat(stage.pumps.subscribers()).isZero();
        assertThat(output.calls()).isEmpty();
        assertThat(request.sink.isClosed()).isTrue();
        assertThat(request.commits()).isOne();
    }

    @Test
    void methodThatRegisteredNothingEnds() {
        request.flush();
        assertThat(request.commits()).isOne();
        assertThat(output.calls()).isEmpty();
    }

    @Test
    void feedThatIsClosedMeanwhileEndsTheStream() {
        stage.pumps.close();
        begin();
        assertThat(request.commits()).isOne();
        assertThat(request.sink.isClosed()).isTrue();
        assertThat(output.calls()).isEmpty();
    }

    @Test
    void eventsSentBeforeTheStreamFollowInOrder() {
        request.sink.send(new PlainEvent("data: one\n\n"));
        request.sink.send(new PlainEvent("data: two\n\n"));
        begin();
        request.sink.send(new PlainEvent("data: three\n\n"));
        output.tellWritable();
        stage.settle();
        assertThat(output.text()).containsSubsequence("data: one\n\n", "data: two\n\n", "data: three\n\n");
    }

    @Test
    void earlyEventsAreBounded() {
        for (int i = 0; i < 64; i++) {
            assertThat(request.sink.send(new PlainEvent("data: x\n\n")).toCompletableFuture())
                    .isCompleted();
        }
        assertThat(request.sink.send(new PlainEvent("data: x\n\n")).toCompletableFuture())
                .isCompletedExceptionally();
    }

    @Test
    void eventThatCannotBeEncodedFailsItsStage() {
        begin();
        CompletionStage<?> sent = request.sink.send(null);
        assertThat(sent.toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    void closedSinkSendsNothing() {
        begin();
        request.sink.close();
        assertThat(request.sink.isClosed()).isTrue();
        assertThatThrownBy(() -> request.sink.send(new PlainEvent("data: x\n\n")))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void sinkClosedInTheMethodSaysByeAndEnds() {
        request.sink.want(Stage.follow(new Start.Live()));
        request.sink.close();
        begin();
        output.tellWritable();
        stage.settle();
        assertThat(output.text()).contains("event: bye\n").doesNotContain("\nid: ");
        request.assertEndedOnce();
        assertThat(stage.pumps.subscribers()).isZero();
    }

    @Test
    void everyWayToLoseTheConnectionLetsTheCursorGo() throws IOException {
        begin();
        output.tellFailed(new IOException("connection reset"));
        stage.settle();
        assertThat(stage.pumps.subscribers()).isZero();
        request.assertEndedOnce();

        ScriptedRequest completed = new ScriptedRequest(output);
        completed.begin(stage.pumps, Stage.follow(new Start.Live()));
        completed.tellComplete();
        stage.settle();
        assertThat(stage.pumps.subscribers()).isZero();
        completed.assertEndedOnce();

        ScriptedRequest late = new ScriptedRequest(output);
        late.begin(stage.pumps, Stage.follow(new Start.Live()));
        late.sink.onTimeout(null);
        stage.settle();
        assertThat(stage.pumps.subscribers()).isZero();
        late.assertEndedOnce();
        assertThat(output.calls()).isEmpty();
    }

    /** Tomcat times out what a stopping application has left open: the pump still says bye while the callback waits. */
    @Test
    void timeOutOfAStoppingApplicationLetsThePumpSayBye() throws InterruptedException {
        begin();
        output.tellWritable();
        stage.settle();
        Thread container = new Thread(() -> request.sink.onTimeout(null), "container");
        container.start();
        while (request.commits() == 0 && container.isAlive()) {
            stage.settle();
        }
        container.join();
        assertThat(output.text()).contains("event: bye\ndata: {\"reason\":\"shutdown\"");
        request.assertEndedOnce();
        stage.settle();
        assertThat(stage.pumps.subscribers()).isZero();
    }

    private void begin() {
        request.begin(stage.pumps, Stage.follow(new Start.Live()));
    }
}
