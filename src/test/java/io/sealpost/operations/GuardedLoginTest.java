package io.sealpost.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealpost.Ticking;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

/** Who guesses passwords waits; others do not (G4). */
class GuardedLoginTest {
    private final Ticking clock = new Ticking();
    private final GuardedLogin login = new GuardedLogin(new Accounts(new AccountSettings(Map.of(
            "anna", new AccountSettings.Account("{noop}right", Set.of(Role.VIEWER)),
            "mdm", new AccountSettings.Account("{noop}right", Set.of(Role.CHANNEL))))), clock);

    @Test
    void G4_afterFiveWrongPasswordsEvenTheRightOneWaits() {
        guess("anna", 5);

        assertThat(in("anna", "right", "192.0.2.1")).isFalse();
        clock.pass(Duration.ofSeconds(1));
        assertThat(in("anna", "right", "192.0.2.1")).isTrue();
    }

    @Test
    void G4_eachFurtherWrongPasswordDoublesTheWaitUpToAMinute() {
        guess("anna", 5);
        for (var wait : new int[] {1, 2, 4, 8, 16, 32, 60, 60}) {
            clock.pass(Duration.ofSeconds(wait).minusMillis(1));
            assertThat(in("anna", "right", "192.0.2.1")).as("within %s s", wait).isFalse();
            clock.pass(Duration.ofMillis(1));
            guess("anna", 1);
        }
        clock.pass(Duration.ofMinutes(1));
        assertThat(in("anna", "right", "192.0.2.1")).isTrue();
    }

    @Test
    void G4_aRightPasswordBeginsAnew() {
        guess("anna", 4);
        assertThat(in("anna", "right", "192.0.2.1")).isTrue();
        guess("anna", 4);
        assertThat(in("anna", "right", "192.0.2.1")).isTrue();
    }

    @Test
    void G4_anotherAddressAndAnotherAccountStayOpen() {
        guess("mdm", 20);

        assertThat(in("mdm", "right", "192.0.2.2")).isTrue();
        assertThat(in("anna", "right", "192.0.2.1")).isTrue();
    }

    @Test
    void G4_theAnswerDoesNotTellWhichAccountsExist() {
        guess("anna", 6);

        assertThatThrownBy(() -> tryIn("anna", "right", "192.0.2.1")).isExactlyInstanceOf(BadCredentialsException.class)
                .hasMessage("Bad credentials");
        assertThatThrownBy(() -> tryIn("nobody", "right", "192.0.2.1")).isExactlyInstanceOf(BadCredentialsException.class)
                .hasMessage("Bad credentials");
    }

    private void guess(String account, int times) {
        for (var i = 0; i < times; i++) {
            assertThat(in(account, "wrong", "192.0.2.1")).isFalse();
        }
    }

    private boolean in(String account, String password, String address) {
        try {
            tryIn(account, password, address);
            return true;
        } catch (BadCredentialsException e) {
            return false;
        }
    }

    private void tryIn(String account, String password, String address) {
        var request = new MockHttpServletRequest();
        request.setRemoteAddr(address);
        var attempt = UsernamePasswordAuthenticationToken.unauthenticated(account, password);
        attempt.setDetails(new WebAuthenticationDetails(request));
        login.authenticate(attempt);
    }
}
