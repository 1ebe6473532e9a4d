package io.sealpost.delivery;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.sealpost.device.Channels;
import io.sealpost.device.Device;
import io.sealpost.device.Platform;
import org.springframework.stereotype.Component;

/** Which format a device takes: the one that its channel names, else its platform's own. */
@Component
class Formats {
    private static final Map<Platform, String> OWN = Map.of(Platform.IOS, "apple", Platform.MACOS, "apple",
        Platform.WINDOWS, "windows", Platform.ANDROID, "android");
    private final Map<String, Format> formats = new TreeMap<>();
    private final Channels channels;

    Formats(List<Format> formats, Channels channels) {
        formats.forEach(f -> this.formats.put(f.name(), f));
        this.channels = channels;
        channels.all().forEach(channel -> {
            if (!channel.format().isEmpty()) {
                named(channel.format(), channel.name()).check(channel);
            }
        });
        Arrays.stream(Platform.values()).forEach(platform -> channels.of(platform).filter(c -> c.format().isEmpty())
            .ifPresent(c -> named(OWN.get(platform), c.name()).check(c)));
    }

    Format of(Device device) {
        String named = channels.get(device.channel()).format();
        return named(named.isEmpty() ? OWN.get(device.platform()) : named, device.channel());
    }

    /** Whether deliveries can go to the device now. */
    boolean ready(Device device) {
        return device.ready() && (device.recipient() != null || !of(device).shape(device).recipient());
    }

    private Format named(String name, String channel) {
        Format format = formats.get(name);
        if (format == null) {
            throw new IllegalStateException("Channel " + channel + " needs the format " + name + ", which is none of " + formats.keySet()
                + ": mend sealpost.channels." + channel + ".format");
        }
        return format;
    }
}
