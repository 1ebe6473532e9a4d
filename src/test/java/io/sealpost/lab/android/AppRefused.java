package io.sealpost.lab.android;

/** The gateway refused what the companion app asked for, or the app refused what it got. */
final class AppRefused extends Exception {
    AppRefused(String message) {
        super(message);
    }
}
