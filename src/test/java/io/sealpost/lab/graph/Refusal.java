package io.sealpost.lab.graph;

/** What Graph refuses, as it says it: a status, a code, and a message that names cause and fix. */
final class Refusal extends RuntimeException {
    private final int status;
    private final String code;

    private Refusal(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    static Refusal badRequest(String message) {
        return new Refusal(400, "BadRequest", message);
    }

    static Refusal unauthorized(String message) {
        return new Refusal(401, "InvalidAuthenticationToken", message);
    }

    static Refusal forbidden(String message) {
        return new Refusal(403, "Forbidden", message);
    }

    static Refusal notFound(String what) {
        return new Refusal(404, "ResourceNotFound", what + " does not exist");
    }

    static Refusal notAllowed(String method) {
        return new Refusal(405, "MethodNotAllowed", "The method " + method + " is not allowed here");
    }

    static Refusal conflict(String message) {
        return new Refusal(409, "Conflict", message);
    }

    static Refusal throttled() {
        return new Refusal(429, "TooManyRequests", "Too many requests: wait as long as Retry-After says");
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }
}
