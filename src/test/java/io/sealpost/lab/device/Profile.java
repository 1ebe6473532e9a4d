package io.sealpost.lab.device;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;

import com.dd.plist.NSDictionary;

/**
 * A configuration profile that a device has installed.
 *
 * @param top        its outer dictionary
 * @param signers    certificates of its signature
 * @param anchors    certificates of root and pkcs1 payloads
 * @param identities identities by PayloadUUID
 * @param accounts   Exchange and mail payloads
 * @param preferences identity preferences
 */
public record Profile(NSDictionary top, List<X509Certificate> signers, List<X509Certificate> anchors,
        Map<String, InstalledIdentity> identities, List<NSDictionary> accounts, List<NSDictionary> preferences) {
}
