package io.sealpost.payload.apple;

import com.dd.plist.NSObject;
import com.dd.plist.XMLPropertyListParser;
import com.dd.plist.XMLPropertyListWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.xml.sax.ErrorHandler;
import org.xml.sax.InputSource;
import org.xml.sax.SAXParseException;

/** XML property lists. What is read may come from anybody: no entities, no outside references, bounded size and depth. */
final class Plists {
    private static final int MOST = 8 << 20;
    private static final String JDK = "http://www.oracle.com/xml/jaxp/properties/";

    private Plists() {
    }

    /** @return UTF-8, beginning with {@code <?xml} */
    static byte[] write(NSObject root) {
        try {
            ByteArrayOutputStream xml = new ByteArrayOutputStream(1 << 15);
            XMLPropertyListWriter.write(root, xml);
            return xml.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws UnreadablePlist if it is anything but an XML property list */
    static NSObject read(byte[] xml) {
        if (xml.length > MOST) {
            throw new UnreadablePlist("A property list of " + xml.length + " bytes is too large");
        }
        try {
            Document document = builder().parse(new ByteArrayInputStream(xml));
            if (document.getDoctype() != null && document.getDoctype().getInternalSubset() != null) {
                throw new UnreadablePlist("A property list declares nothing of its own in its DOCTYPE");
            }
            NSObject root = XMLPropertyListParser.parse(document);
            if (root == null) {
                throw new UnreadablePlist("The property list is empty");
            }
            return root;
        } catch (UnreadablePlist e) {
            throw e;
        } catch (Exception e) {   // dd-plist and the JDK declare half a dozen, and throw unchecked ones for bad numbers and dates
            throw new UnreadablePlist("Not an XML property list (" + e.getClass().getSimpleName() + ")", e);
        }
    }

    private static DocumentBuilder builder() throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
        factory.setFeature("http://xml.org/sax/features/external-parameter-entities", false);
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
        factory.setAttribute(JDK + "entityExpansionLimit", "1");
        factory.setAttribute(JDK + "maxElementDepth", "32");
        factory.setXIncludeAware(false);
        factory.setIgnoringComments(true);
        factory.setCoalescing(true);
        DocumentBuilder builder = factory.newDocumentBuilder();
        builder.setEntityResolver((publicId, systemId) -> new InputSource(new StringReader("")));
        builder.setErrorHandler(new Thrower());
        return builder;
    }

    /** Otherwise the JDK prints to the standard error. */
    private static final class Thrower implements ErrorHandler {
        @Override
        public void warning(SAXParseException e) throws SAXParseException {
            throw e;
        }

        @Override
        public void error(SAXParseException e) throws SAXParseException {
            throw e;
        }

        @Override
        public void fatalError(SAXParseException e) throws SAXParseException {
            throw e;
        }
    }
}
