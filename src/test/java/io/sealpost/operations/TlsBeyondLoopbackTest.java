package io.sealpost.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementContextAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.servlet.ServletManagementContextAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.DispatcherServletAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.ServletWebServerFactoryAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.context.AnnotationConfigServletWebServerApplicationContext;

/** Where the gateway may listen in the clear: on this machine's loopback, nowhere else (G4). */
class TlsBeyondLoopbackTest {
    private final WebApplicationContextRunner server = new WebApplicationContextRunner(
            AnnotationConfigServletWebServerApplicationContext::new)
            .withConfiguration(AutoConfigurations.of(ServletWebServerFactoryAutoConfiguration.class, SslAutoConfiguration.class,
                    DispatcherServletAutoConfiguration.class, EndpointAutoConfiguration.class, WebEndpointAutoConfiguration.class,
                    ManagementContextAutoConfiguration.class, ServletManagementContextAutoConfiguration.class))
            .withBean(TlsBeyondLoopback.class).withPropertyValues("server.port=0");

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost"})
    void G4_loopbackNeedsNoTls(String address) {
        server.withPropertyValues("server.address=" + address).run(context -> assertThat(context).hasNotFailed());
    }

    @ParameterizedTest
    @CsvSource({
        "server.address=0.0.0.0,                                                  server, 0.0.0.0",
        "server.address=::,                                                       server, 0:0:0:0:0:0:0:0",
        "server.address=192.0.2.1,                                                server, 192.0.2.1",
        "server.address=,                                                         server, all addresses",
        "server.address=0.0.0.0 server.ssl.enabled=false server.ssl.bundle=any,   server, 0.0.0.0",
        "server.address=127.0.0.1 management.server.port=0,                       management.server, all addresses",
        "server.address=127.0.0.1 management.server.port=0 management.server.address=0.0.0.0, management.server, 0.0.0.0"})
    void G4_elsewhereItRefusesAndNamesTheKeys(String settings, String prefix, String where) {
        server.withPropertyValues(Arrays.stream(settings.split(" ")).toArray(String[]::new)).run(context -> {
            assertThat(context).hasFailed();
            var analysis = new TlsBeyondLoopback.Analyzer().analyze(context.getStartupFailure());
            assertThat(analysis.getDescription()).contains("does not listen on " + where).contains("without TLS");
            assertThat(analysis.getAction()).contains("Set " + prefix + ".address to 127.0.0.1", "server.ssl.bundle");
        });
    }

    @Test
    void G4_aSecondServerOnLoopbackIsAllowed() {
        server.withPropertyValues("server.address=127.0.0.1", "management.server.port=0", "management.server.address=127.0.0.1")
                .run(context -> assertThat(context).hasNotFailed());
    }
}
