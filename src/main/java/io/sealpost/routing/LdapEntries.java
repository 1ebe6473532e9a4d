package io.sealpost.routing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import io.sealpost.directory.RawEntry;

/** What the UnboundID SDK returns, as entries. */
final class LdapEntries {
    private LdapEntries() {
    }

    static RawEntry raw(Entry entry) {
        Map<String, List<byte[]>> attributes = new LinkedHashMap<>();
        for (Attribute attribute : entry.getAttributes()) {
            String name = attribute.getBaseName().toLowerCase(Locale.ROOT);
            Stream<byte[]> values = Stream.of(attribute.getValueByteArrays());
            attributes.put(name, (name.equals("objectguid") ? values.map(LdapEntries::guid) : values).toList());
        }
        return new RawEntry(entry.getDN(), attributes);
    }

    /** As Microsoft's tools write it (MS-DTYP, 2.3.4): the first three fields come with their low byte first. */
    static byte[] guid(byte[] value) {
        if (value.length != 16) {
            return value;
        }
        ByteBuffer low = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
        long high = (long) low.getInt() << 32 | (low.getShort() & 0xFFFFL) << 16 | low.getShort() & 0xFFFFL;
        return new UUID(high, low.order(ByteOrder.BIG_ENDIAN).getLong()).toString().getBytes(StandardCharsets.US_ASCII);
    }
}
