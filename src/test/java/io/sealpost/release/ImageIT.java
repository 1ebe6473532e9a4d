package io.sealpost.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the gateway's image would run, run in its layout without an engine (G5). */
class ImageIT {
    @TempDir
    Path root;

    @Test
    void G5_theEntryPointStartsAndInitMakesAnInstallationWithTls() throws Exception {
        var target = DockerFiles.targets().get("gateway");
        var working = DockerFiles.layOut(target, root);
        var entry = here(DockerFiles.only(target, "ENTRYPOINT"));
        entry.add("--help");
        assertThat(Started.run(0, working, entry.toArray(String[]::new))).contains("Starts the gateway", "init");

        var init = here(List.of("/bin/sh", "/opt/sealpost/init.sh")).toArray(String[]::new);
        init[0] = "/bin/sh";
        assertThat(Started.run(0, working, init)).contains("Made the key-encryption key");
        assertThat(working.resolve("config/tls/server.p12")).exists();
        assertThat(working.resolve("routes/flows/deliver.camel.yaml")).exists();
        assertThat(Started.run(0, working, init)).contains("there is an installation already");
    }

    private ArrayList<String> here(List<String> command) {
        var words = new ArrayList<>(command);
        words.replaceAll(word -> word.startsWith("/") ? DockerFiles.under(root, root, word).toString() : word);
        return words;
    }
}
