package io.sealpost.routing;

import org.apache.camel.component.mail.MailAuthenticator;

/** The log-in to a mail server, for the tests of other packages. */
public final class SmtpFixture {
    private SmtpFixture() {
    }

    public static MailAuthenticator login(String username, String password) {
        return new SmtpLogin(new SmtpSettings("127.0.0.1", 1, true, false, username, password));
    }
}
