package io.sealpost.routing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** The route files that this version was shipped with; they lie in the jar beside the classes. */
final class ShippedRoutes {
    private static final String ROOT = "release/routes/";

    private ShippedRoutes() {
    }

    /** Their texts, by their path below the folder of routes. */
    static Map<String, String> texts() throws IOException {
        Map<String, String> texts = new TreeMap<>();
        for (Resource file : new PathMatchingResourcePatternResolver().getResources("classpath:" + ROOT + "**/*" + RouteFile.SUFFIX)) {
            String url = file.getURL().toString();
            texts.put(url.substring(url.lastIndexOf(ROOT) + ROOT.length()), file.getContentAsString(StandardCharsets.UTF_8));
        }
        return texts;
    }

    /** The texts of a folder, by the same paths. */
    static Map<String, String> edited(Path folder) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        RouteFiles.texts(folder).forEach((name, text) ->
            texts.put(folder.relativize(Path.of(name)).toString().replace('\\', '/'), text));
        return texts;
    }
}
