package io.sealpost.delivery;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The keys {@code sealpost.wake}; the schedule is read by the route wake-due. */
@ConfigurationProperties("sealpost.wake")
record WakeSettings(@DefaultValue("24h") Duration compareEvery) {
}
