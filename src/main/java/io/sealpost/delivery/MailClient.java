package io.sealpost.delivery;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.sealpost.device.Platform;

/** The mail clients that matter, by platform, the platform's main one first; each has a page that tells what the user switches on. */
public enum MailClient {
    APPLE_MAIL_IOS(Platform.IOS, "Apple Mail", ""),
    OUTLOOK_IOS(Platform.IOS, "Outlook for iOS", ""),
    APPLE_MAIL_MACOS(Platform.MACOS, "Apple Mail on the Mac", "macOS has no setting for S/MIME that a profile could make"),
    OUTLOOK_MACOS(Platform.MACOS, "Outlook for Mac", "Outlook for Mac takes no S/MIME setting from an MDM"),
    OUTLOOK_CLASSIC(Platform.WINDOWS, "Outlook (classic)", "Windows has no setting by which an MDM could choose Outlook's certificates"),
    OUTLOOK_NEW(Platform.WINDOWS, "new Outlook", "Windows has no setting by which an MDM could choose Outlook's certificates"),
    OUTLOOK_ANDROID(Platform.ANDROID, "Outlook for Android", ""),
    GMAIL_ANDROID(Platform.ANDROID, "Gmail", "Gmail reads no certificate of the device: its S/MIME is Google Workspace's, at the server"),
    KEYCHAIN_ANDROID(Platform.ANDROID, "a mail app that reads Android's KeyChain, such as Samsung Email or Nine",
        "The app asks its user which of the device's certificates it may use");

    private static final String FOLDER = "/instructions/";
    private final Platform platform;
    private final String title;
    private final String byUser;

    MailClient(Platform platform, String title, String byUser) {
        this.platform = platform;
        this.title = title;
        this.byUser = byUser;
    }

    /** Those on a platform. Behind Intune Outlook is the main one: Intune is there for its sake. */
    static List<MailClient> on(Platform platform, boolean intune) {
        List<MailClient> all = Arrays.stream(values()).filter(c -> c.platform == platform).toList();
        return intune ? Stream.concat(all.stream().filter(MailClient::needsIntune), all.stream().filter(c -> !c.needsIntune())).toList()
            : all;
    }

    Platform platform() {
        return platform;
    }

    /** What people call it. */
    public String title() {
        return title;
    }

    /** Why it is never automatic; empty where it may be. */
    String byUser() {
        return byUser;
    }

    /** Outlook on a phone gets certificates from Intune and nobody else. */
    boolean needsIntune() {
        return this == OUTLOOK_IOS || this == OUTLOOK_ANDROID;
    }

    /** The path of its page in English; the one in French is a link away. */
    public String instructions() {
        return instructions("en");
    }

    String instructions(String language) {
        String name = name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        return FOLDER + name + (language.equals("en") ? "" : "." + language) + ".html";
    }
}
