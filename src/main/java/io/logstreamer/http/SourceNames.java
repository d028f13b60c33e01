package io.logstreamer.http;

import io.logstreamer.log.History;
import io.logstreamer.log.IdGlob;
import io.logstreamer.log.Selection;
import io.logstreamer.log.SourceState;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the sources that a client means by a name: an id, else the last parts of ids, else a glob over ids. Names are
 * compared with ids and never with paths, so that no request reaches a file that is not a source.
 *
 * <p>Thread-safe; may look at a directory, so that a log created a moment ago is found.
 */
final class SourceNames {

    /** More are not listed in an answer. */
    private static final int MAX_LISTED = 20;

    private static final long LOOK_MILLIS = 2_500;
    private static final Logger LOG = System.getLogger("io.logstreamer.http");

    private final History history;
    private final List<String> groups;
    private final Supplier<@Nullable String> defaultSource;

    /**
     * @param groups names of the configured globs
     * @param defaultSource id of what is meant when nothing is named; null: nothing is there yet
     */
    SourceNames(History history, List<String> groups, Supplier<@Nullable String> defaultSource) {
        this.history = history;
        this.groups = List.copyOf(groups);
        this.defaultSource = defaultSource;
    }

    /**
     * The id of the one source that is meant when the client names none.
     *
     * @param headers of the request
     * @throws WebApplicationException there is no log yet: {@linkplain Refusal sent away} for a few seconds, for any other
     *     status but 503 would say that there never will be one
     * @throws ProblemException 404: what is configured is no regular file
     */
    String byDefault(HttpHeaders headers) {
        String id = defaultSource.get();
        if (id == null) {
            throw Refusal.forAMoment(
                            Problem.of(503, "There is no log yet: no file matches the configured sources; come again."),
                            headers)
                    .exception();
        }
        SourceState state = history.source(id);
        SourceState odd = state == null ? null : noLog(state);
        if (odd != null) {
            throw leftOut(id, odd.problem()).exception();
        }
        return id;
    }

    /**
     * What a stream or a page is to show: the id of one source, or the text of a {@link Selection}. A glob and a group
     * stand for all that match them, also later.
     *
     * @param parameters of which {@code source} and {@code group} are read
     * @param headers of the request
     * @param waits whether a log may be named that is not there yet
     * @throws ProblemException 404: there is none of that name; 400: a name means several
     * @throws WebApplicationException nothing is named, and there is no log yet
     */
    String selected(Parameters parameters, HttpHeaders headers, boolean waits) {
        Set<Selection.Part> parts = new LinkedHashSet<>();
        for (String name : parameters.all("source")) {
            parts.add(part(name, waits));
        }
        for (String group : parameters.all("group")) {
            parts.add(group(group));
        }
        if (parts.isEmpty()) {
            return byDefault(headers);
        }
        Selection.Part first = parts.iterator().next();
        return parts.size() == 1 && first.kind() == Selection.Part.Kind.ID
                ? first.text()
                : Selection.of(parts).key();
    }

    private Selection.Part part(String name, boolean waits) {
        boolean glob =
                IdGlob.isGlob(name) && name.indexOf('\n') < 0 && named(name).isEmpty();
        if (!glob) {
            return new Selection.Part(
                    Selection.Part.Kind.ID, waits ? oneToWaitFor("source", name) : one("source", name));
        }
        if (groups.stream()
                .noneMatch(group -> IdGlob.matches(name.substring(0, Math.max(0, name.indexOf('/'))), group))) {
            // Nothing that appears can match it: something must be there.
            all("source", name);
        }
        return new Selection.Part(Selection.Part.Kind.GLOB, name);
    }

    private Selection.Part group(String name) {
        Set<String> known = new TreeSet<>(groups);
        history.sources().forEach(state -> known.add(state.group()));
        if (!known.contains(name)) {
            throw unknown("group", name, List.copyOf(known));
        }
        return new Selection.Part(Selection.Part.Kind.GROUP, name);
    }

    /**
     * The id of the one source that is meant.
     *
     * @param parameter what the client called the parameter that names it
     * @throws ProblemException 404: there is none; 400: there are several
     */
    String one(String parameter, String name) {
        return one(parameter, name, all(parameter, name));
    }

    /**
     * The id of the one source that is meant, perhaps of a log that is not there yet: a stream waits for it.
     *
     * @param parameter what the client called the parameter that names it
     * @throws ProblemException 404: there is none, and none can come; 400: there are several
     */
    String oneToWaitFor(String parameter, String name) {
        List<String> found = found(name);
        List<String> wanted = found.isEmpty() ? expected(name) : found;
        return one(parameter, name, wanted.isEmpty() ? all(parameter, name) : wanted);
    }

