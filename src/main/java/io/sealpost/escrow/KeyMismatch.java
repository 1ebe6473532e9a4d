package io.sealpost.escrow;

/** A wrapped key that opened to another key than the certificate's: a row was swapped or damaged. */
public class KeyMismatch extends RuntimeException {
    KeyMismatch(String message) {
        super(message);
    }
}
