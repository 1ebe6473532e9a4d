package io.sealpost.lab.device;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.concurrent.ScheduledExecutorService;

import io.sealpost.lab.ca.Authority;
import io.sealpost.lab.mdm.Mdm;

/**
 * What devices share.
 *
 * @param mdm      where they join
 * @param topic    the MDM's push topic
 * @param deviceCa issues their MDM identities
 * @param root     what they trust
 * @param issuing  the authority below it, which their mail app sends along
 * @param threads  on which they act
 * @param folder   where each leaves what it received, in a folder named by its UDID
 */
public record Surroundings(Mdm mdm, String topic, Authority deviceCa, X509Certificate root, X509Certificate issuing,
        ScheduledExecutorService threads, Path folder) {
}
