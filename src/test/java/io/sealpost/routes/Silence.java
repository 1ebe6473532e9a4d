package io.sealpost.routes;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A server that does not answer, until all is well again. */
final class Silence {
    private volatile CountDownLatch end = new CountDownLatch(1);

    void keep() {
        try {
            end.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void end() {
        CountDownLatch kept = end;
        end = new CountDownLatch(1);
        kept.countDown();
    }
}
