package io.sealpost.lab.device;

/** A device refuses a configuration profile. The lab chooses code and domain; real devices' differ by version. */
final class ProfileRefused extends Exception {
    private static final long serialVersionUID = 1;

    private final int code;
    private final String domain;

    ProfileRefused(int code, String domain, String message) {
        super(message);
        this.code = code;
        this.domain = domain;
    }

    static ProfileRefused invalid(String message) {
        return new ProfileRefused(1000, "MCProfileErrorDomain", message);
    }

    static ProfileRefused signature(String message) {
        return new ProfileRefused(1003, "MCProfileErrorDomain", message);
    }

    static ProfileRefused decryption(String message) {
        return new ProfileRefused(1005, "MCProfileErrorDomain", message);
    }

    static ProfileRefused payload(String message) {
        return new ProfileRefused(2000, "MCPayloadErrorDomain", message);
    }

    static ProfileRefused identity(String message) {
        return new ProfileRefused(9002, "MCCertificateErrorDomain", message);
    }

    int code() {
        return code;
    }

    String domain() {
        return domain;
    }
}
