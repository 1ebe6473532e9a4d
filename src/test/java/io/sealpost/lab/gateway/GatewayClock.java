package io.sealpost.lab.gateway;

import java.nio.file.Path;
import java.time.Clock;

import io.sealpost.lab.time.LabClock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** A gateway that is started with this class beside its own goes by the lab's clock. */
public class GatewayClock {
    /** The property that names the clock's file. */
    static final String FILE = "lab.clock";

    @Bean
    @Primary
    Clock labClock(@Value("${" + FILE + "}") Path file) {
        return new LabClock(file);
    }
}
