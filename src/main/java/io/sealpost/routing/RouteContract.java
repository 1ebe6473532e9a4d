package io.sealpost.routing;

import java.util.List;
import java.util.stream.Stream;

/**
 * What must hold of all route files and the configuration together before Camel sees them (design 4). It looks and never runs
 * anything: it needs no database, no broker and no bean, only their types.
 */
final class RouteContract {
    private final RouteBeans beans;
    private final Configuration configuration;
    private final ScratchBuild scratch;

    RouteContract(RouteBeans beans, Configuration configuration) {
        this.beans = beans;
        this.configuration = configuration;
        this.scratch = new ScratchBuild(beans, configuration);
    }

    /** All findings, ordered by file and line; empty if everything holds. */
    List<Finding> check(RouteFiles files) {
        List<Finding> found = Stream.of(
            files.all().flatMap(f -> f.flaws().stream()),
            new DslSchema().findings(files),
            new RouteHeads().findings(files),
            new Forbidden().findings(files),
            new Words(configuration.environment()).findings(files),
            new Calls(configuration::resolved).findings(files),
            new BeanCalls(beans).findings(files),
            new Options(beans).findings(files),
            new ConfiguredKinds(configuration).findings(files),
            new KnownKeys(configuration).findings(files),
            new SettingsValues(configuration).findings(files, KnownKeys.SETTINGS)).flatMap(s -> s).distinct().sorted().toList();
        return found.isEmpty() ? scratch.findings(files).distinct().sorted().toList() : found;
    }
}
