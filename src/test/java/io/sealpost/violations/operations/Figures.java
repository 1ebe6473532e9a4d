package io.sealpost.violations.operations;

import org.springframework.jmx.export.annotation.ManagedResource;

/** Allowed: JMX needs it public. */
@ManagedResource
public class Figures {
}
