package io.sealpost.lab.graph;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealpost.lab.ca.Keys;
import io.sealpost.lab.ca.Pem;
import io.sealpost.lab.device.InstalledIdentity;
import io.sealpost.lab.seed.Chance;

/** A tenant: its Graph, its users and phones, and its certificate connector with the key that passwords are encrypted to. */
public final class Graph implements AutoCloseable {
    /** Where the connector's key is, on its host. */
    public static final String PROVIDER = "Microsoft Software Key Storage Provider";
    /** What the connector's key is called there. */
    public static final String KEY = "PFXEncryptionKey";
    /** Outlook's ids among the tenant's apps. */
    public static final String OUTLOOK_IOS = "c1a70e6f-0000-4000-8000-000000000001";
    public static final String OUTLOOK_ANDROID = "c1a70e6f-0000-4000-8000-000000000002";
    private static final int PAGE = 2;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, String> users = new ConcurrentHashMap<>();
    private final List<Phone> phones = new CopyOnWriteArrayList<>();
    private final KeyPair connector = Keys.rsa();
    private final TokenEndpoint tokens;
    private final PfxCertificates certificates = new PfxCertificates(new PfxRules(connector.getPrivate(), PROVIDER, KEY),
            upn -> users.get(upn.toLowerCase(Locale.ROOT)));
    private final Configurations profiles = new Configurations(Kinds.profiles());
    private final Configurations appConfigurations = new Configurations(Kinds.appConfigurations(Set.of(OUTLOOK_IOS, OUTLOOK_ANDROID)));
    private final List<ObjectNode> apps = new CopyOnWriteArrayList<>(Kinds.apps());
    private final Chance chance;
    private final Clock clock;
    private final int throttledPerThousand;
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger refusals = new AtomicInteger();
    private final GraphServer server;
    private volatile int throttled;
    private volatile int retryAfter = 1;

    /** Starts on a free loopback port. @param throttledPerThousand how many of a thousand calls get 429, by chance */
    public Graph(Application application, Chance chance, int throttledPerThousand) {
        this(application, chance, throttledPerThousand, Clock.systemUTC());
    }

    /** The same, by this clock. */
    public Graph(Application application, Chance chance, int throttledPerThousand, Clock clock) {
        this.clock = clock;
        this.tokens = new TokenEndpoint(application, clock);
        this.chance = chance;
        this.throttledPerThousand = throttledPerThousand;
        this.server = new GraphServer(this);
    }

    /** A licensed user. @return the id of the user object */
    public String user(String userPrincipalName) {
        var upn = userPrincipalName.toLowerCase(Locale.ROOT);
        return users.computeIfAbsent(upn, name -> UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString());
    }

    GraphServer.Answer answer(Resource resource, String method, List<String> rest, Query query, JsonNode body, byte[] raw) {
        if (method.equals("GET")) {
            return new GraphServer.Answer(200, read(resource, rest, query));
        }
        query.only();
        PfxRules.require(method.equals("DELETE") || body != null, "Empty Payload. JSON content expected.");
        if (resource == Resource.PFX) {
            return written(method, rest, body, raw);
        }
        var set = resource == Resource.PROFILES ? profiles : appConfigurations;
        if (rest.isEmpty()) {
            return new GraphServer.Answer(201, set.post(body));
        }
        PfxRules.require(rest.size() == 2 && rest.get(1).equals("assign"), "Resource not found for the segment '" + rest.get(1) + "'");
        return new GraphServer.Answer(200, set.assign(rest.get(0), body));
    }

    private GraphServer.Answer written(String method, List<String> rest, JsonNode body, byte[] raw) {
        if (method.equals("POST")) {
            PfxRules.require(rest.isEmpty(), "No HTTP resource was found");
            var created = certificates.post(body);
            of(created.path("userPrincipalName").asText()).forEach(phone -> phone.keep(raw));
            return new GraphServer.Answer(201, created);
        }
        if (method.equals("DELETE")) {
            certificates.delete(rest.get(0));
            return new GraphServer.Answer(204, null);
        }
        return new GraphServer.Answer(200, certificates.patch(rest.get(0), body));
    }

    private ObjectNode read(Resource resource, List<String> rest, Query query) {
        return switch (resource) {
            case USERS -> collection(query.only("$filter", "$select"), new TreeMap<>(users).entrySet().stream().map(each -> JSON
                    .createObjectNode().put("id", each.getValue()).put("userPrincipalName", each.getKey())).toList(),
                    Set.of("id", "userPrincipalName"), Integer.MAX_VALUE, "");
            case PFX -> rest.isEmpty() ? page(certificates.list(query.only("$filter", "$select")))
                    : certificates.get(rest.get(0));
            case PROFILES, APP_CONFIGURATIONS -> paged(query.only("$expand", "$skiptoken"),
                    (resource == Resource.PROFILES ? profiles : appConfigurations).list(query), PAGE, url(resource));
            case APPS -> paged(query.only("$filter", "$skiptoken"), apps.stream().filter(each -> query.types().isEmpty()
                    || query.types().contains(each.path("@odata.type").asText())).toList(), PAGE, url(resource));
            case DEVICES -> devices(rest, query);
        };
    }

    private ObjectNode devices(List<String> rest, Query query) {
        var list = phones.stream().filter(Phone::managed).map(Phone::entity).toList();
        if (rest.isEmpty()) {
            return collection(query.only("$filter", "$select", "$skiptoken"), list, Phone.PROPERTIES, PAGE,
                    url(Resource.DEVICES));
        }
        return query.only("$select").selected(list.stream().filter(each -> each.path("id").asText().equals(rest.get(0))).findFirst()
                .orElseThrow(() -> Refusal.notFound("managedDevice " + rest.get(0))), Phone.PROPERTIES);
    }

