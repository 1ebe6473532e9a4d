package io.sealpost.operations;

import io.hawt.springboot.HawtioPlugin;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jmx.export.MBeanExporter;
import org.springframework.jmx.export.annotation.AnnotationMBeanExporter;
import org.springframework.jmx.support.RegistrationPolicy;

/** What the console shows of ours: MBeans, and the page that reads them. */
@Configuration(proxyBeanMethods = false)
class ConsoleConfiguration {
    /** Only what says {@code @ManagedResource}: whatever else could be an MBean may hold secrets, as a connection pool does. */
    @Bean
    static MBeanExporter figures() {
        var exporter = new AnnotationMBeanExporter();
        exporter.setAutodetectModeName("AUTODETECT_ASSEMBLER");
        exporter.setRegistrationPolicy(RegistrationPolicy.REPLACE_EXISTING);
        return exporter;
    }

    /** The page Overview (static/sealpost). */
    @Bean
    HawtioPlugin overview() {
        return new HawtioPlugin("sealpost", "./plugin", "/sealpost");
    }
}
