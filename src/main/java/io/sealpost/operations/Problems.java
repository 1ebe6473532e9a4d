package io.sealpost.operations;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sealpost.directory.NotWaiting;
import io.sealpost.enrollment.NotEnded;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.NoSuchElementException;
import javax.naming.NamingException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.stereotype.Component;
import org.springframework.util.IdGenerator;
import org.springframework.web.ErrorResponse;
import org.springframework.web.ErrorResponseException;

/** What the API answers when it does not do what it was asked: problem details that name cause and fix (RFC 9457). */
@Component
class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private final ObjectMapper json;
    private final IdGenerator ids;

    Problems(ObjectMapper json, IdGenerator ids) {
        this.json = json;
        this.ids = ids;
    }

    static ErrorResponseException refuse(HttpStatus status, String detail) {
        return new ErrorResponseException(status, ProblemDetail.forStatusAndDetail(status, detail), null);
    }

    /** For routes. An unforeseen exception goes to the log under a number; the caller gets only that number. */
    public ProblemDetail of(Exception exception) {
        if (exception instanceof ErrorResponse refusal) {
            return refusal.getBody();
        }
        if (exception instanceof IllegalArgumentException) {
            return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, exception.getMessage());
        }
        if (exception instanceof NoSuchElementException) {
            return ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, exception.getMessage());
        }
        if (exception instanceof NotEnded || exception instanceof NotWaiting) {
            return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, exception.getMessage());
        }
        if (exception instanceof NamingException) {
            return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_GATEWAY, "The directory did not answer this search: "
                    + exception.getMessage() + ". Look at base and filter, and at the rights of its bind account.");
        }
        var number = ids.generateId();
        LOG.error("API error {}", number, exception);
        return ProblemDetail.forStatusAndDetail(HttpStatus.INTERNAL_SERVER_ERROR,
                "The gateway failed. Look for 'API error " + number + "' in its log; repeating the request does no harm.");
    }

    void unauthorized(HttpServletRequest request, HttpServletResponse response, AuthenticationException cause) throws IOException {
        response.setHeader("WWW-Authenticate", "Basic realm=\"Sealpost\", charset=\"UTF-8\"");
        write(response, HttpStatus.UNAUTHORIZED, "Name and password of an account under sealpost.accounts are needed (HTTP Basic).");
    }

    void forbidden(HttpServletRequest request, HttpServletResponse response, AccessDeniedException cause) throws IOException {
        var name = request.getRemoteUser();
        write(response, HttpStatus.FORBIDDEN, request.getMethod() + " " + request.getRequestURI() + " is not open to account " + name
                + ". If it exists, give the account the role it needs: sealpost.accounts." + name + ".roles");
    }

    void write(HttpServletResponse response, HttpStatus status, String detail) throws IOException {
        response.setStatus(status.value());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        json.writeValue(response.getOutputStream(), ProblemDetail.forStatusAndDetail(status, detail));
    }
}
