package io.sealpost.lab.windows;

/** A configuration service provider refused a command. */
final class CspRefused extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;

    CspRefused(int status, String why) {
        super(why);
        this.status = status;
    }

    int status() {
        return status;
    }
}
