package io.sealpost.payload;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealpost.payload.apple.ProfileContent;
import io.sealpost.payload.apple.SealingFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.springframework.util.FileSystemUtils;

/**
 * Sealing a profile with four identities, its proof included, against the same work by openssl commands in the same run:
 * {@code mvn -q test -Dtest=SealingBenchmark}. Its name keeps it out of an ordinary build.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgs = "-Xmx1g") // as sealpost.service starts the gateway; tests have no optimizing compiler
@Warmup(iterations = 4, time = 4)
@Measurement(iterations = 5, time = 2)
public class SealingBenchmark {
    @Param({"COMPATIBLE", "MODERN"})
    public Pkcs12Encoding encoding;
    private Path folder;
    private SealingFixture fixture;
    private ProfileContent content;
    private OpenSslSealing openssl;

    @Setup
    public void identities() throws Exception {
        folder = Files.createTempDirectory("sealing");
        fixture = new SealingFixture(folder);
        content = fixture.content("2048", "2048", "2048");
        openssl = new OpenSslSealing(folder, fixture, content, encoding);
    }

    @TearDown
    public void remove() throws Exception {
        FileSystemUtils.deleteRecursively(folder);
    }

    @Benchmark
    public byte[] sealAndProve() {
        return fixture.sealing.seal(content, fixture.recipient, fixture.signer, encoding);
    }

    @Benchmark
    public byte[] opensslSeal() throws Exception {
        return openssl.seal();
    }

    @Benchmark
    public byte[] opensslSealAndProve() throws Exception {
        byte[] profile = openssl.seal();
        openssl.prove();
        return profile;
    }

    @Test
    void sealingIsTenTimesAsFastAsTheSameWorkByOpenSslCommands() throws Exception {
        Map<String, Double> milliseconds = new HashMap<>();
        for (RunResult each : new Runner(new OptionsBuilder().include(SealingBenchmark.class.getName()).build()).run()) {
            milliseconds.put(each.getPrimaryResult().getLabel() + " " + each.getParams().getParam("encoding"),
                each.getPrimaryResult().getScore());
        }
        for (Pkcs12Encoding each : Pkcs12Encoding.values()) {
            double ours = milliseconds.get("sealAndProve " + each);
            double like = milliseconds.get("opensslSealAndProve " + each) / ours;
            double withoutProof = milliseconds.get("opensslSeal " + each) / ours;
            System.out.printf("%s: sealed and proven in %.2f ms; "
                + "the same by openssl takes %.1f times as long, without its proof %.1f times%n",
                each, ours, like, withoutProof);
            assertThat(like).isGreaterThanOrEqualTo(10);
        }
    }
}
