package io.sealpost.lab.graph;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/** The phones that Outlook runs on, as Intune tells them apart. */
public enum Platform {
    IOS("iosImportedPFXCertificateProfile", "iosMobileAppConfiguration", "", "iOS", "17.6.1"),
    ANDROID_WORK_PROFILE("androidForWorkImportedPFXCertificateProfile", "androidManagedStoreAppConfiguration", "androidWorkProfile",
            "AndroidForWork", "14"),
    ANDROID_OWNED("androidDeviceOwnerImportedPFXCertificateProfile", "androidManagedStoreAppConfiguration", "androidDeviceOwner",
            "AndroidEnterprise", "14");

    private final String profile;
    private final String appConfiguration;
    private final String applicability;
    private final String operatingSystem;
    private final String osVersion;

    Platform(String profile, String appConfiguration, String applicability, String operatingSystem, String osVersion) {
        this.profile = "#microsoft.graph." + profile;
        this.appConfiguration = "#microsoft.graph." + appConfiguration;
        this.applicability = applicability;
        this.operatingSystem = operatingSystem;
        this.osVersion = osVersion;
    }

    String profile() {
        return profile;
    }

    String appConfiguration() {
        return appConfiguration;
    }

    /** The id of Outlook for it among the tenant's apps. */
    String outlook() {
        return this == IOS ? Graph.OUTLOOK_IOS : Graph.OUTLOOK_ANDROID;
    }

    /** Whether an app configuration is for phones of this kind; one that does not say so is for all. */
    boolean concernedBy(JsonNode configuration) {
        return List.of("default", applicability).contains(configuration.path("profileApplicability").asText("default"));
    }

    String operatingSystem() {
        return operatingSystem;
    }

    String osVersion() {
        return osVersion;
    }
}
