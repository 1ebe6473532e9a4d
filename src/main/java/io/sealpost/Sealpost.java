package io.sealpost;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The gateway's main class: one process, one configuration (S11). */
@SpringBootApplication
public class Sealpost {
    public static void main(String[] args) {
        SpringApplication.run(Sealpost.class, args);
    }
}
