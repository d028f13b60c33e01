package io.logstreamer.it;

import java.io.IOException;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Starts browser and server for the first test that wants them and ends them after the last one. Stateless. */
final class BrowserExtension implements ExecutionCondition, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(BrowserExtension.class);

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        boolean mustRun = Boolean.parseBoolean(System.getenv("CI"));
        return mustRun || BrowserProgram.find().isPresent()
                ? ConditionEvaluationResult.enabled("there is a browser, or there must be one")
                : ConditionEvaluationResult.disabled(BrowserProgram.MISSING);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == BrowserProcess.class || type == LogServer.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        // A store closes what it holds; that of the root does so after the last class.
        ExtensionContext.Store store = context.getRoot().getStore(NAMESPACE);
        return parameter.getParameter().getType() == BrowserProcess.class
                ? store.computeIfAbsent(BrowserProcess.class, type -> BrowserProcess.start(), BrowserProcess.class)
                : store.computeIfAbsent(SharedServer.class, type -> SharedServer.start(), SharedServer.class)
                        .server();
    }

    /** The one server of all classes that need nothing of their own from it. */
    private record SharedServer(LogServer server) implements AutoCloseable {
        private static final int LOGS = 120;

        static SharedServer start() {
            try {
                return new SharedServer(LogServer.start(ContainerKind.JETTY121, LOGS));
            } catch (Exception e) {
                throw new AssertionError("the server of the tests of the page has not started", e);
            }
        }

        @Override
        public void close() throws IOException {
            try {
                server.finish();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted before the server had ended", e);
            }
        }
    }
}
