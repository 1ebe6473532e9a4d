package io.sealpost.lab.ca;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

import io.sealpost.lab.seed.Chance;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/** What the CA decides about certification requests (PKCS #10, RFC 2986), and what it issued. */
final class Enrollments {
    /** Seconds that a client is told to wait. */
    static final int RETRY_AFTER = 2;

    /** The CA's word on a request: a certificate (200), nothing yet (202), or a refusal with its reason (400). */
    record Answer(int status, X509Certificate certificate, String reason) {
    }

    private final Authority issuing;
    private final Clock clock;
    private final Duration validity;
    private final Chance chance;
    private final Predicate<String> known;
    private final Map<String, Issuance> byRequest = new HashMap<>();
    private final Map<String, Instant> waiting = new HashMap<>();
    private final Map<String, Integer> requests = new HashMap<>();
    private final Map<BigInteger, Issuance> bySerial = new ConcurrentHashMap<>();
    private final List<Issuance> issued = new ArrayList<>();
    private Predicate<String> held = address -> false;
    private int repeats;
    private int waits;

    /** @param validity of what it issues */
    Enrollments(Authority issuing, Chance chance, Predicate<String> known, Clock clock, Duration validity) {
        this.issuing = issuing;
        this.clock = clock;
        this.validity = validity;
        this.chance = chance;
        this.known = known;
    }

    synchronized Answer answer(byte[] der) {
        String id;
        JcaPKCS10CertificationRequest request;
        PublicKey key;
        String address;
        try {
            id = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der));
            request = new JcaPKCS10CertificationRequest(der);
            key = request.getPublicKey();
            if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
                return refuse("the request's signature does not verify");
            }
            address = address(request);
        } catch (IOException | GeneralSecurityException | OperatorCreationException | PKCSException | RuntimeException e) {
            return refuse("not a PKCS #10 request: " + e.getMessage());
        }
        if (weak(key)) {
            return refuse("the key is too short");
        }
        if (address == null) {
            return refuse("the request must name exactly one rfc822Name");
        }
        if (!known.test(address)) {
            return refuse("nobody here has the address " + address);
        }
        var before = byRequest.get(id);
        if (before != null) {
            repeats++;
            return new Answer(200, before.certificate(), null);
        }
        return mustWait(id, address) ? new Answer(202, null, null) : issue(id, request, key, address);
    }

    private boolean mustWait(String id, String address) {
        var now = clock.instant();
        var until = waiting.get(id);
        if (until == null) {
            int nth = requests.merge(address, 1, Integer::sum);
            until = chance.oneIn(8, "202", address, nth) ? now.plusSeconds(RETRY_AFTER) : now;
            waiting.put(id, until);
        }
        // A client that comes back a little early (its clock, ours) waits once more, as RFC 7030 lets it.
        boolean wait = held.test(address) || now.isBefore(until);
        waits += wait ? 1 : 0;
        return wait;
    }

    private Answer issue(String id, JcaPKCS10CertificationRequest request, PublicKey key, String address) {
        var now = clock.instant();
        var certificate = issuing.issue(request.getSubject(), key, Template.signing(address),
                now.minus(Duration.ofMinutes(5)), now.plus(validity));
        var issuance = new Issuance(address, certificate, id, now);
        byRequest.put(id, issuance);
        waiting.remove(id);
        bySerial.put(certificate.getSerialNumber(), issuance);
        issued.add(issuance);
        return new Answer(200, certificate, null);
    }

    private static Answer refuse(String reason) {
        return new Answer(400, null, reason);
    }

    private static boolean weak(PublicKey key) {
        if (key instanceof RSAPublicKey rsa) {
            return rsa.getModulus().bitLength() < 2048;
        }
        return !(key instanceof ECPublicKey ec) || ec.getParams().getOrder().bitLength() < 256;
    }

    private static String address(JcaPKCS10CertificationRequest request) {
        var extensions = request.getRequestedExtensions();
        var names = extensions == null ? null : GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
        var found = new ArrayList<String>();
        for (var name : names == null ? new GeneralName[0] : names.getNames()) {
            if (name.getTagNo() == GeneralName.rfc822Name) {
                found.add(name.getName().toString());
            }
        }
        return found.size() == 1 ? found.get(0) : null;
    }

    synchronized void hold(Predicate<String> addresses) {
        held = addresses;
    }

    synchronized List<Issuance> issued() {
        return List.copyOf(issued);
    }

    Optional<Issuance> issuance(BigInteger serial) {
        return Optional.ofNullable(bySerial.get(serial));
    }

    synchronized int repeats() {
        return repeats;
    }

    synchronized int waits() {
        return waits;
    }
}
