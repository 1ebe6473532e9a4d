package io.sealpost.delivery;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The keys {@code sealpost.delivery}. */
@ConfigurationProperties("sealpost.delivery")
record DeliverySettings(@DefaultValue("5s") Duration settle) {
}
