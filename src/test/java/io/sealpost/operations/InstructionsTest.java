package io.sealpost.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealpost.delivery.MailClient;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** S5: each mail client has a page in English and one in French, open to everybody, and nothing in them leads elsewhere. */
@ApiContext
class InstructionsTest {
    @LocalServerPort
    private int port;

    static Stream<String> pages() {
        return Arrays.stream(MailClient.values()).map(MailClient::instructions).flatMap(en -> Stream.of(en, french(en)));
    }

    private static String french(String english) {
        return english.replace(".html", ".fr.html");
    }

    @ParameterizedTest
    @MethodSource("pages")
    void S5_eachClientHasBothPagesWithoutALogIn(String path) throws Exception {
        HttpResponse<String> answer = new Browser(port).get(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
        assertThat(answer.headers().firstValue("Content-Security-Policy")).contains("default-src 'none'; style-src 'self'");
        assertThat(answer.headers().firstValue("Set-Cookie")).as("no session, nothing kept").isEmpty();

        Document page = read(answer.body());
        String language = path.endsWith(".fr.html") ? "fr" : "en";
        assertThat(page.getDocumentElement().getAttribute("lang")).isEqualTo(language);
        assertThat(elements(page, "h1")).hasSize(1);
        assertThat(elements(page, "title")).singleElement().satisfies(t -> assertThat(t.getTextContent()).isEqualTo(
            elements(page, "h1").get(0).getTextContent()));
        assertThat(elements(page, "meta")).extracting(m -> m.getAttribute("name")).contains("viewport");
        assertThat(elements(page, "main")).singleElement().satisfies(m -> assertThat(m.getTextContent().length()).isGreaterThan(600));
        assertThat(answer.body()).doesNotContainPattern("(?i)<(script|img|iframe|object|form|style)|https?:|\\bstyle=|\\bon\\w+=|@import");
    }

    @ParameterizedTest
    @MethodSource("pages")
    void S5_everyLinkResolvesAndStaysInItsLanguageButForTheOther(String path) throws Exception {
        Browser browser = new Browser(port);
        Document page = read(browser.get(path).body());
        List<Element> links = Stream.concat(elements(page, "a").stream(), elements(page, "link").stream()).toList();
        String other = path.endsWith(".fr.html") ? path.replace(".fr.html", ".html") : french(path);
        assertThat(links.get(0).getAttribute("href")).isEqualTo(other.substring(other.lastIndexOf('/') + 1));
        assertThat(links.get(0).getAttribute("hreflang")).isEqualTo(links.get(0).getAttribute("lang")).isNotEmpty();
        for (Element link : links) {
            String target = link.getAttribute("href");
            assertThat(target).matches("[a-z-]+(\\.fr)?\\.html|style\\.css");
            assertThat(browser.get("/instructions/" + target).statusCode()).as(target).isEqualTo(200);
            if (link != links.get(0) && target.endsWith(".html")) {
                assertThat(target.endsWith(".fr.html")).isEqualTo(path.endsWith(".fr.html"));
            }
        }
    }

    @Test
    void S5_noPageIsLeftOverAndTheStylesheetBringsNothing() throws Exception {
        var files = new TreeSet<String>();
        try (Stream<Path> folder = Files.list(Path.of("src/main/resources/static/instructions"))) {
            folder.forEach(f -> files.add("/instructions/" + f.getFileName()));
        }
        var expected = new TreeSet<>(pages().toList());
        expected.add("/instructions/style.css");
        assertThat(files).isEqualTo(expected);
        assertThat(new Browser(port).get("/instructions/style.css").body()).doesNotContain("url(", "@import");
    }

    @Test
    void S10_nothingElseIsOpenBesideThem() throws Exception {
        var client = new Client(port, null);
        assertThat(client.get("/instructions/").status()).isEqualTo(403);
        assertThat(client.get("/instructions/a/outlook-ios.html").status()).isEqualTo(403);
        assertThat(client.get("/instructions/nothing.html").status()).isEqualTo(404);
        assertThat(client.send("POST", "/instructions/outlook-ios.html", "{}").status()).isEqualTo(403);
        assertThat(Pattern.compile("(?i)authorization|cookie").matcher(client.get("/instructions/outlook-ios.html").http().body()).find())
            .isFalse();
    }

    /** They are well-formed XML as well, so that no element is left open. */
    private static Document read(String page) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder()
            .parse(new ByteArrayInputStream(page.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<Element> elements(Document page, String name) {
        NodeList found = page.getElementsByTagName(name);
        return Stream.iterate(0, i -> i + 1).limit(found.getLength()).map(i -> (Element) found.item(i)).toList();
    }
}
