package io.sealpost.directory;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.sealpost.pki.Certificates;
import io.sealpost.pki.UndecodableCertificate;

/**
 * The certificates of an entry, understood. Nothing in them is fatal, and they are understood late: a read of a million entries only
 * keeps and digests them, and what nobody applies is never decoded.
 *
 * @param encryption those that mail may be encrypted to, each once, in their order
 * @param findings   what could not be understood or is not for encryption, for people
 */
record EntryCertificates(List<X509Certificate> encryption, List<Finding> findings) {

    /** userSMIMECertificate (PKCS #7, RFC 2798) is preferred and both are read; encryption certificates only. */
    static EntryCertificates of(StagedEntry entry) {
        Map<String, X509Certificate> found = new LinkedHashMap<>();
        List<Finding> findings = new ArrayList<>();
        collect(entry.pkcs7(), Certificates::parsePkcs7, "userSMIMECertificate", found, findings);
        collect(entry.certificates(), der -> List.of(Certificates.parse(der)), "userCertificate", found, findings);
        return new EntryCertificates(List.copyOf(found.values()), findings);
    }

    private static void collect(List<byte[]> values, Function<byte[], List<X509Certificate>> decode, String attribute,
                                Map<String, X509Certificate> found, List<Finding> findings) {
        for (int i = 0; i < values.size(); i++) {
            String value = attribute + " value " + (i + 1);
            try {
                List<X509Certificate> all = decode.apply(values.get(i));
                for (X509Certificate c : all) {
                    boolean ca = c.getBasicConstraints() >= 0;
                    String serial = value + ", serial " + c.getSerialNumber().toString(16) + ", is left out: ";
                    if (!ca && Certificates.canEncrypt(c)) {
                        Certificates.addresses(c);   // what is malformed there stops everything else that looks at it
                        found.put(Certificates.sha256(c), c);
                    } else if (ca && all.size() == 1) {   // beside others it is their issuer (RFC 2798, 2.8)
                        findings.add(Finding.entry(Finding.Name.CA_CERTIFICATE, serial + "it is a CA's; take it out of the entry"));
                    } else if (!ca && !Certificates.canSign(c)) {   // a signing certificate is no mistake
                        findings.add(Finding.entry(Finding.Name.USAGE, serial + "nobody may encrypt mail to it, because it lacks"
                            + " emailProtection, or keyEncipherment (RSA) or keyAgreement (EC); take it out of the entry"));
                    }
                }
            } catch (UndecodableCertificate e) {
                findings.add(Finding.entry(Finding.Name.UNDECODABLE, value + " cannot be decoded: " + e.getMessage()
                    + "; take it out of the entry"));
            }
        }
    }
}
