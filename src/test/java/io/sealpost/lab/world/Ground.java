package io.sealpost.lab.world;

import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;

import io.sealpost.lab.ca.Authority;
import io.sealpost.lab.gateway.GatewayFiles;
import io.sealpost.lab.seed.Chance;

/**
 * What every MDM of the lab stands on.
 *
 * @param chance          what the seed repeats
 * @param root            what devices trust
 * @param issuing         the authority below it
 * @param files           the gateway's configuration folder
 * @param gateway         the gateway's base URL
 * @param channelPassword of the gateway's account named channel
 * @param clock           the lab's time
 * @param threads         on which devices act
 * @param folder          what the lab leaves
 */
record Ground(Options options, Chance chance, Authority root, Authority issuing, GatewayFiles files, String gateway,
        String channelPassword, Clock clock, ScheduledExecutorService threads, Path folder) {
    /** Where each device leaves what it received, in a folder named by its id. */
    Path devices() {
        return folder.resolve("devices");
    }

    @Override
    public String toString() {
        return "Ground[" + folder + "]";
    }
}
