package io.sealpost.proofs;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.dd.plist.NSData;
import com.dd.plist.NSDictionary;
import com.dd.plist.PropertyListParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.sealpost.Sealpost;
import io.sealpost.escrow.Escrow;
import io.sealpost.escrow.EscrowFixture;
import io.sealpost.escrow.Origin;
import io.sealpost.lab.ca.Authority;
import io.sealpost.lab.ca.Keys;
import io.sealpost.lab.ca.Pem;
import io.sealpost.lab.ca.Template;
import io.sealpost.lab.people.People;
import io.sealpost.lab.people.Person;
import io.sealpost.lab.seed.Chance;
import io.sealpost.user.DirectoryEntry;
import io.sealpost.user.Users;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.bouncycastle.cms.CMSEnvelopedData;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.jcajce.JceKeyTransEnvelopedRecipient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A channel of a kind that was not there, written outside the jar: one route file and one block of configuration. It speaks
 * multipart/mixed (RFC 2046), as no shipped route does; then, saved into the running gateway, plain bytes and headers.
 */
class SixthChannelTest {
    private static final Authority ROOT = Authority.root("Root");
    private static final Authority ISSUING = ROOT.subordinate("Issuing");
    private static final KeyPair DEVICE = Keys.rsa();
    private static final X509Certificate RECIPIENT = ISSUING.issue("Device", DEVICE.getPublic(), Template.client());
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final WireMockServer MDM = new WireMockServer(options().dynamicPort().bindAddress("127.0.0.1"));
    private static final Person ANNA = anna();
    @TempDir
    private static Path folder;
    private static Path routes;
    private static ConfigurableApplicationContext gateway;

    private static final String ROUTES = """
        # Connector courier: an MDM that takes a delivery as one MIME message, and says by HTTP what became of it.
        # In:    queue:deliveries.courier (deliveries), direct:send-courier (a document), POST /channels/courier/answers
        # Out:   POST /outbox; reports to queue:reports
        # Needs: variables channel, delivery; beans channels, answers, reports
        # See:   routes/README.md
        - route:
            id: send-courier
            group: channels
            description: Send the manifest and the document as two parts
            from:
              uri: direct:send-courier
              steps:
                - setVariable: {name: device, expression: {simple: "${body}"}}
                - setHeader: {name: CamelHttpMethod, expression: {constant: POST}}
                - setHeader: {name: CamelHttpPath, expression: {constant: /outbox}}
                - setHeader: {name: Content-Type, expression: {constant: multipart/mixed; boundary=part-5d3c1f0e}}
                - setHeader: {name: Authorization, expression: {simple: "${variable.channel.bearer}"}}
                - setBody: {expression: {simple: "--part-5d3c1f0e\\r\\nContent-Type: application/json\\r\\n\\r\\n\\
                    ${variable.device.manifest}\\r\\n\\
                    --part-5d3c1f0e\\r\\nContent-Type: ${variable.device.mediaType}\\r\\nContent-Transfer-Encoding: base64\\r\\n\\r\\n\\
                    ${variable.device.base64}\\r\\n--part-5d3c1f0e--"}}
                - toD:
                    uri: ${variable.channel.url}
                    parameters: {connectTimeout: "${variable.channel.timeoutMillis}", responseTimeout: "${variable.channel.timeoutMillis}"}
                - removeHeaders: {pattern: "*"}
        - route:
            id: deliver-courier
            group: channels
            description: Work off the deliveries of this kind
            from:
              uri: jms:queue:deliveries.courier
              steps:
                - to: {uri: "direct:deliver"}
        - route:
            id: receive-courier
            group: channels
            description: Take answers, CSV or JSON
            from:
              uri: platform-http:/channels/courier/answers
              parameters: {httpMethodRestrict: POST}
              steps:
                - convertBodyTo: {type: "byte[]"}
                - removeHeaders: {pattern: "*"}
                - setVariable: {name: channel, expression: {method: {ref: channels, method: "get('courier')"}}}
                - split:
                    expression: {method: {ref: answers, method: "read(${variable.channel}, ${body})"}}
                    steps:
                      - bean: {ref: reports, method: "write(${body})"}
                      - to: {uri: "jms:queue:reports", pattern: InOnly}
                - setBody: {expression: {constant: ""}}
        """;

