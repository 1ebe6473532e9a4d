package io.sealpost.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.management.MBeanFeatureInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jms.core.JmsTemplate;
import org.springframework.jmx.export.MBeanExporter;

/** The console's page Overview and the MBeans that it reads, as the console gets them (G4). */
@ApiContext
class OverviewTest {
    private static final Pattern ATTRIBUTES = Pattern.compile("attribute: '(\\w+)'|unknown: '(\\w+)'|\\['([A-Z]\\w+)'");
    private static final ObjectMapper JSON = new ObjectMapper();
    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    @LocalServerPort
    private int port;
    @Autowired
    private MBeanExporter exporter;
    @Autowired
    private JmsTemplate jms;
    private Browser viewer;

    /** Other gateways of this JVM may have had their MBeans under the same names. */
    @BeforeEach
    void showThisGateway() throws Exception {
        exporter.destroy();
        exporter.afterSingletonsInstantiated();
        viewer = new Browser(port);
        viewer.logIn("viewer", "viewer");
    }

    @Test
    void G4_theConsoleIsToldOfThePageAndGetsIt() throws Exception {
        var plugin = JSON.readTree(viewer.get("/actuator/hawtio/plugin").body()).path(0);

        assertThat(plugin.path("scope").asText()).isEqualTo("sealpost");
        assertThat(viewer.get(plugin.path("url").asText() + "/remoteEntry.js").body()).contains("window.sealpost", "./overview.js");
        assertThat(viewer.get(plugin.path("url").asText() + "/overview.js").headers().firstValue("Content-Type").orElse(""))
                .contains("javascript");
    }

    @Test
    void G4_everyMBeanOfOursDescribesWhatItShowsAndCanOnlyBeRead() throws Exception {
        var names = server.queryNames(new ObjectName("io.sealpost:*"), null);
        assertThat(names).extracting(name -> name.getKeyProperty("type")).contains("Users", "Devices", "Items", "Deliveries", "Queues",
                "Syncs", "CertificationAuthorities", "Imports");
        for (var name : names) {
            var info = server.getMBeanInfo(name);
            assertThat(info.getDescription()).as(name.toString()).contains(" ");
            assertThat(info.getAttributes()).as(name.toString()).isNotEmpty().allMatch(one -> one.getDescription().contains(" ")
                    && one.isReadable() && !one.isWritable());
            var answer = viewer.ask("read", name.toString(), null);
            assertThat(answer.path("status").asInt()).as(answer.toString()).isEqualTo(200);
            assertThat(answer.path("value").size()).isEqualTo(info.getAttributes().length);
        }
    }

    /** What the page names is what there is; the MBean Routes comes from another package. */
    @Test
    void G4_thePageReadsAttributesThatExist() throws Exception {
        var shown = attributesOfThePage(viewer.get("/sealpost/overview.js").body());
        assertThat(shown).hasSizeGreaterThan(12);
        for (var one : shown.entrySet()) {
            var name = new ObjectName("io.sealpost:type=" + one.getValue());
            if (!one.getValue().equals("Routes") || server.isRegistered(name)) {
                assertThat(Arrays.stream(server.getMBeanInfo(name).getAttributes()).map(MBeanFeatureInfo::getName))
                        .contains(one.getKey().substring(one.getKey().indexOf('.') + 1));
            }
        }
    }

    @Test
    void G4_theDepthOfAQueueIsWhatTheBrokerSays() throws Exception {
        var before = depth("dead-letters");
        for (var i = 0; i < 3; i++) {
            jms.convertAndSend("dead-letters", "text " + i);
        }

        await().untilAsserted(() -> assertThat(depth("dead-letters")).isEqualTo(before + 3));
        assertThat(viewer.ask("read", "io.sealpost:type=Queues", "Problem").path("value").isNull()).isTrue();
    }

    private int depth(String queue) throws Exception {
        return viewer.ask("read", "io.sealpost:type=Queues", "Depths").path("value").path(queue).asInt();
    }

    /** {@code Type.Attribute} to type. */
    private static Map<String, String> attributesOfThePage(String page) {
        var found = new TreeMap<String, String>();
        Pattern.compile("\\{ type: '(\\w+)'(.*?)\\n?  \\{? ?(?=\\{ type|\\]\\n)", Pattern.DOTALL).matcher(page).results().forEach(part ->
                ATTRIBUTES.matcher(part.group(2)).results().forEach(named -> {
                    var attribute = named.group(1) != null ? named.group(1) : named.group(2) != null ? named.group(2) : named.group(3);
                    found.put(part.group(1) + "." + attribute, part.group(1));
                }));
        return found;
    }
}
