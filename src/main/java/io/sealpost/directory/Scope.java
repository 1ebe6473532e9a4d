package io.sealpost.directory;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;

/**
 * An RFC 4515 filter that is decided here, on what was read, and not by the server: so an entry that leaves the scope is seen as one
 * that leaves, and not as one that vanished.
 */
final class Scope {
    /** Active Directory's bitwise AND and OR (MS-ADTS 3.1.1.3.4.4). */
    private static final String ALL_BITS = "1.2.840.113556.1.4.803";
    private static final String ANY_BIT = "1.2.840.113556.1.4.804";

    private final Filter filter;
    private final Set<String> asked;

    private Scope(Filter filter) {
        this.filter = filter;
        this.asked = attributes().stream().map(a -> a.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    }

    /**
     * @param key the key of the configuration, for the message
     * @throws IllegalArgumentException if it is no filter, or one with a matching rule that only a server can follow
     */
    static Scope of(String filter, String key) {
        try {
            Scope scope = new Scope(Filter.create(filter));
            scope.parts(scope.filter, new ArrayList<>()).stream().filter(f -> f.getMatchingRuleID() != null)
                .filter(f -> !List.of(ALL_BITS, ANY_BIT).contains(f.getMatchingRuleID())).findAny().ifPresent(f -> {
                    throw new IllegalArgumentException(key + ": the matching rule " + f.getMatchingRuleID() + " in " + filter
                        + " is only known to the server, and the filter is decided on what was read: say it without that rule");
                });
            return scope;
        } catch (LDAPException e) {
            throw new IllegalArgumentException(key + ": " + filter + " is no filter (RFC 4515): " + e.getMessage(), e);
        }
    }

    /** The attributes that it asks for. */
    Set<String> attributes() {
        Set<String> names = new LinkedHashSet<>();
        parts(filter, new ArrayList<>()).stream().map(Filter::getAttributeName).filter(name -> name != null)
            .forEach(name -> names.add(Attribute.getBaseName(name)));
        return names;
    }

    boolean covers(RawEntry raw) {
        Entry entry = new Entry(raw.dn(), raw.attributes().entrySet().stream().filter(a -> asked.contains(a.getKey()))
            .map(a -> new Attribute(a.getKey(), a.getValue().toArray(byte[][]::new))).toList());
        return covers(filter, entry);
    }

    private static boolean covers(Filter filter, Entry entry) {
        return switch (filter.getFilterType()) {
            case Filter.FILTER_TYPE_AND -> List.of(filter.getComponents()).stream().allMatch(f -> covers(f, entry));
            case Filter.FILTER_TYPE_OR -> List.of(filter.getComponents()).stream().anyMatch(f -> covers(f, entry));
            case Filter.FILTER_TYPE_NOT -> !covers(filter.getNOTComponent(), entry);
            default -> filter.getMatchingRuleID() == null ? matches(filter, entry) : bits(filter, entry);
        };
    }

    private static boolean matches(Filter filter, Entry entry) {
        try {
            return filter.matchesEntry(entry);
        } catch (LDAPException e) {
            throw new IllegalStateException("The filter " + filter + " cannot be decided on " + entry.getDN() + ": " + e.getMessage(), e);
        }
    }

    private static boolean bits(Filter filter, Entry entry) {
        BigInteger mask = new BigInteger(filter.getAssertionValue());
        String value = entry.getAttributeValue(filter.getAttributeName());
        if (value == null || !value.matches("-?\\d{1,20}")) {
            return false;
        }
        BigInteger common = new BigInteger(value).and(mask);
        return filter.getMatchingRuleID().equals(ALL_BITS) ? common.equals(mask) : common.signum() != 0;
    }

    private List<Filter> parts(Filter part, List<Filter> found) {
        found.add(part);
        if (part.getFilterType() == Filter.FILTER_TYPE_NOT) {
            parts(part.getNOTComponent(), found);
        }
        for (Filter component : part.getComponents()) {
            parts(component, found);
        }
        return found;
    }

    @Override
    public String toString() {
        return filter.toString();
    }
}
