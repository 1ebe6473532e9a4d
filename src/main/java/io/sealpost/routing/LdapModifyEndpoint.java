package io.sealpost.routing;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ModifyRequest;
import com.unboundid.ldap.sdk.ResultCode;
import io.sealpost.directory.Directory;
import io.sealpost.directory.EntryChange;
import io.sealpost.directory.PublicationRefused;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;

/** The options of {@link LdapModifyComponent}; all are set in the route. What they do not name is never changed. */
class LdapModifyEndpoint extends DefaultEndpoint {
    /** Not now: the directory is in trouble, or the entry is not any more what the change was made for. */
    private static final Set<ResultCode> LATER = Set.of(ResultCode.BUSY, ResultCode.UNAVAILABLE, ResultCode.TIME_LIMIT_EXCEEDED,
        ResultCode.TIMEOUT, ResultCode.SERVER_DOWN, ResultCode.CONNECT_ERROR, ResultCode.OPERATIONS_ERROR, ResultCode.OTHER,
        ResultCode.NO_SUCH_ATTRIBUTE, ResultCode.ATTRIBUTE_OR_VALUE_EXISTS, ResultCode.NO_SUCH_OBJECT);
    private final Directory directory;
    private final LdapConnections connections;
    private String base;
    private List<String> attributes = List.of();
    private int timeoutMillis = 30_000;

    LdapModifyEndpoint(String uri, LdapModifyComponent component, Directory directory, LdapConnections connections) {
        super(uri, component);
        this.directory = directory;
        this.connections = connections;
    }

    /** Only entries below it are changed. */
    public void setBase(String base) {
        this.base = base;
    }

    /** Only these are changed; separated by commas. */
    public void setAttributes(String attributes) {
        this.attributes = List.of(attributes.toLowerCase(Locale.ROOT).split(","));
    }

    /** For connecting, and for the answer. */
    public void setTimeoutMillis(int timeoutMillis) {
        this.timeoutMillis = timeoutMillis;
    }

    @Override
    public Producer createProducer() {
        return new DefaultProducer(this) {
            @Override
            public void process(Exchange exchange) throws Exception {
                modify(exchange.getMessage().getMandatoryBody(EntryChange.class));
            }
        };
    }

    private void modify(EntryChange change) throws Exception {
        for (EntryChange.Modification each : change.modifications()) {
            if (!attributes.contains(each.attribute().toLowerCase(Locale.ROOT))) {
                throw new PublicationRefused("The route does not let " + each.attribute() + " be changed: look at its option attributes");
            }
        }
        Directory.Publishing account = directory.publishing();
        try (LDAPConnection connection = connections.open(directory, account.bindDn(), account.password(), timeoutMillis)) {
            if (!new DN(change.dn()).isDescendantOf(base, true)) {
                throw new PublicationRefused(change.dn() + " is not below " + base + ": look at the route's option base");
            }
            ModifyRequest request = new ModifyRequest(change.dn(), change.modifications().stream().map(m -> new Modification(
                type(m.kind()), m.attribute(), m.values().toArray(byte[][]::new))).toList());
            request.setResponseTimeoutMillis(timeoutMillis);
            connection.modify(request);
        } catch (LDAPException e) {
            String said = directory.name() + " answered " + e.getResultCode() + " to a change of " + change.dn() + ": " + e.getMessage();
            if (LATER.contains(e.getResultCode())) {
                throw new IOException(said, e);
            }
            throw new PublicationRefused(said + (ResultCode.INSUFFICIENT_ACCESS_RIGHTS.equals(e.getResultCode())
                ? "; let " + directory.publishing().bindDn() + " write " + String.join(", ", attributes) : ""));
        }
    }

    private static ModificationType type(EntryChange.Kind kind) {
        return switch (kind) {
            case ADD -> ModificationType.ADD;
            case DELETE -> ModificationType.DELETE;
            case REPLACE -> ModificationType.REPLACE;
        };
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("ldap-modify is for changing: use it in a to or toD");
    }
}
