package io.sealpost.routing;

import jakarta.mail.PasswordAuthentication;
import org.apache.camel.component.mail.MailAuthenticator;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** What we log in to the mail server with. As an endpoint's option the password would stand in its URI, and so in JMX. */
@Component("smtpLogin")
@EnableConfigurationProperties(SmtpSettings.class)
class SmtpLogin extends MailAuthenticator {
    private final SmtpSettings settings;

    SmtpLogin(SmtpSettings settings) {
        this.settings = settings;
    }

    /** Without a user name there is no log-in. */
    @Override
    public PasswordAuthentication getPasswordAuthentication() {
        return settings.username().isEmpty() ? new PasswordAuthentication(null, null)
            : new PasswordAuthentication(settings.username(), settings.password());
    }
}
