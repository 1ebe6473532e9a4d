package io.sealpost.lab.fleet;

/** A call that Fleet refuses: HTTP status, and name and reason of its one error. */
final class FleetRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String name;

    FleetRefused(int status, String name, String reason) {
        super(reason);
        this.status = status;
        this.name = name;
    }

    static FleetRefused invalid(String name, String reason) {
        return new FleetRefused(422, name, reason);
    }

    static FleetRefused bad(String reason) {
        return new FleetRefused(400, "base", reason);
    }

    static FleetRefused missing(String what) {
        return new FleetRefused(404, "base", what + " was not found in the datastore");
    }

    int status() {
        return status;
    }

    String name() {
        return name;
    }

    /** Fleet's message for the status. */
    String message() {
        return switch (status) {
            case 400 -> "Bad request";
            case 401 -> "Authentication required";
            case 403 -> "Permission Denied";
            case 404 -> "Resource Not Found";
            case 409 -> "Resource Already Exists";
            case 413 -> "Request Entity Too Large";
            case 422 -> "Validation Failed";
            default -> "Error";
        };
    }
}
