package io.sealpost.routing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.SearchResult;

import io.sealpost.directory.RawEntry;
import org.springframework.stereotype.Component;

/** What camel-ldap returns, as entries. */
@Component("searchResults")
class SearchResults {

    public List<RawEntry> entries(List<SearchResult> results) throws NamingException {
        List<RawEntry> entries = new ArrayList<>();
        for (SearchResult result : results) {
            Map<String, List<byte[]>> attributes = new LinkedHashMap<>();
            for (Attribute attribute : Collections.list(result.getAttributes().getAll())) {
                String name = name(attribute.getID().toLowerCase(Locale.ROOT));
                attributes.put(name, name.equals("objectguid") ? values(attribute).stream().map(LdapEntries::guid).toList()
                    : values(attribute));
            }
            entries.add(new RawEntry(result.getNameInNamespace(), attributes));
        }
        return entries;
    }

    /** Without options, but for the range of a long attribute of Active Directory (MS-ADTS, 3.1.1.3.1.3.3). */
    private static String name(String id) {
        return id.contains(";range=") ? id : id.split(";", 2)[0];
    }

    private static List<byte[]> values(Attribute attribute) throws NamingException {
        return Collections.list(attribute.getAll()).stream()
            .map(v -> v instanceof byte[] bytes ? bytes : v.toString().getBytes(StandardCharsets.UTF_8)).toList();
    }
}
