package io.sealpost.secrets;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.swagger.v3.oas.models.OpenAPI;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeEvent;
import org.apache.camel.support.EventNotifierSupport;

/** Keeps what passes through the routes: bodies, headers, properties and variables at each endpoint, and each exception. */
final class Traffic extends EventNotifierSupport {
    /** Set right before a call to an MDM and removed right after; wherever that call might leave it, it is looked for. */
    private static final Pattern OF_A_CALL = Pattern.compile("(deliver|poll|receive)-[a-z-]+: header Authorization");

    private final Map<String, Set<String>> passed = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> thrown = new ConcurrentHashMap<>();
    private final Set<OpenAPI> contracts = Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

    @Override
    public void notify(CamelEvent event) {
        if (event instanceof ExchangeEvent passing) {
            var exchange = passing.getExchange();
            var where = exchange.getFromRouteId() + ": ";
            message(where, exchange.getMessage());
            exchange.getProperties().forEach((name, value) -> keep(where + "property " + name, value));
            exchange.getVariables().forEach((name, value) -> keep(where + "variable " + name, value));
            failure(where, exchange.getException());
            failure(where, exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
        }
    }

    private void message(String where, Message message) {
        keep(where + "body", message.getBody());
        message.getHeaders().forEach((name, value) -> {
            if (!OF_A_CALL.matcher(where + "header " + name).matches()) {
                keep(where + "header " + name, value);
            }
        });
    }

    /** What a log would show; bytes as they are. A stream is not read: it can be read once, and is the receiver's. */
    private void keep(String where, Object value) {
        if (value instanceof OpenAPI contract && !contracts.add(contract)) {
            return; // one object for all requests, and a text of some hundred kilobytes
        }
        if (value != null) {
            var text = value instanceof byte[] bytes ? new String(bytes, StandardCharsets.ISO_8859_1) : String.valueOf(value);
            passed.computeIfAbsent(where, key -> ConcurrentHashMap.newKeySet()).add(text);
        }
    }

    private void failure(String where, Throwable failure) {
        if (failure != null) {
            var text = new StringWriter();
            failure.printStackTrace(new PrintWriter(text, true)); // with all causes and whatever was suppressed
            thrown.computeIfAbsent(where + failure.getClass().getSimpleName(), key -> ConcurrentHashMap.newKeySet()).add(text.toString());
        }
    }

    Stream<Found> passed() {
        return found(passed);
    }

    Stream<Found> thrown() {
        return found(thrown);
    }

    private static Stream<Found> found(Map<String, Set<String>> kept) {
        return kept.entrySet().stream().map(each -> new Found(each.getKey(),
            String.join("\n", each.getValue()).getBytes(StandardCharsets.UTF_8)));
    }
}
