package io.sealpost.operations;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.HttpStatus;

/** Which part of a list is asked for: at most so many rows after the one that the page before named. */
record Page(int limit, String after) {
    static Page of(Map<String, Object> query) {
        return new Page(query.get("limit") instanceof Number limit ? limit.intValue() : 100, (String) query.get("after"));
    }

    /** One row more than the page shows: whether it is there says whether there is a next page. */
    int fetch() {
        return limit + 1;
    }

    <T> List<T> shown(List<T> fetched) {
        return fetched.subList(0, Math.min(limit, fetched.size()));
    }

    boolean isLast(List<?> fetched) {
        return fetched.size() <= limit;
    }

    /** The id in a path or in {@code after}; anything that is no UUID is the id of nothing. */
    static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException noSuchId) {
            throw Problems.refuse(HttpStatus.NOT_FOUND,
                    "There is nothing with the id '" + text + "'. Take ids from the lists under /api/v1/.");
        }
    }
}
