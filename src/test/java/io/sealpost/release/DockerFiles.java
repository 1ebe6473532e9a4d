package io.sealpost.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.ObjectMapper;

/** docker/Dockerfile, read as far as our own one goes: a map from target to its instructions. */
final class DockerFiles {
    static final Path DOCKERFILE = Path.of("docker", "Dockerfile");
    static final Path COMPOSE = Path.of("docker", "compose.yaml");

    /** One line: its instruction, and the words after it without options. */
    record Instruction(String name, List<String> words) {
    }

    private DockerFiles() {
    }

    static Map<String, List<Instruction>> targets() throws IOException {
        var targets = new LinkedHashMap<String, List<Instruction>>();
        List<Instruction> target = List.of();
        var text = Files.readString(DOCKERFILE).replaceAll("(?m)^#.*\\n", "").replace("\\\n", " ");
        for (var line : text.lines().filter(line -> !line.isBlank()).toList()) {
            var name = line.substring(0, line.indexOf(' '));
            var instruction = new Instruction(name, words(line.substring(name.length()).strip()));
            if (name.equals("FROM")) {
                target = new ArrayList<>();
                targets.put(instruction.words().get(2), target);
            }
            target.add(instruction);
        }
        return targets;
    }

    private static List<String> words(String rest) throws IOException {
        int json = rest.indexOf('[');
        if (json >= 0 && (json == 0 || rest.startsWith("-"))) {   // HEALTHCHECK --interval=… CMD [...]
            return List.of(new ObjectMapper().readValue(rest.substring(json), String[].class));
        }
        return Arrays.stream(rest.split("\\s+")).filter(word -> !word.startsWith("--")).toList();
    }

    static List<Instruction> all(List<Instruction> target, String name) {
        return target.stream().filter(instruction -> instruction.name().equals(name)).toList();
    }

    static List<String> only(List<Instruction> target, String name) {
        var found = all(target, name);
        if (found.size() != 1) {
            throw new AssertionError(name + " stands " + found.size() + " times");
        }
        return found.get(0).words();
    }

    /** Lays the COPY instructions' files out under {@code root} as the image would have them; answers the working directory. */
    static Path layOut(List<Instruction> target, Path root) throws IOException {
        var working = under(root, root, only(target, "WORKDIR").get(0));
        Files.createDirectories(working);
        for (var copy : all(target, "COPY")) {
            var source = Path.of(copy.words().get(0));
            var to = under(root, working, copy.words().get(1));
            try (var walk = Files.walk(source)) {
                for (var file : walk.filter(Files::isRegularFile).toList()) {
                    var there = to.resolve(source.relativize(file).toString());
                    Files.createDirectories(there.getParent());
                    Files.copy(file, file.equals(source) ? to : there);
                }
            }
        }
        return working;
    }

    static Path under(Path root, Path working, String path) {
        return path.startsWith("/") ? root.resolve(path.substring(1)) : working.resolve(path);
    }
}
