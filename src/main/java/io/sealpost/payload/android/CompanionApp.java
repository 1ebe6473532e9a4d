package io.sealpost.payload.android;

import java.util.List;

/**
 * The app that takes identities from the gateway into the device's key chain, and what it is told (its managed configuration).
 *
 * @param packageName     its package, for example com.example.smime
 * @param delegatedScopes AMAPI's words: CERT_INSTALL, and CERT_SELECTION if it also grants keys to mail apps
 * @param gatewayUrl      where it finds the gateway
 * @param deviceRef       names the device at the gateway
 * @param revision        changes whenever there is something to fetch or to report, so that the app is woken
 * @param enrollmentToken one-time; null once the device has registered its key
 */
public record CompanionApp(String packageName, List<String> delegatedScopes, String gatewayUrl, String deviceRef, String revision,
                           String enrollmentToken) {
    public CompanionApp {
        delegatedScopes = List.copyOf(delegatedScopes);
    }

    @Override
    public String toString() {
        return "CompanionApp[" + packageName + ", deviceRef=" + deviceRef + ", revision=" + revision + "]";
    }
}
