package io.sealpost.secrets;

import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What the canary's finder finds, and what it does not. */
class FinderTest {
    private static final String PASSWORD = "kMPq7xRw2vTnYc4HsBz9JfLd";
    private static final RSAPrivateCrtKey RSA = (RSAPrivateCrtKey) key("RSA", 2048);
    private static final ECPrivateKey EC = (ECPrivateKey) key("EC", 256);
    private static final List<Form> FORMS = Stream.of(Form.ofText("password", PASSWORD),
        Form.ofNumber("exponent", RSA.getPrivateExponent()), Form.ofNumber("prime", RSA.getPrimeP()),
        Form.ofNumber("scalar", EC.getS())).flatMap(List::stream).toList();
    private static final Finder FINDER = new Finder(FORMS);

    private static Object key(String algorithm, int size) {
        try {
            var generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(size);
            return generator.generateKeyPair().getPrivate();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<Form> forms() {
        return FORMS;
    }

    @ParameterizedTest
    @MethodSource("forms")
    void eachFormIsFoundAmongOtherBytes(Form form) {
        assertThat(FINDER.find(amongOthers(form.bytes()))).containsKey(form.secret());
    }

    @Test
    void itIsFoundInsideWhatHoldsIt() {
        var pem = Base64.getMimeEncoder(64, new byte[] {'\n'});
        assertThat(Map.of("PKCS #8, RSA", RSA.getEncoded(), "PEM, RSA", pem.encode(RSA.getEncoded())))
            .allSatisfy((name, text) -> assertThat(FINDER.find(amongOthers(text))).as(name).containsKeys("exponent", "prime"));
        assertThat(Map.of("PKCS #8, EC", EC.getEncoded(), "PEM, EC", pem.encode(EC.getEncoded()),
            "hex, EC", HexFormat.of().formatHex(EC.getEncoded()).getBytes(StandardCharsets.US_ASCII)))
            .allSatisfy((name, text) -> assertThat(FINDER.find(amongOthers(text))).as(name).containsKey("scalar"));
        for (var user : List.of("a", "ab", "abc")) {
            var basic = Base64.getEncoder().encode((user + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
            assertThat(FINDER.find(amongOthers(basic))).containsKey("password");
        }
    }

    @Test
    void aPieceOfItIsFoundAndOthersAreNot() {
        var number = RSA.getPrivateExponent().toByteArray();
        assertThat(FINDER.find(amongOthers(Arrays.copyOfRange(number, 101, 130)))).containsOnlyKeys("exponent");
        assertThat(FINDER.find(amongOthers(RSA.getModulus().toByteArray()))).isEmpty();
        assertThat(FINDER.find(amongOthers(PASSWORD.substring(0, 12).getBytes(StandardCharsets.UTF_8)))).isEmpty();
        assertThat(FINDER.find(new byte[3])).isEmpty();
    }

    private static byte[] amongOthers(byte[] bytes) {
        var all = new byte[4000 + bytes.length];
        new Random(1).nextBytes(all);
        System.arraycopy(bytes, 0, all, 1999, bytes.length);
        return all;
    }
}
