package io.logstreamer.it;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Starts the browser for the first test that wants it and ends it after the last one. Stateless. */
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
        return parameter.getParameter().getType() == BrowserProcess.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        // A store closes what it holds; that of the root does so after the last class.
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(BrowserProcess.class, type -> BrowserProcess.start(), BrowserProcess.class);
    }
}
