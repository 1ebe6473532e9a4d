package io.sealpost.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.management.MBeanOperationInfo;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        CONTEXT + "|suspend()",
        CONTEXT + "|stop()",
        CONTEXT + "|sendBody(java.lang.String,java.lang.Object)",
        CONTEXT + "|requestBody(java.lang.String,java.lang.Object)",
        CONTEXT + "|addOrUpdateRoutesFromXml(java.lang.String)",
        ROUTE + "|stop()",
        ROUTE + "|updateRouteFromXml(java.lang.String)",
        "java.lang:type=Threading|dumpAllThreads(boolean,boolean)",
        "com.sun.management:type=DiagnosticCommand|vmFlags",
        "com.sun.management:type=HotSpotDiagnostic|dumpHeap(java.lang.String,boolean)",
        "java.util.logging:type=Logging|setLoggerLevel(java.lang.String,java.lang.String)",
        "jolokia:type=Config|debugInfo"})
    void G4_anOperationThatIsNotHarmlessIsDenied(String mbean, String operation) throws Exception {
        var answer = operator().ask("exec", mbean, operation);

        assertThat(answer.path("status").asInt()).isEqualTo(403);
        assertThat(answer.path("error").asText()).contains("forbidden");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "java.lang:type=Runtime|SystemProperties",
        "java.lang:type=Runtime|InputArguments"})
    void G4_anAttributeThatMayHoldSecretsIsDenied(String mbean, String attribute) throws Exception {
        assertThat(operator().ask("read", mbean, attribute).path("status").asInt()).isEqualTo(403);
    }

    @Test
    void G4_noAttributeCanBeWritten() throws Exception {
        assertThat(operator().ask("write", ROUTE, "Tracing", true).path("status").asInt()).isEqualTo(403);
    }

    /** Every operation that Camel has of these kinds, by name, so that a new one in a later version is found. */
    @Test
    void G4_noMessageCanBeBrowsedSentOrTraced() throws Exception {
        var dangerous = Pattern.compile("(?i).*(browse|send|request|trace|dumpTraced|receive|message).*");
        var browser = operator();
        var server = ManagementFactory.getPlatformMBeanServer();
        var tried = new TreeSet<String>();
        for (var name : server.queryNames(new ObjectName("org.apache.camel:context=sealpost,*"), null)) {
            var operations = Arrays.stream(server.getMBeanInfo(name).getOperations()).map(MBeanOperationInfo::getName)
                    .filter(one -> dangerous.matcher(one).matches() && !one.matches("(get|is).*")).distinct().toList();
            for (var operation : operations) {
                assertThat(browser.ask("exec", name.toString(), operation).path("status").asInt()).as(name + " " + operation)
                        .isEqualTo(403);
                tried.add(operation);
            }
        }
        assertThat(tried).contains("sendBody", "requestBody", "browse");
    }

    private Browser operator() throws Exception {
        var browser = new Browser(port);
        browser.logIn("operator", "operator");
        return browser;
    }
}
