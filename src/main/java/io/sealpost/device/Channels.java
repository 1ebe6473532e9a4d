package io.sealpost.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.sealpost.pki.Certificates;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** The configured channels, by name. */
@Component
@EnableConfigurationProperties(ChannelSettings.class)
public class Channels {
    private final Map<String, Channel> channels = new TreeMap<>();
    private final Map<String, ChannelSettings.Settings> settings;
    private final Map<Platform, ChannelSettings.Assignment> platforms;

    Channels(ChannelSettings settings) {
        settings.channels().forEach((name, s) -> channels.put(name, new Channel(name, s.kind(), s.url(), s.signer(), s.pkcs12(),
            s.format(), Map.copyOf(s.parameters()), read(name, s.deviceCa()), s.owners(), s.timeout(), s.answerWithin(),
            new Channel.Secrets(s.username(), s.password(), s.webhookKey()))));
        this.settings = settings.channels();
        this.platforms = settings.platforms();
    }

    /**
     * The channel of this name.
     *
     * @throws UnknownChannel if none is configured under it
     */
    public Channel get(String name) {
        Channel channel = channels.get(name);
        if (channel == null) {
            throw new UnknownChannel("No channel " + name + ": add it under sealpost.channels, or use one of " + channels.keySet());
        }
        return channel;
    }

    /** Whether one is configured under this name: devices outlive the configuration. */
    public boolean knows(String name) {
        return channels.containsKey(name);
    }

    /** How many deliveries a second may be sent to the channel, by all nodes together; 0: as many as there are. */
    public double rate(String name) {
        return settings.get(get(name).name()).rate();
    }

    /** All channels, ordered by name. */
    public Collection<Channel> all() {
        return channels.values();
    }

    /** The channels of one kind, ordered by name. */
    public List<Channel> ofKind(String kind) {
        return channels.values().stream().filter(c -> c.kind().equals(kind)).toList();
    }

    /** The channel that a platform is assigned to; empty if none is. */
    public Optional<Channel> of(Platform platform) {
        return Optional.ofNullable(platforms.get(platform)).map(ChannelSettings.Assignment::channel).map(channels::get);
    }

    /** The platform that a channel serves, if it is the only one assigned to it. */
    Optional<Platform> onlyPlatform(String channel) {
        List<Platform> served = platforms.entrySet().stream().filter(e -> e.getValue().channel().equals(channel))
            .map(Map.Entry::getKey).toList();
        return served.size() == 1 ? Optional.of(served.get(0)) : Optional.empty();
    }

    private static List<X509Certificate> read(String channel, List<Path> files) {
        return files.stream().flatMap(file -> {
            try {
                return Certificates.parsePem(Files.readString(file)).stream();
            } catch (IOException e) {
                throw new IllegalStateException("sealpost.channels." + channel + ".device-ca names " + file
                    + ", which cannot be read: put the PEM file there, or mend the key", e);
            }
        }).toList();
    }
}
