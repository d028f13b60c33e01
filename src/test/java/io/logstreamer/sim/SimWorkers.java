package io.logstreamer.sim;

import io.logstreamer.log.Clock;
import io.logstreamer.log.Workers;
import io.logstreamer.tail.TailHarness;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Workers whose tasks are run when the simulation says so, in any order, as many threads would. */
final class SimWorkers implements Workers {

    private record Task(Runnable work, long dueNanos) {}

    private final Clock clock;
    private final SplittableRandom random;
    private final List<Task> tasks = new ArrayList<>();
    private boolean stopped;

    SimWorkers(Clock clock, SplittableRandom random) {
        this.clock = clock;
        this.random = random;
    }

    @Override
    public void execute(Runnable task) {
        later(task, 0);
    }

    @Override
    public void later(Runnable task, long delayMillis) {
        tasks.add(new Task(task, clock.nanos() + delayMillis * 1_000_000));
    }

    /** The server is gone: nothing runs any more. */
    void stop() {
        stopped = true;
        tasks.clear();
    }

    /** Runs one task that is due; false: there is none, or it has to wait. */
    boolean runOne() {
        List<Task> due = tasks.stream()
                .filter(task -> task.dueNanos() - clock.nanos() <= 0)
                .toList();
        if (due.isEmpty() || stopped) {
            return false;
        }
        Task task = due.get(random.nextInt(due.size()));
        tasks.remove(task);
        try {
            task.work().run();
            return true;
        } catch (TailHarness.LookUnderWay wait) {
            execute(task.work());
            return false;
        }
    }
}
