package io.sealpost;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.IdGenerator;
import org.springframework.util.JdkIdGenerator;

/** What differs from run to run: the one clock of the gateway, in UTC, and the ids of new rows. Tests replace both. */
@Configuration(proxyBeanMethods = false)
class ClockAndIds {
    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    /** Version 4 UUIDs (RFC 9562, 5.4). */
    @Bean
    IdGenerator ids() {
        return new JdkIdGenerator();
    }
}
