package io.sealpost.lab.graph;

/** The phones that Outlook runs on, as Intune tells them apart. */
public enum Platform {
    IOS("iosImportedPFXCertificateProfile", "iosMobileAppConfiguration", "iOS", "17.6.1"),
    ANDROID_WORK_PROFILE("androidForWorkImportedPFXCertificateProfile", "androidManagedStoreAppConfiguration", "AndroidForWork", "14"),
    ANDROID_OWNED("androidDeviceOwnerImportedPFXCertificateProfile", "androidManagedStoreAppConfiguration", "AndroidEnterprise", "14");

    private final String profile;
    private final String appConfiguration;
    private final String operatingSystem;
    private final String osVersion;

    Platform(String profile, String appConfiguration, String operatingSystem, String osVersion) {
        this.profile = "#microsoft.graph." + profile;
        this.appConfiguration = "#microsoft.graph." + appConfiguration;
        this.operatingSystem = operatingSystem;
        this.osVersion = osVersion;
    }

    String profile() {
        return profile;
    }

    String appConfiguration() {
        return appConfiguration;
    }

    String operatingSystem() {
        return operatingSystem;
    }

    String osVersion() {
        return osVersion;
    }
}
