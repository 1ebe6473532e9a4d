package io.sealpost.delivery;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import io.sealpost.device.Channel;

/** The phones that Outlook runs on, as Intune tells them apart. */
enum IntunePlatform {
    IOS("iosImportedPFXCertificateProfile"),
    ANDROID_WORK_PROFILE("androidForWorkImportedPFXCertificateProfile"),
    ANDROID_DEVICE_OWNER("androidDeviceOwnerImportedPFXCertificateProfile");

    private final String profile;

    IntunePlatform(String profile) {
        this.profile = profile;
    }

    /** The type of the profiles that bring imported certificates to it. */
    String profile() {
        return "#microsoft.graph." + profile;
    }

    /** What {@code parameters.platforms} names; all if it names none. */
    static List<IntunePlatform> of(Channel channel) {
        String named = channel.parameters().getOrDefault("platforms", "");
        List<IntunePlatform> all = List.of(values());
        if (named.isBlank()) {
            return all;
        }
        List<String> names = Arrays.stream(named.split(",")).map(String::strip).toList();
        if (!all.stream().map(IntunePlatform::toString).toList().containsAll(names)) {
            throw new IllegalStateException("sealpost.channels." + channel.name() + ".parameters.platforms: use " + all);
        }
        return all.stream().filter(platform -> names.contains(platform.toString())).toList();
    }

    /** Its name in {@code parameters.platforms}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
