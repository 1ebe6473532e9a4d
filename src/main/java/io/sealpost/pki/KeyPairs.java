package io.sealpost.pki;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;

/** Whether two keys are one pair. RSA by arithmetic, which costs microseconds; EC by a signature. */
final class KeyPairs {
    private KeyPairs() {
    }

    static boolean match(PrivateKey k, PublicKey p) {
        if (k instanceof RSAPrivateCrtKey own && p instanceof RSAPublicKey other) {
            return own.getModulus().equals(other.getModulus()) && own.getPublicExponent().equals(other.getPublicExponent())
                && consistent(own);
        }
        if (k instanceof RSAPrivateKey && p instanceof RSAPublicKey) {
            return signs(k, p, "SHA256withRSA");
        }
        if (k instanceof ECPrivateKey own && p instanceof ECPublicKey other) {
            return own.getParams().getCurve().equals(other.getParams().getCurve()) && signs(k, p, "SHA256withECDSA");
        }
        return false;
    }

    // A damaged key may still name the right modulus (RFC 8017, section 3.2).
    private static boolean consistent(RSAPrivateCrtKey key) {
        BigInteger p1 = key.getPrimeP().subtract(BigInteger.ONE);
        BigInteger q1 = key.getPrimeQ().subtract(BigInteger.ONE);
        BigInteger e = key.getPublicExponent();
        return key.getPrimeP().multiply(key.getPrimeQ()).equals(key.getModulus())
            && one(e.multiply(key.getPrimeExponentP()), p1) && one(e.multiply(key.getPrimeExponentQ()), q1)
            && one(e.multiply(key.getPrivateExponent()), p1) && one(e.multiply(key.getPrivateExponent()), q1)
            && one(key.getPrimeQ().multiply(key.getCrtCoefficient()), key.getPrimeP());
    }

    private static boolean one(BigInteger product, BigInteger modulus) {
        return modulus.signum() > 0 && product.mod(modulus).equals(BigInteger.ONE);
    }

    private static boolean signs(PrivateKey k, PublicKey p, String algorithm) {
        try {
            byte[] message = k.getAlgorithm().getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(k);
            signature.update(message);
            byte[] signed = signature.sign();
            signature.initVerify(p);
            signature.update(message);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;   // a key that cannot sign, or a signature the public key cannot read: not a pair
        }
    }
}
