package io.sealpost.lab.windows;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** Reads the commands of a SyncBody. */
final class SyncMl {
    private static final Set<String> VERBS = Set.of("Add", "Replace", "Delete", "Get", "Exec", "Atomic");

    private SyncMl() {
    }

    /** @throws CspRefused with 400 if it is no such text */
    static List<Command> read(String commands) throws CspRefused {
        try {
            var factory = DocumentBuilderFactory.newDefaultNSInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            var body = builder.parse(new InputSource(new StringReader("<SyncBody>" + commands + "</SyncBody>")));
            return commands(body.getDocumentElement());
        } catch (SAXException | IOException | ParserConfigurationException e) {
            throw new CspRefused(400, "not well-formed: " + e.getMessage());
        }
    }

    private static List<Command> commands(Element parent) throws CspRefused {
        var commands = new ArrayList<Command>();
        for (var each : children(parent)) {
            if (VERBS.contains(each.getLocalName())) {
                commands.add(command(each));
            } else if (!each.getLocalName().equals("CmdID") && !each.getLocalName().equals("Meta")) {
                throw new CspRefused(400, each.getLocalName() + " is no command");
            }
        }
        return commands;
    }

    private static Command command(Element element) throws CspRefused {
        var id = text(child(element, "CmdID"));
        if (element.getLocalName().equals("Atomic")) {
            return new Command("Atomic", id, null, null, null, commands(element));
        }
        var item = child(element, "Item");
        if (item == null || children(element).stream().filter(each -> each.getLocalName().equals("Item")).count() != 1) {
            throw new CspRefused(400, element.getLocalName() + " without exactly one Item");
        }
        var target = child(item, "Target");
        var meta = child(item, "Meta");
        var format = meta == null ? null : child(meta, "Format");
        if (format != null && !"syncml:metinf".equals(format.getNamespaceURI())) {
            throw new CspRefused(400, "Format is not in the namespace syncml:metinf");
        }
        var uri = target == null ? null : text(child(target, "LocURI"));
        if (uri == null || uri.isBlank() || uri.startsWith("/")) {
            throw new CspRefused(400, "no LocURI, or one that begins with a slash");
        }
        return new Command(element.getLocalName(), id, uri.strip(), text(format), text(child(item, "Data")), List.of());
    }

    private static Element child(Element parent, String name) {
        return children(parent).stream().filter(each -> each.getLocalName().equals(name)).findFirst().orElse(null);
    }

    private static List<Element> children(Element parent) {
        var elements = new ArrayList<Element>();
        for (Node each = parent.getFirstChild(); each != null; each = each.getNextSibling()) {
            if (each instanceof Element element) {
                elements.add(element);
            }
        }
        return elements;
    }

    private static String text(Element element) {
        return element == null ? null : element.getTextContent();
    }
}
