package io.sealpost;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The laws that files show, under a root folder: sizes, names, a sentence for each package. Each answers what breaks it. */
record FileLaws(Path root) {
    private static final Set<String> SHOWN_OFF = Set.of("demo", "lab", "sample");

    List<String> sizes() throws IOException {
        var found = new ArrayList<String>();
        for (var file : files("src", "routes", "config")) {
            var name = file.getFileName().toString();
            if (name.matches(".*\\.(java|ya?ml|sql|xml|md|properties)")) {
                var lines = Files.readAllLines(file, StandardCharsets.UTF_8);
                var most = name.endsWith(".java") ? 300 : name.endsWith(".camel.yaml") ? 80 : Integer.MAX_VALUE;
                if (lines.size() >= most) {
                    found.add(root.relativize(file) + " has " + lines.size() + " lines, not under " + most);
                }
                for (var i = 0; i < lines.size(); i++) {
                    if (lines.get(i).length() >= 140) {
                        found.add(root.relativize(file) + ":" + (i + 1) + " has " + lines.get(i).length() + " columns, not under 140");
                    }
                }
            }
        }
        return found;
    }

    /** Words of file names and folders in src/main, split where the case changes and at anything that is no letter. */
    List<String> shownOff() throws IOException {
        var found = new ArrayList<String>();
        for (var file : files("src/main")) {
            var words = new TreeSet<String>();
            for (var word : root.relativize(file).toString().split("(?<=[a-z])(?=[A-Z])|[^A-Za-z]+")) {
                words.add(word.toLowerCase());
            }
            words.retainAll(SHOWN_OFF);
            words.forEach(word -> found.add(root.relativize(file) + " is named '" + word + "': what shows off belongs in src/test"));
        }
        return found;
    }

    List<String> packagesWithoutASentence() throws IOException {
        var folders = new TreeSet<Path>();
        files("src/main/java").forEach(file -> folders.add(file.getParent()));
        return folders.stream().filter(folder -> !Files.exists(folder.resolve("package-info.java")))
                .map(folder -> root.relativize(folder) + " has no package-info.java").toList();
    }

    private List<Path> files(String... folders) throws IOException {
        var found = new ArrayList<Path>();
        for (var folder : folders) {
            if (Files.isDirectory(root.resolve(folder))) {
                try (Stream<Path> walk = Files.walk(root.resolve(folder))) {
                    walk.filter(Files::isRegularFile).sorted().forEach(found::add);
                }
            }
        }
        return found;
    }
}
