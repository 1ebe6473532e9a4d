package io.sealpost.operations;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Hawtio behind the form: it looks and changes nothing (G4). */
@ApiContext
class ConsoleTest {
    private static final String CONTEXT = "org.apache.camel:context=sealpost,type=context,name=\"sealpost\"";
    private static final String ROUTE = "org.apache.camel:context=sealpost,type=routes,name=\"listDevices\"";
    @LocalServerPort
    private int port;

    @ParameterizedTest
    @ValueSource(strings = {"viewer", "operator", "importer"})
    void G4_whoMayLookComesToHawtioByTheForm(String account) throws Exception {
        var browser = new Browser(port);
        var page = browser.logIn(account, account);

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.uri().getPath()).isEqualTo("/actuator/hawtio/");
        assertThat(page.body()).containsIgnoringCase("hawtio");
        assertThat(browser.get("/actuator/hawtio/user").body().strip()).isEqualTo("\"" + account + "\"");
    }

    @Test
    void G4_theConsoleShowsCamelsRoutes() throws Exception {
        var browser = new Browser(port);
        browser.logIn("viewer", "viewer");

        assertThat(browser.ask("read", ROUTE, "State").path("value").asText()).isEqualTo("Started");
        assertThat(browser.ask("exec", CONTEXT, "dumpRoutesAsXml()").path("value").asText()).contains("listDevices", "deviceViews");
    }

    @Test
    void G4_aPostWithoutTheCsrfTokenIsRefused() throws Exception {
        var browser = new Browser(port);
        browser.logIn("viewer", "viewer");
        var read = "{\"type\":\"read\",\"mbean\":\"java.lang:type=Memory\",\"attribute\":\"HeapMemoryUsage\"}";

        assertThat(browser.jolokia(read, browser.csrf()).body()).contains("\"used\"");
        assertThat(browser.jolokia(read, null).statusCode()).isEqualTo(403);
        assertThat(browser.jolokia(read, "guessed").statusCode()).isEqualTo(403);
    }

    @Test
    void G4_aMachinesAccountIsNotLetIn() throws Exception {
        var browser = new Browser(port);

        assertThat(browser.logIn("mdm", "mdm").statusCode()).isEqualTo(403);
        assertThat(browser.get("/actuator/jolokia/version").statusCode()).isEqualTo(403);
        assertThat(new Browser(port).logIn("viewer", "wrong").uri().toString()).endsWith("/login?error");
    }

    @Test
    void G4_afterLoggingOutTheConsoleIsClosed() throws Exception {
        var browser = new Browser(port);
        browser.logIn("viewer", "viewer");
        browser.get("/actuator/hawtio/auth/logout");

        assertThat(browser.get("/actuator/jolokia/version").uri().getPath()).isEqualTo("/login");
    }
}
