package io.sealpost.operations;

import java.nio.file.Path;
import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.LoggingEvent;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.logging.logback.ColorConverter;
import org.springframework.boot.logging.logback.ExtendedWhitespaceThrowableProxyConverter;
import org.springframework.core.io.FileSystemResource;

import static org.assertj.core.api.Assertions.assertThat;

/** The log's patterns as they are shipped, with what people and servers may say. */
class LogLinesTest {
    private static final String SAID = "anna\r\n2026-11-23T12:00:00.000Z  INFO [main] io.sealpost.Sealpost : all is well\u001b[2J\n";

    @ParameterizedTest
    @ValueSource(strings = {"logging.pattern.console", "logging.pattern.file"})
    void P2_nothingThatIsSaidBeginsALineOfTheLog(String key) throws Exception {
        LoggerContext context = new LoggerContext();
        PatternLayout layout = new PatternLayout();
        layout.setContext(context);
        layout.getInstanceConverterMap().put("clr", ColorConverter::new);
        layout.getInstanceConverterMap().put("wEx", ExtendedWhitespaceThrowableProxyConverter::new);
        layout.setPattern(pattern(key));
        layout.start();

        String text = layout.doLayout(new LoggingEvent("", context.getLogger("io.sealpost.directory.Syncs"), Level.WARN, SAID,
            new IllegalStateException(SAID), null));

        List<String> lines = text.lines().filter(line -> !line.isEmpty()).toList();
        assertThat(lines.get(0)).contains("WARN", "sealpost.directory.Syncs", " : anna");
        assertThat(lines.subList(1, lines.size())).hasSizeGreaterThan(3).allMatch(line -> line.startsWith("  | "));
        assertThat(text.split("IllegalStateException", -1)).as("the exception, once").hasSize(2);
        assertThat(text).doesNotContain("\u001b[2J").endsWith("\n");
    }

    private static String pattern(String key) throws Exception {
        return new YamlPropertySourceLoader().load("application", new FileSystemResource(Path.of("config/application.yaml"))).get(0)
            .getProperty(key).toString();
    }
}
