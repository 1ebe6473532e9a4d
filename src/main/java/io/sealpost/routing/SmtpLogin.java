package io.sealpost.routing;

import jakarta.mail.PasswordAuthentication;
import org.apache.camel.component.mail.MailAuthenticator;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** What we log in to the mail server with. As an endpoint's option the password would stand in its URI, and so in JMX. */
@Component("smtpLogin")
@EnableConfigurationProperties(SmtpSettings.class)
class SmtpLogin extends MailAuthenticator {
    private final String username;
    private final String password;

    /** Without a user name there is no log-in. */
    SmtpLogin(SmtpSettings settings) {
        this.username = settings.username().isEmpty() ? null : settings.username();
        this.password = settings.password();
    }

    @Override
    public PasswordAuthentication getPasswordAuthentication() {
        return new PasswordAuthentication(username, password);
    }
}
