package io.sealpost.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;

import io.sealpost.Sealpost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;

class RefusedStartTest {
    @TempDir
    private Path folder;

    @Test
    void G5_theStartNamesAllMistakesAndOpensNothing() throws Exception {
        Mistake.copyTo(folder);
        Mistake route = Mistake.inRoutes().get(1);
        Mistake key = Mistake.inConfiguration().get(0);
        route.save(folder);
        key.save(folder);
        assertThatThrownBy(() -> new SpringApplicationBuilder(Sealpost.class).run("--spring.config.location=file:" + folder + "/",
            "--sealpost.routes=" + folder.resolve("routes"), "--sealpost.data=" + folder.resolve("data"), "--server.port=0",
            "--sealpost.accounts.anna.password={noop}secret", "--sealpost.accounts.anna.roles=viewer", "--sealpost.escrow.kek=kek",
            "--sealpost.escrow.keks.kek.keystore=none", "--sealpost.escrow.keks.kek.alias=kek",
            "--sealpost.escrow.keks.kek.password=none"))
            .isInstanceOf(RoutesRefused.class).hasMessageContainingAll(route.where(), route.fix(), key.where(), key.fix());
        assertThat(folder.resolve("data")).doesNotExist();
    }
}
