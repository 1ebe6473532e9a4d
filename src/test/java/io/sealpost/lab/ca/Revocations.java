package io.sealpost.lab.ca;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.security.auth.x500.X500Principal;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What the CA revoked, and the part of EJBCA's REST API that revokes, as {@code CertificateRestResource} of ejbca-ce has it:
 * {@code PUT …/v1/certificate/{issuer_dn}/{certificate_serial_number}/revoke?reason=…}. Stricter: a reason that lasts is needed, no other
 * parameter and no body is taken, a serial number has no prefix, and an issuer is named as RFC 2253 has it.
 */
final class Revocations {
    static final String BASE = "/ejbca/ejbca-rest-api";
    private static final String CERTIFICATE = BASE + "/v1/certificate/";
    private static final Map<String, Integer> REASONS = Map.of("UNSPECIFIED", 0, "KEY_COMPROMISE", 1, "AFFILIATION_CHANGED", 3,
            "SUPERSEDED", 4, "CESSATION_OF_OPERATION", 5, "PRIVILEGES_WITHDRAWN", 9);

    /** The answer to a call: an HTTP status and JSON. */
    record Answer(int status, String json) {
    }

    private final Authority issuing;
    private final Function<BigInteger, Optional<Issuance>> issued;
    private final Clock clock;
    private final Map<BigInteger, Revocation> revoked = new LinkedHashMap<>();
    private boolean allowed = true;
    private int number;
    private Path published;

    /** @param issued what was issued under a serial number */
    Revocations(Authority issuing, Function<BigInteger, Optional<Issuance>> issued, Clock clock) {
        this.issuing = issuing;
        this.issued = issued;
        this.clock = clock;
    }

    /** @param path the raw path, below {@link #BASE}; {@code query} the raw query, or null */
    synchronized Answer answer(String method, String path, String query, int bodyLength) {
        var parts = path.startsWith(CERTIFICATE) ? path.substring(CERTIFICATE.length()).split("/", -1) : new String[0];
        if (parts.length != 3 || !parts[2].equals("revoke")) {
            return refuse(404, "no such resource: " + path);
        }
        var reason = query == null ? null : REASONS.get(query.replaceFirst("^reason=", ""));
        if (!method.equals("PUT") || bodyLength > 0) {
            return refuse(method.equals("PUT") ? 400 : 405, "revoke takes PUT, without a body");
        } else if (reason == null || !query.startsWith("reason=")) {
            return refuse(400, "Invalid revocation reason: " + query);
        } else if (!parts[1].matches("[0-9A-Fa-f]{1,40}")) {
            return refuse(400, "Invalid serial number format: " + parts[1]);
        } else if (!allowed) {
            return refuse(403, "not authorized to /ra_functionality/revoke_end_entity");
        }
        var issuer = URLDecoder.decode(parts[0].replace("+", "%2B"), StandardCharsets.UTF_8);
        if (!issues(issuer)) {
            return refuse(404, "CA with DN '" + issuer + "' does not exist");
        }
        return issued.apply(new BigInteger(parts[1], 16)).map(each -> revoke(each, reason, issuer, query.substring(7)))
                .orElseGet(() -> refuse(404, "no certificate with serial number " + parts[1] + " issued by '" + issuer + "'"));
    }

    private boolean issues(String issuer) {
        try {
            return new X500Principal(issuer).equals(issuing.certificate().getSubjectX500Principal());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private Answer revoke(Issuance issuance, int reason, String issuer, String name) {
        var certificate = issuance.certificate();
        var serial = certificate.getSerialNumber();
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        if (revoked.putIfAbsent(serial, new Revocation(certificate, reason, now)) != null) {
            return refuse(409, "certificate " + serial.toString(16) + " is already revoked");
        }
        if (published != null) {
            publish(published);
        }
        return new Answer(200, json().put("issuer_dn", issuer).put("serial_number", serial.toString(16)).put("revocation_reason", name)
                .put("revocation_date", now.toString()).put("message", "Successfully revoked").put("revoked", true).toString());
    }

    private static Answer refuse(int status, String reason) {
        return new Answer(status, json().put("error_code", status).put("error_message", reason).toString());
    }

    private static ObjectNode json() {
        return new ObjectMapper().createObjectNode();
    }

    /** Whether its client may revoke from now on. */
    synchronized void allow(boolean may) {
        allowed = may;
    }

    synchronized List<Revocation> revoked() {
        return List.copyOf(revoked.values());
    }

    /** From now on the CRL is in this file; whoever reads it meanwhile reads the old one or the new one. */
    synchronized void publish(Path file) {
        published = file;
        var list = issuing.revocationList(++number, clock.instant(), revoked());
        try {
            Files.move(Pem.write(file.resolveSibling(file.getFileName() + ".next"), list), file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
