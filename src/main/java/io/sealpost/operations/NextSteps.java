package io.sealpost.operations;

import io.sealpost.device.Channels;
import io.sealpost.directory.Directories;
import io.sealpost.enrollment.CertificationAuthorities;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Says in the log, after the start, what is still to be configured: one line each, in the order in which it is best done. */
@Component
class NextSteps {
    private static final Logger LOG = LoggerFactory.getLogger(NextSteps.class);
    private final Directories directories;
    private final CertificationAuthorities cas;
    private final Channels channels;
    private final JdbcClient jdbc;
    private final String folder;
    private final String signingCa;

    NextSteps(Directories directories, CertificationAuthorities cas, Channels channels, JdbcClient jdbc,
              @Value("${sealpost.import.folder:import}") String folder,
              @Value("${sealpost.certificate-profiles.pkcs.ca:}") String signingCa) {
        this.directories = directories;
        this.cas = cas;
        this.channels = channels;
        this.jdbc = jdbc;
        this.folder = folder;
        this.signingCa = signingCa;
    }

    @EventListener(ApplicationReadyEvent.class)
    void say() {
        missing().forEach(step -> LOG.info("To do: {}", step));
    }

    List<String> missing() {
        List<String> steps = new ArrayList<>();
        if (directories.all().isEmpty()) {
            steps.add("no directory, so no users. Name your LDAP server under sealpost.directories "
                + "(docs/operations.md, sealpost.directories)");
        }
        if (jdbc.sql("select count(*) from wrapped_key where origin = 'IMPORT'").query(Long.class).single() == 0) {
            steps.add("no imported key, so no old mail can be read on new devices. Put PFX files and a manifest into the folder " + folder
                + " of sealpost.import.folder (docs/operations.md, sealpost.import)");
        }
        if (cas.all().isEmpty()) {
            steps.add("no CA, so no signing certificates. Name yours under sealpost.cas (docs/cas/est.md)");
        } else if (signingCa.isBlank()) {
            steps.add("no certificate profile asks a CA, so no signing certificates. Name one in sealpost.certificate-profiles.pkcs.ca "
                + "(config/certificate-profiles.yaml)");
        }
        if (channels.all().isEmpty()) {
            steps.add("no channel, so nothing reaches a device. Name your MDM under sealpost.channels (docs/channels/nanomdm.md)");
        }
        return steps;
    }
}