    private static ObjectNode collection(Query query, List<ObjectNode> all, Set<String> properties, int size, String url) {
        var found = all.stream().filter(query.filter(properties)).map(each -> query.selected(each, properties)).toList();
        return paged(query, found, size, url);
    }

    private static ObjectNode paged(Query query, List<ObjectNode> found, int size, String url) {
        int from = query.get("$skiptoken") == null ? 0 : Integer.parseInt(query.get("$skiptoken"));
        var page = page(found.subList(Math.min(from, found.size()), (int) Math.min(found.size(), (long) from + size)));
        if ((long) from + size < found.size()) {
            page.put("@odata.nextLink", url + "?" + query.after(from + size));
        }
        return page;
    }

    private String url(Resource resource) {
        return server.url() + "/beta/" + resource.path();
    }

    private static ObjectNode page(List<ObjectNode> entities) {
        var page = JSON.createObjectNode();
        page.putArray("value").addAll(entities);
        return page;
    }

    /** Refuses a call now and then. */
    void throttle() {
        if (throttled > 0 || chance.below(1000, "429", calls.getAndIncrement()) < throttledPerThousand) {
            throttled = Math.max(0, throttled - 1);
            refusals.incrementAndGet();
            throw Refusal.throttled();
        }
    }

    /** From now on this many calls get 429, with Retry-After in seconds. */
    public void throttle(int count, int seconds) {
        retryAfter = seconds;
        throttled = count;
    }

    /** How many calls got 429. */
    public int throttled() {
        return refusals.get();
    }

    Clock clock() {
        return clock;
    }

    int retryAfter() {
        return retryAfter;
    }

    TokenEndpoint tokens() {
        return tokens;
    }

    /** How many access tokens were issued. */
    public int tokensIssued() {
        return tokens.issued().size();
    }

    /** The access tokens that were issued. */
    public Set<String> accessTokens() {
        return tokens.issued();
    }

    /** From now on tokens carry these application permissions only. */
    public void grant(List<String> permissions) {
        tokens.roles(permissions);
    }

    void add(Phone phone) {
        user(phone.userPrincipalName());
        phones.add(phone);
    }

    private List<Phone> of(String userPrincipalName) {
        return phones.stream().filter(each -> each.managed() && each.userPrincipalName().equalsIgnoreCase(userPrincipalName)).toList();
    }

    /** What the connector hands to a phone: the imported identities of its user, for purposes with an assigned profile. */
    List<InstalledIdentity> delivered(String userPrincipalName, Platform platform) {
        var identities = new ArrayList<InstalledIdentity>();
        for (var profile : profiles.assigned(platform.profile())) {
            var purpose = profile.path("intendedPurpose").asText().toLowerCase(Locale.ROOT);
            certificates.of(userPrincipalName, purpose).stream().filter(each -> !identities.contains(each)).forEach(identities::add);
        }
        return identities;
    }

    /** Whether Outlook uses S/MIME by itself: it has a profile that brings certificates, and was told to take Intune's. */
    boolean automatic(Platform platform) {
        return !profiles.assigned(platform.profile()).isEmpty() && appConfigurations.assigned(platform.appConfiguration()).stream()
                .anyMatch(each -> Kinds.targets(each, platform.outlook()) && platform.concernedBy(each)
                        && Kinds.on(each, "com.microsoft.outlook.Mail.SMIMEEnabled")
                        && Kinds.on(each, "com.microsoft.outlook.Mail.SMIMEEnabled.CertsFromIntune"));
    }

    /** The tenant's administrator takes an app away. @param id of the app */
    public void withdraw(String id) {
        apps.removeIf(each -> each.path("id").asText().equals(id));
    }

    /** The tenant's administrator makes and assigns an app configuration with these keys true, as a dictionary in XML. */
    public void configureOutlook(Platform platform, String name, String... keys) {
        var dictionary = Arrays.stream(keys).map(key -> "<key>" + key + "</key>\n  <true/>\n")
                .collect(Collectors.joining("", "<dict>\n", "</dict>"));
        var entity = JSON.createObjectNode().put("@odata.type", platform.appConfiguration()).put("displayName", name)
                .put("encodedSettingXml", Base64.getEncoder().encodeToString(dictionary.getBytes(StandardCharsets.UTF_8)));
        entity.putArray("targetedMobileApps").add(platform.outlook());
        var assignments = JSON.createObjectNode();
        assignments.putArray("assignments").addObject().putObject("target").put("@odata.type",
                "#microsoft.graph.allDevicesAssignmentTarget");
        appConfigurations.assign(appConfigurations.post(entity).path("id").asText(), assignments);
    }

    /** How many profiles and app configurations there are. */
    public int configured() {
        return profiles.size() + appConfigurations.size();
    }

    /** How many certificates are imported for the user. */
    public int imported(String userPrincipalName) {
        return certificates.of(userPrincipalName, "smimeencryption").size() + certificates.of(userPrincipalName, "smimesigning").size();
    }

    /** Without path and version. */
    public String url() {
        return server.url();
    }

    /** The connector's public key. */
    public PublicKey connectorKey() {
        return connector.getPublic();
    }

    /** Leaves the connector's private key for tools: intune-connector.key in this folder. */
    public void leave(Path folder) {
        Pem.write(folder.resolve("intune-connector.key"), Pem.of(connector.getPrivate()));
    }

    @Override
    public void close() {
        server.close();
    }
}
