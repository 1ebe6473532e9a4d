package io.sealpost.operations;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Reads a file of devices before Camel does, which would take text of any size into memory and says of what is not UTF-8 only that it
 * failed.
 */
@Component
class CsvBody extends OncePerRequestFilter {
    /** In bytes. */
    static final int MOST = 8 << 20;
    private final Problems problems;

    CsvBody(Problems problems) {
        this.problems = problems;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getMethod().equals(HttpMethod.POST.name()) || !request.getRequestURI().equals("/api/v1/devices")
            || request.getContentType() == null || !request.getContentType().startsWith("text/csv");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        byte[] body = request.getInputStream().readNBytes(MOST + 1);
        if (body.length > MOST) {
            problems.write(response, HttpStatus.PAYLOAD_TOO_LARGE, "The file has more than " + MOST + " bytes: split it.");
            return;
        }
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
            if (text.isBlank()) {   // Camel fails over a blank body
                problems.write(response, HttpStatus.BAD_REQUEST, "The body is empty: " + DeviceLines.EXAMPLE + ".");
                return;
            }
            chain.doFilter(new HttpServletRequestWrapper(request) {
                @Override
                public BufferedReader getReader() {
                    return new BufferedReader(new StringReader(text));
                }
            }, response);
        } catch (CharacterCodingException e) {
            problems.write(response, HttpStatus.BAD_REQUEST, "The body is not UTF-8; save it as CSV UTF-8. Nothing was stated.");
        }
    }
}
