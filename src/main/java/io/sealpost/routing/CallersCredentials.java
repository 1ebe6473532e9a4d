package io.sealpost.routing;

import org.apache.camel.Component;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.http.base.HttpHeaderFilterStrategy;
import org.apache.camel.spi.ComponentCustomizer;

/**
 * What a caller logged in with stays outside: Spring Security has read it, no route needs it, and a message that does not hold it
 * cannot pass it on to a log, a queue or another server.
 */
@org.springframework.stereotype.Component
final class CallersCredentials implements ComponentCustomizer {
    @Override
    public boolean isEnabled(String name, Component component) {
        return component instanceof PlatformHttpComponent;
    }

    @Override
    public void configure(String name, Component component) {
        var headers = new HttpHeaderFilterStrategy();
        headers.getInFilter().add("authorization");
        headers.getInFilter().add("cookie");
        ((PlatformHttpComponent) component).setHeaderFilterStrategy(headers);
    }
}
