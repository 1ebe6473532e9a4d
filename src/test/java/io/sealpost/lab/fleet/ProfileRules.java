package io.sealpost.lab.fleet;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;

/** What Fleet checks of a Windows profile when it is uploaded (server/fleet/windows_mdm.go). */
final class ProfileRules {
    static final int LIMIT = 1024 * 1024;
    private static final String TOP = "Windows configuration profiles can only have <Replace> or <Add> top level elements.";
    private static final Set<String> VERBS = Set.of("Add", "Replace", "Exec");
    private static final List<String> RESERVED =
            List.of("Vendor/MSFT/BitLocker", "Vendor/MSFT/Policy/Config/Update", "Vendor/MSFT/RemoteWipe");

    private ProfileRules() {
    }

    /** Checks; @return the LocURIs of its Adds and Replaces, in order. @throws FleetRefused with Fleet's sentence */
    static List<String> check(byte[] profile) {
        if (profile.length > LIMIT) {
            throw new FleetRefused(400, "profile", "maximum configuration profile file size is 1 MB");
        }
        var text = new String(profile, StandardCharsets.UTF_8);
        if (text.isBlank()) {
            throw invalid("The file should include valid XML.");
        }
        if (text.contains("<?")) {
            throw invalid("The file should include valid XML: processing instructions are not allowed.");
        }
        try {
            return read(text);
        } catch (XMLStreamException e) {
            throw invalid("The file should include valid XML: " + e.getMessage().lines().findFirst().orElse(""));
        }
    }

    private static List<String> read(String text) throws XMLStreamException {
        var factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        var xml = factory.createXMLStreamReader(new StringReader("<profile>" + text + "</profile>"));
        var path = new ArrayList<String>();
        var uris = new ArrayList<String>();
        boolean atomic = false;
        int tops = 0;
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                var name = xml.getLocalName();
                path.add(name);
                if (path.size() == 2) {
                    if (atomic) {
                        throw invalid("<Atomic> element must wrap all the elements in a Windows configuration profile.");
                    }
                    if (!VERBS.contains(name) && !(name.equals("Atomic") && tops == 0)) {
                        throw invalid(TOP);
                    }
                    atomic = name.equals("Atomic");
                    tops++;
                } else if (path.size() == 3 && atomic && !VERBS.contains(name)) {
                    throw invalid("Windows configuration profiles can only include <Replace> or <Add> within the <Atomic> element.");
                }
                if (path.size() > 1 && name.equals("LocURI")) {
                    uri(xml.getElementText().strip(), path.contains("Exec"), uris);
                    path.remove(path.size() - 1);
                }
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                path.remove(path.size() - 1);
            }
        }
        if (tops == 0) {
            throw invalid(TOP);
        }
        return uris;
    }

    private static void uri(String uri, boolean exec, List<String> uris) {
        if (RESERVED.stream().anyMatch(uri::contains)) {
            throw invalid("Custom configuration profiles can't include these settings. \"" + uri + "\"");
        }
        boolean scep = uri.contains("/ClientCertificateInstall/SCEP/");
        if (scep && !uri.contains("$FLEET_VAR_SCEP_WINDOWS_CERTIFICATE_ID") || exec && !scep) {
            throw invalid("Only SCEP enrollment can be executed, and SCEP profiles must use $FLEET_VAR_SCEP_WINDOWS_CERTIFICATE_ID.");
        }
        if (!exec) {
            uris.add(uri);
        }
    }

    private static FleetRefused invalid(String reason) {
        return FleetRefused.invalid("profile", "Couldn't add. " + reason);
    }
}
