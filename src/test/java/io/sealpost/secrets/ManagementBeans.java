package io.sealpost.secrets;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import javax.management.RuntimeOperationsException;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;

/** What JMX shows: each attribute, and what each operation answers that the console's policy allows. */
final class ManagementBeans {
    private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

    private ManagementBeans() {
    }

    /** All of them, also those that the policy denies: whoever attaches to the process sees them. */
    static Stream<Found> attributes() {
        return SERVER.queryNames(null, null).stream().sorted().flatMap(name -> {
            try {
                return Arrays.stream(SERVER.getMBeanInfo(name).getAttributes()).filter(attribute -> attribute.isReadable())
                    .map(attribute -> Found.text(name + " " + attribute.getName(), attribute(name, attribute.getName())));
            } catch (JMException gone) {
                return Stream.of(Found.text(name.toString(), gone)); // unregistered while we look
            }
        });
    }

    private static String attribute(ObjectName name, String attribute) {
        try {
            return shown(SERVER.getAttribute(name, attribute));
        } catch (JMException | RuntimeMBeanException e) {
            return causes(e); // some JVMs do not support some: their answer is shown to the caller as well
        }
    }

    /** What config/jolokia-access.xml allows, with whatever arguments: all booleans true, so that answers show the most. */
    static Stream<Found> operations() throws Exception {
        var found = new ArrayList<Found>();
        var beans = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(Path.of("config", "jolokia-access.xml").toFile())
            .getElementsByTagName("mbean");
        for (int i = 0; i < beans.getLength(); i++) {
            if (beans.item(i).getParentNode().getNodeName().equals("allow")) {
                var bean = (Element) beans.item(i);
                var allowed = Pattern.compile(String.join("|", texts(bean, "operation")).replace("*", ".*"));
                for (var name : SERVER.queryNames(new ObjectName(texts(bean, "name").get(0)), null)) {
                    answers(name, allowed, found);
                }
            }
        }
        return found.stream();
    }

    private static List<String> texts(Element parent, String name) {
        var nodes = parent.getElementsByTagName(name);
        return IntStream.range(0, nodes.getLength()).mapToObj(i -> nodes.item(i).getTextContent().strip()).toList();
    }

    private static void answers(ObjectName name, Pattern allowed, List<Found> found) throws JMException {
        for (var operation : SERVER.getMBeanInfo(name).getOperations()) {
            if (allowed.matcher(operation.getName()).matches()) {
                found.add(Found.text(name + " " + operation.getName() + "(" + operation.getSignature().length + ")",
                    answer(name, operation)));
            }
        }
    }

    private static String answer(ObjectName name, MBeanOperationInfo operation) {
        var types = Arrays.stream(operation.getSignature()).map(each -> each.getType()).toArray(String[]::new);
        var arguments = Arrays.stream(types).map(type -> switch (type) {
            case "boolean", "java.lang.Boolean" -> true;
            case "int", "java.lang.Integer" -> 100;
            case "java.lang.String" -> operation.getName().startsWith("explainEndpoint") ? "jms:queue:users" : "jms";
            default -> null;
        }).toArray();
        try {
            return shown(SERVER.invoke(name, operation.getName(), arguments, types));
        } catch (JMException | RuntimeMBeanException | RuntimeOperationsException e) {
            return causes(e);
        }
    }

    private static String causes(Throwable e) {
        return Stream.iterate(e, each -> each != null, Throwable::getCause).map(String::valueOf).collect(Collectors.joining("; "));
    }

    private static String shown(Object value) {
        if (value instanceof CompositeData data) {
            return data.getCompositeType().keySet().stream().map(key -> key + "=" + shown(data.get(key)))
                .collect(Collectors.joining(", "));
        }
        if (value instanceof TabularData table) {
            return shown(table.values());
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream().map(entry -> entry.getKey() + "=" + shown(entry.getValue())).collect(Collectors.joining(", "));
        }
        if (value instanceof Collection<?> all) {
            return all.stream().map(ManagementBeans::shown).collect(Collectors.joining(", "));
        }
        if (value instanceof Object[] all) {
            return Arrays.stream(all).map(ManagementBeans::shown).collect(Collectors.joining(", "));
        }
        return value instanceof byte[] bytes ? Arrays.toString(bytes) : String.valueOf(value);
    }
}
