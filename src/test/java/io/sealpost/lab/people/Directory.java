package io.sealpost.lab.people;

import java.util.List;
import java.util.function.Consumer;

/** A server that lists people and their certificates, for the gateway and for those who send mail. */
public interface Directory extends AutoCloseable {
    /** Lists a user with everything that is known of her or him now. */
    void add(Person person);

    /** Lists the certificates that the user has now. */
    void publish(Person person);

    /** Takes a user out. */
    void remove(Person person);

    /** The user's entry is there again as it was, under its old id (as from a recycle bin). */
    void restore(Person person);

    /** What a sender's mail client finds for the user's address: the values of both attributes, as the server gives them. */
    List<byte[]> search(Person person);

    /** Tells when entries were sent, and that these were all not yet; the server goes on when the listener returns. */
    void listen(Consumer<String> listener);

    /** What the gateway is told of it. */
    Access access();

    @Override
    void close();

    /**
     * How to read it, and how to change certificates and nothing else.
     *
     * @param kind the gateway's word for such a server
     */
    record Access(String kind, String url, String base, String bindDn, String password, String publishDn, String publishPassword) {
        @Override
        public String toString() {
            return kind + " " + url;
        }
    }
}