    private static final String CONFIGURATION = """
        sealpost:
          channels:
            courier:
              kind: courier
              format: document
              url: %s
              password: courier-token
              device-ca: [%s]
              signer: signer
              owners: [IMPORTER]
          platforms: {IOS: {channel: courier}}
        spring.ssl.bundle.pem.signer.keystore:
          certificate: file:%s
          private-key: file:%s
        """;

    @BeforeAll
    static void start() throws Exception {
        MDM.start();
        MDM.stubFor(any(anyUrl()).willReturn(ok()));
        routes = new EditedRoutes(folder.resolve("routes"), "").folder();
        Files.writeString(routes.resolve("channels/send-courier.camel.yaml"), ROUTES);
        KeyPair signer = Keys.rsa();
        Path ca = Files.writeString(folder.resolve("ca.pem"), pem(ROOT.certificate()) + pem(ISSUING.certificate()));
        Path certificate = Files.writeString(folder.resolve("signer.pem"), pem(ISSUING.issue("Signer", signer.getPublic(),
            Template.client())));
        Path key = Files.writeString(folder.resolve("signer.key"), Pem.block("PRIVATE KEY", signer.getPrivate().getEncoded()));
        Path block = Files.writeString(folder.resolve("courier.yaml"), CONFIGURATION.formatted(MDM.baseUrl(), ca, certificate, key));
        var arguments = new ArrayList<>(List.of("--server.port=0", "--sealpost.routes=" + routes,
            "--sealpost.data=" + folder.resolve("data"), "--sealpost.import.folder=" + folder.resolve("import"),
            "--sealpost.wake.schedule=* * * * * ?",
            "--spring.config.additional-location=file:" + block, "--logging.file.name=target/sixth-channel.log",
            "--logging.threshold.console=WARN", "--spring.artemis.embedded.persistent=false",
            "--spring.datasource.url=jdbc:h2:mem:sixth;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;"
                + "DB_CLOSE_DELAY=-1",
            "--sealpost.accounts.importer.password={noop}importer", "--sealpost.accounts.importer.roles=importer",
            "--sealpost.accounts.courier.password={noop}courier", "--sealpost.accounts.courier.roles=channel"));
        EscrowFixture.settings(folder.resolve("kek.p12")).forEach((name, value) -> arguments.add("--" + name + "=" + value));
        gateway = new SpringApplicationBuilder(Sealpost.class).run(arguments.toArray(String[]::new));
        ANNA.identities().forEach(i -> gateway.getBean(Escrow.class).keep(i.key(), i.certificate().getPublicKey(), Origin.IMPORT, null));
        gateway.getBean(Users.class).save("corporate", new DirectoryEntry(ANNA.uid(), ANNA.displayName(), Map.of("upn", ANNA.mail()),
            List.of(ANNA.mail()), List.of(), ANNA.identities().stream().map(i -> i.certificate()).toList(), "0".repeat(64)));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        MDM.stop();
    }

