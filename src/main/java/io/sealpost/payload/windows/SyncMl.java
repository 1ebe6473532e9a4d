package io.sealpost.payload.windows;

import io.sealpost.payload.UnprovenPayload;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.XMLStreamWriter;

/**
 * Nodes as the SyncML of a Windows configuration profile: the commands alone, without declaration, envelope or CmdID, which the MDM
 * server adds. UTF-8.
 */
final class SyncMl {
    private static final String META = "syncml:metinf";

    private SyncMl() {
    }

    /** Adds them all or none: one Atomic. */
    static byte[] atomic(List<Node> nodes) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            xml.writeStartElement("Atomic");
            for (Node node : nodes) {
                add(xml, node);
            }
            xml.writeEndElement();
            xml.flush();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Adds each for itself. */
    static byte[] single(List<Node> nodes) {
        byte[] atomic = atomic(nodes);
        int open = "<Atomic>".length();
        return Arrays.copyOfRange(atomic, open, atomic.length - "</Atomic>".length());
    }

    private static void add(XMLStreamWriter xml, Node node) throws XMLStreamException {
        xml.writeStartElement("Add");
        xml.writeStartElement("Item");
        xml.writeStartElement("Target");
        text(xml, "LocURI", node.uri());
        xml.writeEndElement();
        xml.writeStartElement("Meta");
        xml.writeStartElement("Format");
        xml.writeDefaultNamespace(META);
        xml.writeCharacters(node.format());
        xml.writeEndElement();
        xml.writeEndElement();
        if (node.data() != null) {
            text(xml, "Data", node.data());
        }
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private static void text(XMLStreamWriter xml, String element, String text) throws XMLStreamException {
        xml.writeStartElement(element);
        xml.writeCharacters(text);
        xml.writeEndElement();
    }

    /**
     * Reads what {@link #atomic} or {@link #single} wrote, in its order.
     *
     * @throws UnprovenPayload if it is anything else
     */
    static List<Node> read(byte[] profile, boolean atomic) {
        String text = new String(profile, StandardCharsets.UTF_8);
        try {
            XMLStreamReader xml = reader(atomic ? text : "<Atomic>" + text + "</Atomic>");
            xml.nextTag();
            xml.require(XMLStreamConstants.START_ELEMENT, null, "Atomic");
            List<Node> nodes = new ArrayList<>();
            while (xml.nextTag() == XMLStreamConstants.START_ELEMENT) {
                nodes.add(node(xml));
            }
            while (xml.hasNext()) {
                if (xml.next() == XMLStreamConstants.START_ELEMENT) {
                    throw new UnprovenPayload("The profile has more than one Atomic");
                }
            }
            return nodes;
        } catch (XMLStreamException e) {   // no cause: it might quote
            throw new UnprovenPayload("The profile is not the SyncML that it should be, at character "
                + e.getLocation().getCharacterOffset());
        }
    }

    private static XMLStreamReader reader(String text) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory.createXMLStreamReader(new StringReader(text));
    }

    private static Node node(XMLStreamReader xml) throws XMLStreamException {
        open(xml, null, "Add", "Item", "Target", "LocURI");
        String uri = xml.getElementText();
        xml.nextTag();
        xml.nextTag();
        open(xml, null, "Meta");
        xml.nextTag();
        xml.require(XMLStreamConstants.START_ELEMENT, META, "Format");
        String format = xml.getElementText();
        xml.nextTag();
        String data = null;
        if (xml.nextTag() == XMLStreamConstants.START_ELEMENT) {
            open(xml, null, "Data");
            data = xml.getElementText();
            xml.nextTag();
        }
        xml.nextTag();
        xml.require(XMLStreamConstants.END_ELEMENT, null, "Add");
        return new Node(uri, format, data);
    }

    // From the element that it stands on down to the last of these.
    private static void open(XMLStreamReader xml, String namespace, String... elements) throws XMLStreamException {
        for (int i = 0; i < elements.length; i++) {
            if (i > 0) {
                xml.nextTag();
            }
            xml.require(XMLStreamConstants.START_ELEMENT, namespace, elements[i]);
        }
    }
}
