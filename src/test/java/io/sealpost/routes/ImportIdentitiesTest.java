package io.sealpost.routes;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.sealpost.Core;
import io.sealpost.Databases;
import io.sealpost.Ticking;
import io.sealpost.escrow.EscrowFixture;
import io.sealpost.escrow.IdentityImport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Flow import-identities as it takes manifests from its folder. What single lines come to, IdentityImportTest says. */
class ImportIdentitiesTest {
    private static final String HEAD = "file,password,user,purpose\r\n";
    @TempDir
    Path folder;
    private Path drop;
    private Core core;
    private RouteFixture routes;

    @BeforeEach
    void start() throws Exception {
        drop = Files.createDirectory(folder.resolve("import"));
        core = Core.on(Databases.H2, folder, new Ticking(), Map.of("sealpost.node", "test", "sealpost.escrow.kek", EscrowFixture.KEK,
            "sealpost.escrow.keks.kek-test.keystore", EscrowFixture.keystore(folder.resolve("kek.p12"), EscrowFixture.KEK_BYTES),
            "sealpost.escrow.keks.kek-test.alias", EscrowFixture.KEK,
            "sealpost.escrow.keks.kek-test.password", EscrowFixture.PASSWORD));
        routes = RouteFixture.with(Map.of("sealpost.import.folder", drop.toString()),
            Map.of("identityImport", core.get(IdentityImport.class)), "flows/import-identities.camel.yaml");
    }

    @AfterEach
    void stop() {
        routes.close();
        core.close();
    }

    @Test
    void P2_aManifestThatBreaksOffSaysWhereAndKeepsWhatCameBefore() throws Exception {
        List<String> results = results("broken.csv",
            HEAD + "absent.p12,pw,anna,\r\n".repeat(3) + "\"absent, too.p12\",\"not closed,anna,\r\n");

        assertThat(results).as("the line before the break may be lost with it").hasSizeBetween(4, 5);
        assertThat(results.get(1)).startsWith("2,absent.p12,REFUSED,missing,");
        assertThat(results.get(results.size() - 1)).contains("REFUSED,unreadable,", "look for a quote that is not closed")
            .doesNotContain("not closed,anna");
        await().until(() -> Files.exists(drop.resolve(".failed/broken.csv")));
        assertThat(core.get(IdentityImport.class).getLastResult()).containsEntry("refused", results.size() - 1);
        assertThat(routes.next("dead-letters", String.class)).isNull();
    }

    @Test
    void P2_aManifestOfAnotherKindSaysWhatItsFirstLineMustBe() throws Exception {
        List<String> results = results("semicolons.csv", "file;password;user;purpose\r\na;b;c;d\r\n");

        assertThat(results.get(1)).startsWith("1,semicolons.csv,REFUSED,unreadable,").contains("file,password,user,purpose");
    }

    /** All of a hundred thousand: docs/operations.md, last section. */
    @Test
    void P13_aLongManifestIsReadOneLineAtATime() throws Exception {
        int most = Integer.getInteger("import.lines", 2_000);
        StringBuilder lines = new StringBuilder("\uFEFF" + HEAD);
        for (int i = 0; i < most; i++) {
            lines.append("\"absent ").append(i).append(".p12\",\"a,\"\"b\"\"\",user").append(i).append("@example.com,\r\n");
        }

        List<String> results = results("large.csv", lines.toString());

        assertThat(results).hasSize(most + 1);
        assertThat(results.get(most)).startsWith((most + 1) + ",absent " + (most - 1) + ".p12,REFUSED,missing,");
        await().until(() -> Files.exists(drop.resolve(".done/large.csv")));
    }

    private List<String> results(String name, String text) throws Exception {
        Files.writeString(folder.resolve(name), text);
        Files.move(folder.resolve(name), drop.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        Path result = drop.resolve(name + ".result.csv");
        await().atMost(Duration.ofMinutes(10)).until(() -> Files.exists(result));
        return Files.readAllLines(result);
    }
}
