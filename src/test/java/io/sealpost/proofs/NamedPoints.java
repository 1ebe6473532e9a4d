package io.sealpost.proofs;

import java.nio.file.Path;
import java.util.List;

/** The exact moments at which the gateway is killed: some the world knows, some are told by routes that were edited for it. */
final class NamedPoints {
    /** While the manifest is read, at the very beginning; the others need people and devices. */
    static final String IMPORT = "gateway: a row imported";
    /** Needs a change in Active Directory. */
    static final String WINDOW = "domain: window served";
    /** Needs a change in a directory. */
    static final String SYNC = "gateway: users changed, not queued";
    /** One at the CA, one at the MDM: the two where an answer is lost for something that was done. */
    static final List<String> SHORT = List.of("ca: issued", "mdm: command stored");
    static final List<String> ALL = List.of(IMPORT, "directory: page served", WINDOW, SYNC,
        "gateway: compared, not queued", "ca: request arrived", "ca: issued", "ca: answered", "gateway: issued, user not queued",
        "gateway: sealed, not sent", "mdm: command arrived", "mdm: command stored", "gateway: event kept, not answered",
        "gateway: report applied, not queued");

    private NamedPoints() {
    }

    /** A copy of the routes that tells the gateway's own moments. */
    static Path edit(Path folder, String url) {
        return new EditedRoutes(folder, url)
            .after("flows/import-identities.camel.yaml", "importRow(", IMPORT)
            .after("flows/sync-directory.camel.yaml", "apply(${variable.sync}", SYNC)
            .after("flows/reconcile-user.camel.yaml", "compare(${body})", "gateway: compared, not queued")
            .after("flows/issue-signing-certificate.camel.yaml", "record(${variable.enrollment}", "gateway: issued, user not queued")
            .after("flows/deliver.camel.yaml", "seal(${variable.delivery}", "gateway: sealed, not sent")
            .after("channels/send-nanomdm.camel.yaml", "jms:queue:reports", "gateway: event kept, not answered")
            .after("flows/confirm.camel.yaml", "apply(${body})", "gateway: report applied, not queued")
            .folder();
    }
}
