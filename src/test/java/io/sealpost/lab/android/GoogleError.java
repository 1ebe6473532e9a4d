package io.sealpost.lab.android;

import java.util.List;
import java.util.Map;

/** An error as Google's APIs answer it (google.rpc.Status in JSON). */
final class GoogleError extends RuntimeException {
    private final int code;
    private final String status;
    private final String field;

    private GoogleError(int code, String status, String message, String field) {
        super(message);
        this.code = code;
        this.status = status;
        this.field = field;
    }

    /** @param field the path that the violation names, or null */
    static GoogleError invalid(String field, String message) {
        return new GoogleError(400, "INVALID_ARGUMENT", message, field);
    }

    static GoogleError notFound() {
        return new GoogleError(404, "NOT_FOUND", "Requested entity was not found.", null);
    }

    static GoogleError unauthenticated() {
        return new GoogleError(401, "UNAUTHENTICATED",
                "Request had invalid authentication credentials. Expected OAuth 2 access token, login "
                + "cookie or other valid authentication credential.", null);
    }

    static GoogleError denied() {
        return new GoogleError(403, "PERMISSION_DENIED", "Caller is not authorized to manage enterprise.", null);
    }

    static GoogleError exhausted() {
        return new GoogleError(429, "RESOURCE_EXHAUSTED",
                "Quota exceeded for quota metric 'Queries' and limit 'Queries per minute'.", null);
    }

    int code() {
        return code;
    }

    Map<String, Object> body() {
        List<Map<String, Object>> details = field == null ? List.of() : List.of(Map.of(
                "@type", "type.googleapis.com/google.rpc.BadRequest",
                "fieldViolations", List.of(Map.of("field", field, "description", getMessage()))));
        return Map.of("error", Map.of("code", code, "message", getMessage(), "status", status, "details", details));
    }
}
