package io.sealpost.routing;

import java.util.List;
import java.util.stream.Collectors;

/** The gateway does not start, because route files or configuration would not work. Its text holds all findings. */
final class RoutesRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RoutesRefused(List<Finding> findings) {
        super(findings.stream().map(Finding::toString).collect(Collectors.joining(System.lineSeparator())));
    }
}
