package io.sealpost.operations;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

/**
 * Slows down whoever guesses a password. After five wrong ones in a row for one account from one address, not even the right one is
 * looked at for a second, doubled with each further wrong one, up to a minute. From elsewhere the account stays open, so that nobody
 * can lock an MDM out. The answer is the same as for a wrong password: it does not tell that the account exists.
 */
class GuardedLogin extends DaoAuthenticationProvider {
    private static final Logger LOG = LoggerFactory.getLogger(GuardedLogin.class);
    private static final int FREE = 5;
    private static final Duration MOST = Duration.ofMinutes(1);
    /** More addresses than guess at one time; the one that was quiet longest is forgotten. */
    private static final int REMEMBERED = 10_000;

    private record Guesser(String account, String address) {
    }

    private record Guesses(int wrong, Instant until) {
    }

    private final Clock clock;
    private final Map<Guesser, Guesses> guesses = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Guesser, Guesses> eldest) {
            return size() > REMEMBERED;
        }
    };

    GuardedLogin(UserDetailsService accounts, Clock clock) {
        super(accounts);
        this.clock = clock;
    }

    @Override
    protected void additionalAuthenticationChecks(UserDetails account, UsernamePasswordAuthenticationToken attempt) {
        var guesser = new Guesser(account.getUsername(),
                attempt.getDetails() instanceof WebAuthenticationDetails details ? details.getRemoteAddress() : "");
        if (waits(guesser)) {
            throw new BadCredentialsException("Bad credentials");
        }
        try {
            super.additionalAuthenticationChecks(account, attempt);
        } catch (BadCredentialsException e) {
            wrong(guesser);
            throw e;
        }
        right(guesser);
    }

    private synchronized boolean waits(Guesser guesser) {
        var before = guesses.get(guesser);
        return before != null && before.until().isAfter(clock.instant());
    }

    private synchronized void wrong(Guesser guesser) {
        var before = guesses.get(guesser);
        var wrong = before == null ? 1 : before.wrong() + 1;
        if (wrong < FREE) {
            guesses.put(guesser, new Guesses(wrong, Instant.MIN));
            return;
        }
        var seconds = Math.min(MOST.toSeconds(), 1L << Math.min(wrong - FREE, 6));
        guesses.put(guesser, new Guesses(wrong, clock.instant().plusSeconds(seconds)));
        LOG.warn("{} wrong passwords in a row for account {} from {}: none is looked at from there for {} s", wrong, guesser.account(),
                guesser.address(), seconds);
    }

    private synchronized void right(Guesser guesser) {
        guesses.remove(guesser);
    }
}