    private String one(String parameter, String name, List<String> found) {
        if (found.size() > 1) {
            List<String> listed = listed(found);
            throw Problem.of(
                            400,
                            parameter + "=" + Problem.shortened(name) + " means " + found.size()
                                    + " sources; name one by its whole id, or all of them by a glob such as */NAME: "
                                    + String.join(", ", listed) + ".")
                    .with("parameter", parameter)
                    .with("value", Problem.shortened(name))
                    .with("valid", listed)
                    .exception();
        }
        String id = found.get(0);
        SourceState state = history.source(id);
        SourceState odd = state == null ? null : noLog(state);
        if (state == null || odd != null) {
            throw leftOut(id, odd == null ? listedProblem(id) : odd.problem())
                    .with("parameter", parameter)
                    .with("value", Problem.shortened(name))
                    .exception();
        }
        return id;
    }

    /**
     * A source of which nothing can come until somebody puts a file in the place of something else; null: it is none. Looks
     * once more: that may just have been done, and nobody who follows it has noticed.
     */
    private @Nullable SourceState noLog(SourceState known) {
        if (!known.generations().isEmpty()) {
            return null;
        }
        try {
            history.tip(known.id()).get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            if (e.getCause() instanceof CancellationException stopping) {
                throw stopping;
            }
            LOG.log(Level.DEBUG, "No look in time at " + known.id(), e);
        }
        SourceState now = history.source(known.id());
        return now != null && OddFile.isAllOf(now) ? now : null;
    }

    /** What the list says of a source that is in it and nowhere else. */
    private @Nullable String listedProblem(String id) {
        return history.sources().stream()
                .filter(state -> state.id().equals(id))
                .map(SourceState::problem)
                .findFirst()
                .orElse(null);
    }

    /** It is listed so that people see why it is not read. */
    private static Problem leftOut(String id, @Nullable String why) {
        return Problem.of(
                404, "The source " + Problem.shortened(id) + " is left out" + (why == null ? "." : ": " + why + "."));
    }

    /**
     * The ids of all sources that are meant, at least one, in the order of ids.
     *
     * @throws ProblemException 404: there is none
     */
    List<String> all(String parameter, String name) {
        List<String> found = found(name);
        if (found.isEmpty()) {
            throw unknown(
                    parameter,
                    name,
                    history.sources().stream()
                            .filter(state -> !OddFile.isAllOf(state))
                            .map(SourceState::id)
                            .toList());
        }
        return found;
    }

    private List<String> found(String name) {
        List<String> named = named(name);
        return named.isEmpty()
                ? history.sources().stream()
                        .map(SourceState::id)
                        .filter(id -> IdGlob.matches(name, id))
                        .toList()
                : named;
    }

    /** What has this name as it stands, though it may look like a glob. */
    private List<String> named(String name) {
        SourceState exact = history.source(name);
        if (exact != null) {
            return List.of(exact.id());
        }
        List<String> parts = history.sources().stream()
                .map(SourceState::id)
                .filter(id -> id.endsWith("/" + name))
                .toList();
        return parts.isEmpty() ? appeared(name) : parts;
    }

    /** Logs of that name which have come since the last look at their directories. */
    private List<String> appeared(String name) {
        return groups.stream()
                .map(group -> history.source(group + "/" + name))
                .filter(state -> state != null)
                .map(SourceState::id)
                .toList();
    }

    /** A log that has no file yet, though a configured glob would give it: a stream of it waits. A pattern names none. */
    private List<String> expected(String name) {
        if (name.chars().anyMatch(c -> "*?[{".indexOf(c) >= 0)) {
            return List.of();
        }
        List<String> possible = new ArrayList<>(List.of(name));
        groups.forEach(group -> possible.add(group + "/" + name));
        for (String id : possible) {
            if (history.expect(id) != null) {
                return List.of(id);
            }
        }
        return List.of();
    }

    private static ProblemException unknown(String parameter, String name, List<String> ids) {
        String shown = Problem.shortened(name);
        String suggestion = suggestion(name, ids);
        List<String> listed = listed(ids);
        Problem problem = Problem.of(
                        404,
                        "There is no " + parameter + " " + shown + "."
                                + (suggestion == null ? "" : " Did you mean " + suggestion + "?")
                                + (ids.isEmpty()
                                        ? ""
                                        : (parameter.equals("group") ? " Groups: " : " Sources: ")
                                                + String.join(", ", listed) + more(ids) + "."))
                .with("parameter", parameter)
                .with("value", shown)
                .with("valid", listed);
        return (suggestion == null ? problem : problem.with("suggestion", suggestion)).exception();
    }

    /** The nearest id, or the id whose last part is nearest: people write what they see in a directory. */
    private static @Nullable String suggestion(String name, List<String> ids) {
        String whole = Suggestion.closest(name, ids);
        if (whole != null) {
            return whole;
        }
        String part =
                Suggestion.closest(name, ids.stream().map(SourceNames::lastPart).toList());
        return part == null
                ? null
                : ids.stream()
                        .filter(id -> lastPart(id).equals(part))
                        .findFirst()
                        .orElse(null);
    }

    private static String lastPart(String id) {
        return id.substring(id.lastIndexOf('/') + 1);
    }

    private static List<String> listed(List<String> ids) {
        return ids.stream().limit(MAX_LISTED).toList();
    }

    private static String more(List<String> ids) {
        return ids.size() > MAX_LISTED ? " and " + (ids.size() - MAX_LISTED) + " more" : "";
    }
}
