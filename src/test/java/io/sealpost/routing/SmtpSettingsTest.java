package io.sealpost.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** S10: a password never leaves the machine in the clear, nor does it stand in what is shown. */
class SmtpSettingsTest {
    @Test
    void S10_aPasswordIsNotSentInTheClearToAnotherHost() {
        assertThatThrownBy(() -> new SmtpSettings("mail.example.com", 25, false, false, "u", "secret-word"))
            .hasMessageContainingAll("sealpost.smtp.starttls", "mail.example.com").hasMessageNotContaining("secret-word");
        assertThat(new SmtpSettings("mail.example.com", 25, false, false, "", "")).asString().contains("mail.example.com:25");
        assertThat(new SmtpSettings("127.0.0.1", 25, false, false, "u", "secret-word")).asString().doesNotContain("secret-word");
        assertThat(new SmtpSettings("mail.example.com", 465, false, true, "u", "p")).isNotNull();
    }
}
