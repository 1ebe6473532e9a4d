package io.sealpost.secrets;

import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Stream;

/** Traces of RSA private keys, in any of the canary's forms, for tests of one channel. */
public final class KeyTraces {
    private KeyTraces() {
    }

    /** Which numbers of these keys stand in the bytes. */
    public static Set<String> in(byte[] bytes, Collection<? extends PrivateKey> keys) {
        return new Finder(keys.stream().map(RSAPrivateCrtKey.class::cast).flatMap(key -> Stream.of(
            Form.ofNumber("exponent", key.getPrivateExponent()), Form.ofNumber("prime p", key.getPrimeP()),
            Form.ofNumber("prime q", key.getPrimeQ()))).flatMap(java.util.List::stream).toList()).find(bytes).keySet();
    }
}
