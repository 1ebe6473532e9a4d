package io.sealpost.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.jackson.JacksonAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.SecurityAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.autoconfigure.validation.ValidationAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.DispatcherServletAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.WebMvcAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.util.IdGenerator;
import org.springframework.util.JdkIdGenerator;

/** Accounts come from the configuration alone, and a mistake there names its fix (P9). */
class AccountsTest {
    private final WebApplicationContextRunner gateway = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(SecurityAutoConfiguration.class, UserDetailsServiceAutoConfiguration.class,
                    JacksonAutoConfiguration.class, ValidationAutoConfiguration.class,
                    DispatcherServletAutoConfiguration.class,
                    WebMvcAutoConfiguration.class))
            .withBean(Clock.class, Clock::systemUTC)
            .withBean(IdGenerator.class, JdkIdGenerator::new)
            .withUserConfiguration(SecurityConfiguration.class, Problems.class, Role.Reader.class);

    @Test
    void P9_anUnknownRoleIsAnsweredWithThoseThatExist() {
        gateway.withPropertyValues("sealpost.accounts.anna.password={noop}x", "sealpost.accounts.anna.roles=viewer,admin")
                .run(context -> assertThat(reason(context)).contains("sealpost.accounts.anna.roles", "There is no role 'admin'",
                        "viewer, operator, approver, importer, channel"));
    }

    @Test
    void P9_aPasswordWithoutItsEncodingIsRefusedAndNotShown() {
        gateway.withPropertyValues("sealpost.accounts.anna.password=hunter2", "sealpost.accounts.anna.roles=viewer")
                .run(context -> assertThat(reason(context)).contains("must begin with its encoding", "accounts[anna].password"));
    }

    @Test
    void P9_anAccountWithoutRolesIsRefused() {
        gateway.withPropertyValues("sealpost.accounts.anna.password={noop}x")
                .run(context -> assertThat(reason(context)).contains("must name at least one role"));
    }

    @Test
    void P9_anAccountsTextHoldsNoPassword() {
        assertThat(new AccountSettings.Account("{noop}hunter2", Set.of(Role.VIEWER)).toString()).doesNotContain("hunter2");
    }

    /** All that the failure says, as far as it reaches the console: Boot's own analysis of it if there is one. */
    private static String reason(AssertableWebApplicationContext context) {
        assertThat(context).hasFailed();
        var text = new StringBuilder();
        for (var cause = context.getStartupFailure(); cause != null; cause = cause.getCause()) {
            text.append(cause.getMessage()).append('\n');
        }
        return text.toString();
    }
}
