package io.sealpost.routing;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Holds HTTP requests for routes while these are exchanged: a webhook would be answered with 404 in between, and not come again. */
@Component
class RequestGate extends OncePerRequestFilter {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private final ReadWriteLock gate = new ReentrantReadWriteLock();

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return request.getServletPath().startsWith("/actuator");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!passes(gate)) {
            response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            return;
        }
        try {
            chain.doFilter(request, response);
        } finally {
            gate.readLock().unlock();
        }
    }

    private static boolean passes(ReadWriteLock gate) throws IOException {
        try {
            return gate.readLock().tryLock(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("The request was interrupted while routes were exchanged", e);
        }
    }

    /** Waits for requests under way and holds new ones; false if one takes longer than this. */
    boolean close(Duration patience) throws InterruptedException {
        return gate.writeLock().tryLock(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** To be called by the thread that closed it. */
    void open() {
        gate.writeLock().unlock();
    }
}
