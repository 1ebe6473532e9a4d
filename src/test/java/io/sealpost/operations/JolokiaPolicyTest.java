package io.sealpost.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import javax.management.MBeanFeatureInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanParameterInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What config/jolokia-access.xml lets through: looking, nothing else, and not everywhere (G4). */
@ApiContext
class JolokiaPolicyTest {
    private static final String CONTEXT = "org.apache.camel:context=sealpost,type=context,name=\"sealpost\"";
    private static final String ROUTE = "org.apache.camel:context=sealpost,type=routes,name=\"listDevices\"";
    private static final String BROKER = "org.apache.activemq.artemis:broker=\"localhost\"";
    /** Camel's operations that show structure and counters, and change nothing. */
    private static final Pattern HARMLESS = Pattern.compile("dumpRoutes?(Stats)?As(Xml|Yaml)|dumpStepStatsAsXml"
            + "|dumpStructuredRoutes?.*|(component|dataFormat)ParameterJsonSchema|explain(Component|Eip|Endpoint)Json|informationJson"
            + "|list(Components|Eips|RestServices)|endpointStatistics");
    private static final ObjectMapper JSON = new ObjectMapper();
    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    @LocalServerPort
    private int port;
    private Browser operator;

    @BeforeEach
    void logIn() throws Exception {
        operator = new Browser(port);
        operator.logIn("operator", "operator");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        CONTEXT + "|suspend()",
        CONTEXT + "|resume()",
        CONTEXT + "|stop()",
        CONTEXT + "|restart()",
        CONTEXT + "|sendBody(java.lang.String,java.lang.Object)",
        CONTEXT + "|sendStringBody(java.lang.String,java.lang.String)",
        CONTEXT + "|sendBodyAndHeaders(java.lang.String,java.lang.Object,java.util.Map)",
        CONTEXT + "|requestBody(java.lang.String,java.lang.Object)",
        CONTEXT + "|requestStringBody(java.lang.String,java.lang.String)",
        CONTEXT + "|requestBodyAndHeaders(java.lang.String,java.lang.Object,java.util.Map)",
        CONTEXT + "|addOrUpdateRoutesFromXml(java.lang.String)",
        CONTEXT + "|createEndpoint(java.lang.String)",
        CONTEXT + "|removeEndpoints(java.lang.String)",
        CONTEXT + "|setGlobalOption(java.lang.String,java.lang.String)",
        ROUTE + "|start()",
        ROUTE + "|stop()",
        ROUTE + "|stop(java.lang.Long)",
        ROUTE + "|remove()",
        ROUTE + "|restart()",
        ROUTE + "|suspend()",
        ROUTE + "|resume()",
        ROUTE + "|reset()",
        ROUTE + "|updateRouteFromXml(java.lang.String)",
        "org.apache.camel:context=sealpost,type=endpoints,name=\"jms://queue:users\"|browseExchange(java.lang.Integer)",
        "org.apache.camel:context=sealpost,type=endpoints,name=\"jms://queue:users\"|browseMessageBody(java.lang.Integer)",
        "org.apache.camel:context=sealpost,type=endpoints,name=\"jms://queue:users\"|browseMessageAsXml(java.lang.Integer,boolean)",
        "org.apache.camel:context=sealpost,type=endpoints,name=\"jms://queue:users\"|browseAllMessagesAsXml(boolean)",
        "org.apache.camel:context=sealpost,type=endpoints,name=\"jms://queue:users\"|browseRangeMessagesAsXml(int,int,boolean)",
        "org.apache.camel:context=sealpost,type=tracer,name=BacklogTracer|setEnabled(boolean)",
        "org.apache.camel:context=sealpost,type=tracer,name=BacklogTracer|dumpAllTracedMessagesAsXml()",
        "org.apache.camel:context=sealpost,type=tracer,name=BacklogTracer|dumpAllTracedMessagesAsJSon()",
        "org.apache.camel:context=sealpost,type=tracer,name=BacklogDebugger|enableDebugger()",
        "org.apache.camel:context=sealpost,type=tracer,name=BacklogDebugger|addBreakpoint(java.lang.String)",
        BROKER + "|listQueues(java.lang.String,int,int)",
        BROKER + "|listUsers()",
        BROKER + "|createQueue(java.lang.String)",
        BROKER + ",component=addresses,address=\"users\"|sendMessage(java.util.Map,int,java.lang.String,boolean,java.lang.String,"
            + "java.lang.String)",
        BROKER + ",component=addresses,address=\"users\",subcomponent=queues,routing-type=\"anycast\",queue=\"users\"|browse()",
        BROKER + ",component=addresses,address=\"users\",subcomponent=queues,routing-type=\"anycast\",queue=\"users\"|listMessages("
            + "java.lang.String)",
        BROKER + ",component=addresses,address=\"users\",subcomponent=queues,routing-type=\"anycast\",queue=\"users\"|removeAllMessages()",
        "java.lang:type=Memory|gc()",
        "java.lang:type=Threading|dumpAllThreads(boolean,boolean)",
        "com.sun.management:type=DiagnosticCommand|vmFlags",
        "com.sun.management:type=DiagnosticCommand|vmSystemProperties",
        "com.sun.management:type=DiagnosticCommand|threadPrint",
        "com.sun.management:type=DiagnosticCommand|gcHeapDump",
        "com.sun.management:type=DiagnosticCommand|jfrStart",
        "com.sun.management:type=DiagnosticCommand|jvmtiAgentLoad",
        "com.sun.management:type=HotSpotDiagnostic|dumpHeap(java.lang.String,boolean)",
        "com.sun.management:type=HotSpotDiagnostic|getVMOption(java.lang.String)",
        "com.sun.management:type=HotSpotDiagnostic|setVMOption(java.lang.String,java.lang.String)",
        "jdk.management.jfr:type=FlightRecorder|newRecording()",
        "jdk.management.jfr:type=FlightRecorder|copyTo(long,java.lang.String)",
        "java.util.logging:type=Logging|setLoggerLevel(java.lang.String,java.lang.String)",
        "javax.management:type=MBeanServerDelegate|anything()",
        "JMImplementation:type=MBeanServerDelegate|anything()",
        "org.springframework.boot:type=Endpoint,name=Env|environment()",
        "org.springframework.boot:type=Admin,name=SpringApplication|shutdown()",
        "quartz:type=QuartzScheduler,name=sealpost,instance=any|deleteJob(java.lang.String,java.lang.String)",
        "hawtio:type=LogQuery|getLogEvents()",
        "jolokia:type=Config|debugInfo",
        "io.sealpost:type=Users|getActive()"})
    void G4_anOperationThatIsNotHarmlessIsDenied(String mbean, String operation) throws Exception {
        var answer = operator.ask("exec", mbean, operation);

        assertThat(answer.path("status").asInt()).isEqualTo(403);
        assertThat(answer.path("error").asText()).contains("forbidden");
    }

    /** Whatever there is in this JVM, so that an operation that comes with a later version is found. */
    @Test
    void G4_everyOperationOfEveryMBeanIsDeniedUnlessItIsKnownToBeHarmless() throws Exception {
        var requests = new ArrayList<Map<String, Object>>();
        for (var one : kinds().entrySet()) {
            for (var operation : one.getValue().getOperations()) {
                if (!one.getKey().getDomain().equals("org.apache.camel") || !HARMLESS.matcher(operation.getName()).matches()) {
                    requests.add(Map.of("type", "exec", "mbean", one.getKey().toString(), "operation",
                            operation.getName() + Arrays.stream(operation.getSignature()).map(MBeanParameterInfo::getType)
                                    .collect(Collectors.joining(",", "(", ")")),
                            "arguments", Arrays.stream(operation.getSignature()).map(ignored -> "").toList()));
                }
            }
        }
        assertThat(requests).hasSizeGreaterThan(300);
        assertThat(requests).extracting(request -> request.get("operation").toString()).contains(
                "sendBody(java.lang.String,java.lang.Object)",
                "dumpHeap(java.lang.String,boolean)");
        assertThat(allowed(requests)).isEmpty();
    }

    @Test
    void G4_noAttributeOfAnyMBeanCanBeWritten() throws Exception {
        var requests = new ArrayList<Map<String, Object>>();
        kinds().forEach((name, info) -> Arrays.stream(info.getAttributes()).filter(attribute -> attribute.isWritable())
                .forEach(attribute -> requests.add(Map.of("type", "write", "mbean", name.toString(), "attribute", attribute.getName(),
                        "value", ""))));
        assertThat(requests).hasSizeGreaterThan(30).extracting(request -> request.get("attribute")).contains("Tracing");
        assertThat(allowed(requests)).isEmpty();
    }

    @Test
    void G4_nothingCanBeReadOfDumpsAndDiagnostics() throws Exception {
        var requests = new ArrayList<Map<String, Object>>();
        for (var domain : List.of("jdk.management.jfr:*", "com.sun.management:type=HotSpotDiagnostic",
                "com.sun.management:type=DiagnosticCommand")) {
            var names = server.queryNames(new ObjectName(domain), null);
            assertThat(names).as(domain).isNotEmpty();
            for (var name : names) {
                Arrays.stream(server.getMBeanInfo(name).getAttributes()).map(MBeanFeatureInfo::getName).forEach(attribute ->
                        requests.add(Map.of("type", "read", "mbean", name.toString(), "attribute", attribute)));
            }
        }
        assertThat(allowed(requests)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "java.lang:type=Runtime|SystemProperties",
        "java.lang:type=Runtime|InputArguments",
        BROKER + "|Connectors",
        BROKER + "|ClusterPassword",
        BROKER + ",component=acceptors,name=\"in-vm\"|Parameters",
        BROKER + ",component=addresses,address=\"users\",subcomponent=queues,routing-type=\"anycast\",queue=\"users\"|FirstMessageAsJSON",
        "org.apache.camel:context=sealpost,type=tracer,name=BacklogTracer|TraceCounter",
        "org.apache.camel:context=sealpost,type=tracer,name=BacklogDebugger|SuspendedBreakpointNodeIds",
        "org.springframework.boot:type=Endpoint,name=Env|Anything"})
    void G4_anAttributeThatMayHoldSecretsIsDenied(String mbean, String attribute) throws Exception {
        assertThat(operator.ask("read", mbean, attribute).path("status").asInt()).isEqualTo(403);
    }

    /** Reading an MBean as a whole, or many by a pattern, shows no more than reading one attribute does. */
    @ParameterizedTest
    @ValueSource(strings = {"java.lang:type=Runtime", "java.lang:*", "*:*"})
    void G4_aReadOfManyAttributesLeavesTheDeniedOnesOut(String pattern) throws Exception {
        var answer = operator.jolokia(JSON.writeValueAsString(Map.of("type", "read", "mbean", pattern,
                "config", Map.of("ignoreErrors", "true"))), operator.csrf()).body();

        assertThat(answer).doesNotContain("java.class.path").doesNotContain("-Xmx1g").doesNotContain("sealpost.accounts")
                .doesNotContain("{noop}");
    }

    /** A client may make itself known, but no way of telling it anything is there. */
    @Test
    void G4_nobodyIsToldOfNotifications() throws Exception {
        var client = ask(Map.of("type", "notification", "command", "register")).path("value");
        assertThat(client.path("backend")).isEmpty();
        for (var command : List.of("add", "open", "list")) {
            var answer = ask(Map.of("type", "notification", "command", command, "mode", "pull", "client", client.path("id").asText(),
                    "mbean", "java.lang:type=Memory"));

            assertThat(answer.path("value").toString()).as(command).isIn("", "{}", "null");
        }
    }

    /** The request names another JVM; nobody calls it, whatever the answer is. */
    @Test
    void G4_itIsNoWayIntoAnotherJvm() throws Exception {
        try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            other.setSoTimeout(1);
            ask(Map.of("type", "read", "mbean", "java.lang:type=Memory", "attribute", "HeapMemoryUsage",
                    "target", Map.of("url", "service:jmx:rmi:///jndi/rmi://127.0.0.1:" + other.getLocalPort() + "/jmxrmi")));
            operator.get("/actuator/hawtio/proxy/http/127.0.0.1/" + other.getLocalPort() + "/");

            assertThatThrownBy(other::accept).as("nobody called").isInstanceOf(SocketTimeoutException.class);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        CONTEXT + "|dumpRoutesAsXml()",
        CONTEXT + "|dumpRoutesStatsAsXml(boolean,boolean)",
        CONTEXT + "|dumpStructuredRoutesAsJson()",
        CONTEXT + "|componentParameterJsonSchema(java.lang.String)",
        CONTEXT + "|listEips()",
        ROUTE + "|dumpRouteAsXml()",
        ROUTE + "|dumpRouteStatsAsXml(boolean,boolean)"})
    void G4_whatTheConsoleNeedsIsAllowed(String mbean, String operation) throws Exception {
        var arguments = operation.contains("boolean") ? new Object[] {true, true}
                : operation.contains("String)") ? new Object[] {"jms"} : new Object[0];

        assertThat(operator.ask("exec", mbean, operation, arguments).path("status").asInt()).isNotEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "version"})
    void G4_theConsoleMayAskWhatThereIs(String command) throws Exception {
        assertThat(JSON.readTree(operator.jolokia("{\"type\":\"" + command + "\"}", operator.csrf()).body()).path("status").asInt())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"viewer, 200", "operator, 200", "importer, 200", "mdm, 403"})
    void G4_onlyWhoMayLookReadsOurMBeans(String account, int status) throws Exception {
        var browser = new Browser(port);
        browser.logIn(account, account);
        var answer = browser.jolokia("{\"type\":\"read\",\"mbean\":\"java.lang:type=Memory\"}", browser.csrf());

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(browser.get("/sealpost/remoteEntry.js").statusCode()).isEqualTo(status);
    }

    @Test
    void G4_withoutALogInNothingIsAnswered() throws Exception {
        for (var path : List.of("/actuator/jolokia/version", "/plugin", "/sealpost/remoteEntry.js", "/sealpost/overview.js")) {
            assertThat(new Client(port, null).get(path).status()).as(path).isEqualTo(302);
        }
    }

    private JsonNode ask(Map<String, Object> request) throws Exception {
        return JSON.readTree(operator.jolokia(JSON.writeValueAsString(request), operator.csrf()).body());
    }

    /** One MBean of each class and type: a route's MBean has the operations of every other route's. */
    private Map<ObjectName, MBeanInfo> kinds() throws Exception {
        var seen = new HashSet<String>();
        var kinds = new TreeMap<ObjectName, MBeanInfo>();
        for (var name : server.queryNames(null, null)) {
            var info = server.getMBeanInfo(name);
            if (seen.add(name.getDomain() + info.getClassName() + name.getKeyProperty("type") + info.getOperations().length)) {
                kinds.put(name, info);
            }
        }
        return kinds;
    }

    /** Those of the requests that are not answered with 403. */
    private List<String> allowed(List<Map<String, Object>> requests) throws Exception {
        JsonNode answers = JSON.readTree(operator.jolokia(JSON.writeValueAsString(requests), operator.csrf()).body());
        assertThat(answers).hasSize(requests.size());
        return StreamSupport.stream(answers.spliterator(), false).filter(answer -> answer.path("status").asInt() != 403)
                .map(JsonNode::toString).toList();
    }
}
