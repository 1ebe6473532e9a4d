package io.sealpost.lab.fleet;

/** An Apple device that Fleet manages. */
@FunctionalInterface
public interface AppleHost {
    /** Executes an MDM command. @return the device's report, XML property list; null while it is asleep */
    byte[] execute(byte[] command);
}
