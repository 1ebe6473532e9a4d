package io.sealpost.escrow;

import java.nio.file.Path;
import org.springframework.stereotype.Component;

/** Brings PFX files into escrow as a manifest lists them (P13). */
@Component
public class IdentityImport {
    public Manifest open(Path manifest) {
        throw new UnsupportedOperationException();
    }

    public Result importRow(Row row) {
        throw new UnsupportedOperationException();
    }

    public Summary finish(Manifest manifest) {
        throw new UnsupportedOperationException();
    }
}
