package io.sealpost.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.yaml.snakeyaml.Yaml;

/** The container files without an engine (G5): what a build or `compose up` would find wrong, and what must not be open. */
class DockerFilesTest {
    /** An exact version, or a digest; never a moving tag. */
    private static final Pattern PINNED = Pattern.compile("\\S+:\\d+\\.\\d+(\\.\\d+)?[\\w.-]*|\\S+@sha256:[0-9a-f]{64}");
    private static final Pattern OURS = Pattern.compile("(SEALPOST|SPRING|SERVER|MANAGEMENT|LOGGING)_[A-Z0-9_]+");
    @SuppressWarnings("unchecked")
    private final Map<String, Map<String, Object>> compose = new Yaml().loadAs(Files.readString(DockerFiles.COMPOSE), Map.class);
    @SuppressWarnings("unchecked")
    private final Map<String, Map<String, Object>> services = (Map<String, Map<String, Object>>) (Map<String, ?>) compose.get("services");

    DockerFilesTest() throws IOException {
    }

    @Test
    void G5_everyImageIsPinnedAndOurOwnAreBuilt() throws Exception {
        for (var target : DockerFiles.targets().values()) {
            assertThat(DockerFiles.only(target, "FROM").get(0)).matches(PINNED);
        }
        services.forEach((name, service) -> {
            if (service.get("build") instanceof Map<?, ?> build) {
                assertThat(Path.of("docker").resolve(String.valueOf(build.get("context"))).resolve((String) build.get("dockerfile")))
                    .as(name).exists();
                assertThat(build.get("target")).as(name).isIn("gateway", "lab");
            } else {
                assertThat((String) service.get("image")).as(name).matches(PINNED);
            }
        });
    }

    @Test
    void G5_everySourceOfACopyExistsAndReachesTheBuild() throws Exception {
        var ignore = Files.readAllLines(Path.of("docker", "Dockerfile.dockerignore"));
        assertThat(ignore.get(0)).isEqualTo("*");
        for (var target : DockerFiles.targets().values()) {
            for (var copy : DockerFiles.all(target, "COPY")) {
                var source = copy.words().get(0);
                if (!source.equals("target/sealpost.jar")) {   // the package phase comes after tests; ImageIT has it
                    assertThat(Path.of(source)).exists();
                }
                assertThat(ignore).anyMatch(line -> line.equals("!" + source) || line.startsWith("!" + source + "/"));
            }
        }
    }

    @Test
    void imagesRunAsAUserWithoutRights() throws Exception {
        for (var target : DockerFiles.targets().values()) {
            var user = DockerFiles.only(target, "USER").get(0);
            assertThat(user).isNotEqualTo("root");
            assertThat(DockerFiles.all(target, "RUN").get(0).words()).contains("useradd", user);
            var names = target.stream().map(DockerFiles.Instruction::name).toList();
            assertThat(names.indexOf("USER")).isLessThan(names.indexOf("ENTRYPOINT"));
        }
    }

    @Test
    void G5_everyVariableIsAKeyThatExists() throws Exception {
        var variables = new TreeSet<String>();
        for (var file : List.of(DockerFiles.DOCKERFILE, DockerFiles.COMPOSE)) {
            OURS.matcher(Files.readString(file)).results().forEach(match -> variables.add(match.group()));
        }
        var files = Pattern.compile("secrets/((?:sealpost|spring)\\.[a-z.]+)|=((?:sealpost|spring)\\.[a-z.]+)");
        for (var file : List.of(DockerFiles.COMPOSE, Path.of("docker", "init.sh"))) {
            files.matcher(Files.readString(file)).results().forEach(match ->
                variables.add(match.group(1) == null ? match.group(2) : match.group(1)));
        }
        assertThat(variables).hasSizeGreaterThan(15).contains("SEALPOST_DATA", "spring.artemis.password");
        var keys = new Keys();
        assertThat(variables).allMatch(keys::has);
        assertThat(List.of("SEALPOST_DATAS", "SPRING_DATASOURCE_ULR", "SEALPOST_DIRECTORIES_CORPORATE_BIND")).noneMatch(keys::has);
    }

    @Test
    void nothingIsPublishedBeyondThisMachineAndNoPasswordIsWritten() throws Exception {
        services.forEach((name, service) -> {
            for (var port : (List<?>) service.getOrDefault("ports", List.of())) {
                assertThat(String.valueOf(port)).as(name).matches("127\\.0\\.0\\.1:\\d+:\\d+");
            }
            assertThat(service).as(name).doesNotContainEntry("network_mode", "host").doesNotContainKey("privileged");
        });
        assertThat(Files.readString(DockerFiles.COMPOSE)).doesNotContainPattern("PASSWORD: (?!\"?\\$\\{)\\S");
    }

    @Test
    void G5_twoGatewaysShareOneInstallationAndNothingElseOfTheirs() {
        assertThat(services).containsKeys("gateway1", "gateway2", "postgres", "artemis", "openldap", "init");
        assertThat(services.get("lab").get("profiles")).isEqualTo(List.of("lab"));
        var volumes = new ArrayList<Object>((List<?>) services.get("gateway1").get("volumes"));
        volumes.retainAll((List<?>) services.get("gateway2").get("volumes"));
        assertThat(volumes).containsExactly("installation:/etc/sealpost:ro");
    }

    /** Keys as environment variables spell them: letters and digits only. */
    private static final class Keys {
        private final Set<String> known = new HashSet<>();
        private final Set<String> maps = new HashSet<>();

        Keys() throws IOException {
            // the commented examples of config/application.yaml are keys as well
            var text = Files.readString(Path.of("config", "application.yaml"))
                .replaceAll("(?m)^( +[\\w-]+): \\{\\}[^\\n]*\\n(?= +#  )", "$1:\n").replaceAll("(?m)^( +)#(  .*)$", "$1 $2");
            for (var source : new YamlPropertySourceLoader().load("keys", new ByteArrayResource(text.getBytes()))) {
                for (var name : ((EnumerablePropertySource<?>) source).getPropertyNames()) {
                    known.add(flat(name));
                }
            }
            var files = getClass().getClassLoader().getResources("META-INF/spring-configuration-metadata.json");
            while (files.hasMoreElements()) {
                try (var in = files.nextElement().openStream()) {
                    for (var property : new ObjectMapper().readTree(in).path("properties")) {
                        var name = property.path("name").asText();
                        known.add(flat(name));
                        if (property.path("type").asText().startsWith("java.util.Map<")) {
                            maps.add(flat(name));
                        }
                    }
                }
            }
            known.add(flat("spring.profiles.active"));
        }

        boolean has(String variable) {
            var flat = flat(variable);
            return known.contains(flat) || maps.stream().anyMatch(map -> flat.startsWith(map) && flat.length() > map.length());
        }

        private static String flat(String name) {
            return name.toLowerCase().replaceAll("[^a-z0-9]", "");
        }
    }
}
