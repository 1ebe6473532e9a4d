package io.sealpost.routing;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows the findings at a start that was refused, instead of a stack trace. */
final class RoutesRefusedAnalyzer extends AbstractFailureAnalyzer<RoutesRefused> {
    @Override
    protected FailureAnalysis analyze(Throwable root, RoutesRefused refused) {
        return new FailureAnalysis("Route files or configuration would not work:" + System.lineSeparator() + System.lineSeparator()
            + refused.getMessage(), "Mend them; java -jar sealpost.jar routes check looks again without starting the gateway. "
            + "The texts that ran last are in the folder routes-in-use of sealpost.data.", refused);
    }
}
