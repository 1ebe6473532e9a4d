package io.sealpost.operations;

import io.sealpost.OpenSsl;
import io.sealpost.TestCertificates;
import io.sealpost.escrow.EscrowFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;

/** A started gateway on a free loopback port with one account per role and only the API's routes. */
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = {
    "spring.main.allow-bean-definition-overriding=true",
    "camel.main.routes-include-pattern=file:routes/api/*.camel.yaml",
    "spring.datasource.url=jdbc:h2:mem:${random.uuid};MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;DB_CLOSE_DELAY=-1",
    "spring.artemis.embedded.persistent=false",
    "logging.file.name=target/api-test.log",
    "sealpost.channels.mdm.kind=nanomdm",
    "sealpost.channels.mdm.url=http://127.0.0.1:1",
    "sealpost.channels.mdm.username=u",
    "sealpost.channels.mdm.password=p",
    "sealpost.channels.mdm.webhook-key=k",
    "sealpost.channels.mdm.signer=mdm",
    "sealpost.channels.mdm.device-ca=target/api-test-ca.pem",
    "sealpost.channels.mdm.rate=2.5",
    "sealpost.platforms.IOS.channel=mdm",
    "spring.ssl.bundle.pem.mdm.truststore.certificate=file:target/api-test-ca.pem",
    "sealpost.accounts.viewer.password={noop}viewer",
    "sealpost.accounts.viewer.roles=viewer",
    "sealpost.accounts.operator.password={bcrypt}$2a$04$N6.9UCvOx.GPtqvA1xqsz.3pThxC3F5ETksYa3H0aBnyGojKiXfyi",
    "sealpost.accounts.operator.roles=operator",
    "sealpost.accounts.importer.password={noop}importer",
    "sealpost.accounts.importer.roles=importer,approver",
    "sealpost.accounts.mdm.password={noop}mdm",
    "sealpost.accounts.mdm.roles=channel"})
@Import(OthersBeans.class)
@ContextConfiguration(initializers = ApiContext.Kek.class)
@interface ApiContext {
    /** Without a key-encryption key nothing starts; and the channel has a CA. */
    class Kek implements ApplicationContextInitializer<ConfigurableApplicationContext> {
        @Override
        public void initialize(ConfigurableApplicationContext context) {
            try {
                Files.writeString(Path.of("target", "api-test-ca.pem"), OpenSsl.pem(TestCertificates.root()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            TestPropertyValues.of(EscrowFixture.settings(Path.of("target", "api-test-kek.p12")).entrySet().stream()
                    .map(each -> each.getKey() + "=" + each.getValue())).applyTo(context);
        }
    }
}