    @Test
    void G2_aChannelOfANewKindWorksAtTheStartAndWhenItIsSavedIntoTheRunningGateway() throws Exception {
        state("D-1");
        LoggedRequest message = sent("POST");

        assertThat(message.getHeader("Authorization")).isEqualTo("Bearer courier-token");
        var parts = parts(message);
        JsonNode manifest = new ObjectMapper().readTree(parts.get(0));
        assertThat(manifest.path("device").asText()).isEqualTo("D-1");
        assertThat(manifest.at("/user/name").asText()).isEqualTo(ANNA.mail());
        assertThat(identities(Base64.getDecoder().decode(parts.get(1)))).isEqualTo(ANNA.identities().size());

        assertThat(ask("courier", "POST", "/channels/courier/answers", "delivery,result\r\n" + manifest.path("delivery").asText()
            + ",acknowledged\r\n")).startsWith("204");
        await().atMost(Duration.ofSeconds(60)).until(() -> ask("importer", "GET", "/api/v1/devices/D-1", null)
            .contains("\"state\":\"ACKNOWLEDGED\""));

        MDM.resetRequests();
        save(ROUTES.replace("Send the manifest and the document as two parts", "Send the document as it is")
            .replace("{constant: POST}", "{constant: PUT}")
            .replace("{constant: multipart/mixed; boundary=part-5d3c1f0e}", "{simple: \"${variable.device.mediaType}\"}")
            .replaceFirst("(?s)\\{simple: \"--part.*?--\"\\}", "{simple: \"\\${variable.device.content}\"}"));
        state("D-2");
        LoggedRequest plain = sent("PUT");

        assertThat(plain.getHeader("Content-Type")).isEqualTo("application/x-apple-aspen-config");
        assertThat(identities(plain.getBody())).isEqualTo(ANNA.identities().size());
    }

    private static void save(String text) throws Exception {
        Files.writeString(routes.resolve("channels/send-courier.camel.yaml"), text);
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            var route = gateway.getBean(CamelContext.class).getRoute("send-courier");
            return route != null && route.getDescription().equals("Send the document as it is");
        });
    }

    private static void state(String device) throws Exception {
        var body = new ObjectMapper().writeValueAsString(Map.of("channel", "courier", "owner", ANNA.mail(), "recipientCertificate",
            pem(RECIPIENT)));
        assertThat(ask("importer", "PUT", "/api/v1/devices/" + device, body)).startsWith("200");
    }

    private static LoggedRequest sent(String method) {
        await().atMost(Duration.ofSeconds(60)).until(() -> !MDM.findAll(anyRequestedFor(anyUrl())).isEmpty());
        var requests = MDM.findAll(anyRequestedFor(anyUrl()));
        assertThat(requests).allMatch(request -> request.getMethod().getName().equals(method));
        return requests.get(0);
    }

    /** The contents of two parts, by the boundary that the header names. */
    private static List<String> parts(LoggedRequest message) {
        String type = message.getHeader("Content-Type");
        assertThat(type).startsWith("multipart/mixed; boundary=");
        String line = "--" + type.substring(type.indexOf('=') + 1);
        String[] cut = message.getBodyAsString().split(line, -1);
        assertThat(cut).hasSize(4).startsWith("").endsWith("--");
        return List.of(cut[1], cut[2]).stream().map(part -> part.substring(part.indexOf("\r\n\r\n") + 4).strip()).toList();
    }

    /** How many PKCS #12 files the profile has, once the device's own key has opened it. */
    private static int identities(byte[] mobileconfig) throws Exception {
        var profile = (NSDictionary) PropertyListParser.parse((byte[]) new CMSSignedData(mobileconfig).getSignedContent().getContent());
        byte[] sealed = ((NSData) profile.objectForKey("EncryptedPayloadContent")).bytes();
        byte[] plain = new CMSEnvelopedData(sealed).getRecipientInfos().getRecipients().iterator().next()
            .getContent(new JceKeyTransEnvelopedRecipient(DEVICE.getPrivate()));
        return new String(plain, StandardCharsets.UTF_8).split("com.apple.security.pkcs12", -1).length - 1;
    }

    private static String ask(String account, String method, String path, String body) throws Exception {
        String port = gateway.getEnvironment().getProperty("local.server.port");
        var answer = HTTP.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Authorization", "Basic " + Base64.getEncoder().encodeToString((account + ":" + account).getBytes()))
            .header("Content-Type", path.startsWith("/api") ? "application/json" : "text/csv")
            .method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body)).build(),
            HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }

    private static Person anna() {
        var people = new People(1, new Chance(1), ISSUING);
        people.equip(people.list().get(0));
        return people.list().get(0);
    }

    private static String pem(X509Certificate certificate) throws Exception {
        return Pem.block("CERTIFICATE", certificate.getEncoded());
    }
}
