package io.sealpost.secrets;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.sealpost.Sealpost;
import io.sealpost.lab.seed.Secrets;
import io.sealpost.lab.world.Game;
import io.sealpost.lab.world.Options;
import io.sealpost.lab.world.Options.Platform;
import io.sealpost.lab.world.World;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/** A world and the gateway in this JVM, with a log that is as talkative as it gets and a password wherever one can be. */
final class CanaryRun implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int USERS = 3;
    /** A PFX password that somebody wrote into the wrong column of a manifest. */
    static final String MISPLACED = "misplaced password";
    private static final String SMTP_PASSWORD = "sealpost.smtp.password";

    private final Map<String, String> own = Map.of("spring.datasource.password", Secrets.password(),
        "spring.artemis.password", Secrets.password(), SMTP_PASSWORD, Secrets.password(), MISPLACED, Secrets.password());
    private final GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final Set<Path> before = FilesLeft.present();
    private final World world;
    private final ConfigurableApplicationContext gateway;

    CanaryRun() {
        System.setOut(new PrintStream(new Both(out, printed), true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(new Both(err, printed), true, StandardCharsets.UTF_8));
        var folder = Path.of("target", "proofs", "Canary", "lab");
        world = World.start(new Options(USERS, 1, folder, PATIENCE, 20, List.of(Platform.IOS, Platform.MACOS, Platform.WINDOWS,
            Platform.ANDROID, Platform.INTUNE)));
        var arguments = new ArrayList<>(List.of("--sealpost.sync.schedule=* * * * * ?", "--sealpost.wake.schedule=* * * * * ?",
            "--logging.level.io.sealpost=DEBUG", "--logging.level.org.apache.camel=DEBUG", "--spring.artemis.user=sealpost",
            "--sealpost.directories.lab.publish.enabled=true", "--sealpost.directories.domain.publish.enabled=true",
            "--spring.config.additional-location=file:" + world.options().gatewayProperties()));
        arguments.addAll(mailServer());
        own.entrySet().stream().filter(each -> !each.getKey().equals(MISPLACED))
            .forEach(each -> arguments.add("--" + each.getKey() + "=" + each.getValue()));
        try {
            gateway = SpringApplication.from(Sealpost::main).with(Traffic.class).run(arguments.toArray(String[]::new))
                .getApplicationContext();
        } catch (RuntimeException e) {
            restore();
            mail.stop();
            world.close();
            throw e;
        }
    }

    /** One that wants a log-in, and what the gateway needs to tell each user by it what to switch on. */
    private List<String> mailServer() {
        mail.start();
        mail.setUser("sealpost@example.com", "sealpost", own.get(SMTP_PASSWORD));
        mail.getUserManager().setAuthRequired(true);
        return List.of("--sealpost.smtp.host=127.0.0.1", "--sealpost.smtp.port=" + mail.getSmtp().getPort(),
            "--sealpost.smtp.starttls=false", "--sealpost.smtp.username=sealpost", "--sealpost.tell-user.enabled=true",
            "--sealpost.tell-user.from=sealpost@example.com",
            "--sealpost.tell-user.pages=https://intranet.example.com/smime/", "--sealpost.tell-user.after=0s");
    }

    /** The mails that users got. */
    MimeMessage[] mails() {
        return mail.getReceivedMessages();
    }

    /** Plays the world until every device is proven. */
    void proven() {
        var said = new ByteArrayOutputStream();
        boolean proven = new Game(world, new PrintStream(said, true, StandardCharsets.UTF_8)).play();
        assertThat(proven).as(said.toString(StandardCharsets.UTF_8)).isTrue();
    }

    void await(String what, BooleanSupplier condition) {
        World.await(what, PATIENCE, condition);
    }

    World world() {
        return world;
    }

    <T> T bean(Class<T> type) {
        return gateway.getBean(type);
    }

    ConfigurableApplicationContext gateway() {
        return gateway;
    }

    /** The secrets that the world does not know, by name. */
    Map<String, String> own() {
        return own;
    }

    /** What this process has printed since the run began. */
    byte[] printed() {
        return printed.toByteArray();
    }

    /** What was in the folders for temporary files before. */
    Set<Path> before() {
        return before;
    }

    private void restore() {
        System.setOut(out);
        System.setErr(err);
    }

    @Override
    public void close() {
        gateway.close();
        mail.stop();
        world.close();
        restore();
    }

    private static final class Both extends OutputStream {
        private final OutputStream one;
        private final OutputStream other;

        Both(OutputStream one, OutputStream other) {
            this.one = one;
            this.other = other;
        }

        @Override
        public void write(int each) throws IOException {
            one.write(each);
            other.write(each);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            one.write(bytes, from, length);
            other.write(bytes, from, length);
        }

        @Override
        public void flush() throws IOException {
            one.flush();
        }
    }
}
