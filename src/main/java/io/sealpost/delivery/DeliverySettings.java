package io.sealpost.delivery;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The keys {@code sealpost.delivery}. */
@ConfigurationProperties("sealpost.delivery")
record DeliverySettings(@DefaultValue("5s") Duration settle, @DefaultValue("4") int workers,
                        @DefaultValue("7d") Duration inventoryEvery) {
    DeliverySettings {
        if (workers < 1 || inventoryEvery.compareTo(Duration.ofHours(1)) < 0) {
            throw new IllegalArgumentException("sealpost.delivery.workers must be at least 1, inventory-every at least 1h");
        }
    }
}
