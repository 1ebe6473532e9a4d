package io.sealpost.lab.world;

import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealpost.lab.ca.Pem;
import io.sealpost.lab.device.Managed;
import io.sealpost.lab.gateway.GatewayProperties;
import io.sealpost.lab.graph.Application;
import io.sealpost.lab.graph.Graph;
import io.sealpost.lab.graph.Phone;
import io.sealpost.lab.graph.Platform;
import io.sealpost.lab.people.Person;

/** An iPhone and an Android phone for each user, behind Intune. */
final class IntuneMdm implements Management {
    static final String CHANNEL = "intune";

    private final Ground ground;
    private final Application application = Application.create(null);
    private final Graph graph;

    IntuneMdm(Ground ground) {
        this.ground = ground;
        graph = new Graph(application, ground.chance(), ground.options().lost(), ground.clock());
        Pem.write(ground.files().file("intune-connector.pem"), Pem.block("PUBLIC KEY", graph.connectorKey().getEncoded()));
        graph.leave(ground.folder().resolve("ca"));
    }

    @Override
    public int each(Options.Platform platform) {
        return platform == Options.Platform.INTUNE ? 2 : 0;
    }

    @Override
    public List<Managed> make(Options.Platform platform, Person owner, int nth) {
        var root = ground.root().certificate();
        var issuing = ground.issuing().certificate();
        return List.of(Platform.IOS, Platform.ANDROID_WORK_PROFILE).stream().map(each -> (Managed) new IntunePhone(new Phone(graph, each,
                owner, root, issuing, ground.devices()), List.of(root, issuing))).toList();
    }

    @Override
    public void configure(GatewayProperties gateway) {
        var prefix = "sealpost.channels." + CHANNEL + ".";
        gateway.set(prefix + "kind", "intune");
        gateway.set(prefix + "format", "intune");
        gateway.set(prefix + "url", graph.url());
        gateway.set(prefix + "username", application.clientId());
        gateway.set(prefix + "password", application.clientSecret());
        gateway.list(prefix + "owners", "MDM");
        gateway.set(prefix + "timeout", "20s");
        gateway.set(prefix + "parameters.authority", graph.url() + "/" + application.tenant());
        gateway.set(prefix + "parameters.connector-key", ground.files().file("intune-connector.pem"));
        gateway.set(prefix + "parameters.provider", Graph.PROVIDER);
        gateway.set(prefix + "parameters.key-name", Graph.KEY);
        gateway.set(prefix + "parameters.ensure-profiles", "true");
        gateway.set("sealpost.directories.lab.attributes.upn", "mail");
    }

    @Override
    public void describe(ObjectNode endpoints) {
        endpoints.putObject(CHANNEL).put("url", graph.url()).put("tenant", application.tenant()).put("clientId", application.clientId())
                .put("clientSecret", application.clientSecret())
                .put("connectorKey", ground.files().file("intune-connector.pem").toString());
    }

    @Override
    public Set<String> accessTokens() {
        return graph.accessTokens();
    }

    @Override
    public List<String[]> figures() {
        return List.<String[]>of(new String[] {"Graph", graph.tokensIssued() + " access tokens, " + graph.throttled()
                + " calls answered 429"});
    }

    @Override
    public void close() {
        graph.close();
    }
}
