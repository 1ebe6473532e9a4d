package io.sealpost.lab.graph;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealpost.lab.device.InstalledIdentity;

/** The entity set userPfxCertificates. Reads never give secrets. */
final class PfxCertificates {
    private final PfxRules rules;
    private final Function<String, String> userIds;
    private final Map<String, Imported> imported = new LinkedHashMap<>();

    /** @param userIds gives the id of a licensed user by UPN, null if there is none */
    PfxCertificates(PfxRules rules, Function<String, String> userIds) {
        this.rules = rules;
        this.userIds = userIds;
    }

    /** An entity as it was written, and the identity in it. */
    private record Imported(ObjectNode entity, InstalledIdentity identity) {
        boolean of(String userPrincipalName) {
            return entity.path("userPrincipalName").asText().equalsIgnoreCase(userPrincipalName);
        }

        String purpose() {
            return entity.path("intendedPurpose").asText().toLowerCase(Locale.ROOT);
        }
    }

    synchronized ObjectNode post(JsonNode body) {
        PfxRules.form(body);
        var entity = ((ObjectNode) body).deepCopy();
        var identity = rules.check(entity);
        var user = userIds.apply(entity.path("userPrincipalName").asText());
        PfxRules.require(user != null, "userPrincipalName: no such user, or the user has no Intune license");
        var id = user.replace("-", "") + "-" + PfxRules.hex(identity.certificate());
        if (imported.containsKey(id)) {
            throw Refusal.conflict("The user has a certificate with this thumbprint already: use PATCH");
        }
        var now = now();
        entity.put("id", id).put("createdDateTime", now).put("lastModifiedDateTime", now);
        imported.put(id, new Imported(entity, identity));
        return visible(entity);
    }

    synchronized ObjectNode patch(String id, JsonNode body) {
        var before = existing(id);
        PfxRules.form(body);
        var entity = before.entity.deepCopy();
        for (var fixed : List.of("id", "thumbprint", "userPrincipalName")) {
            PfxRules.require(!body.has(fixed) || body.path(fixed).asText().isEmpty()
                    || body.path(fixed).asText().equalsIgnoreCase(entity.path(fixed).asText()), fixed + ": cannot be changed");
        }
        body.properties().forEach(each -> entity.set(each.getKey(), each.getValue()));
        entity.put("id", id).set("createdDateTime", before.entity.get("createdDateTime"));
        entity.put("lastModifiedDateTime", now());
        imported.put(id, new Imported(entity, rules.check(entity)));
        return visible(entity);
    }

    synchronized void delete(String id) {
        existing(id);
        imported.remove(id.toLowerCase(Locale.ROOT));
    }

    synchronized ObjectNode get(String id) {
        return visible(existing(id).entity);
    }

    synchronized List<ObjectNode> list(Query query) {
        var filter = query.filter(PfxRules.PROPERTIES);
        return imported.values().stream().map(each -> visible(each.entity)).filter(filter).toList();
    }

    /** The identities of a user for one purpose, oldest entity first. */
    synchronized List<InstalledIdentity> of(String userPrincipalName, String purpose) {
        return imported.values().stream().filter(each -> each.of(userPrincipalName) && each.purpose().equals(purpose))
                .map(Imported::identity).toList();
    }

    private Imported existing(String id) {
        var found = imported.get(id.toLowerCase(Locale.ROOT));
        if (found == null) {
            throw Refusal.notFound("userPfxCertificate " + id);
        }
        return found;
    }

    private static ObjectNode visible(ObjectNode entity) {
        return entity.deepCopy().put("encryptedPfxBlob", "AA==").put("encryptedPfxPassword", "");
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
