package io.sealpost.lab.mdm;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import com.dd.plist.NSArray;
import com.dd.plist.NSData;
import com.dd.plist.NSDate;
import com.dd.plist.NSDictionary;
import com.dd.plist.NSNumber;
import com.dd.plist.NSObject;
import com.dd.plist.NSString;
import com.dd.plist.PropertyListParser;

/** XML property lists, as MDM and configuration profiles use them. */
public final class Plists {
    private Plists() {
    }

    /**
     * Reads an XML property list whose top is a dictionary.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    public static NSDictionary dictionary(byte[] xml) {
        if (any(xml) instanceof NSDictionary dictionary) {
            return dictionary;
        }
        throw new IllegalArgumentException("the property list's top is not a dictionary");
    }

    /**
     * Reads an XML property list.
     *
     * @throws IllegalArgumentException if it does not begin as XML or is malformed
     */
    public static NSObject any(byte[] xml) {
        if (!new String(xml, 0, Math.min(xml.length, 5), StandardCharsets.US_ASCII).equals("<?xml")) {
            throw new IllegalArgumentException("a property list must begin with <?xml");
        }
        try {
            return PropertyListParser.parse(xml);
        } catch (Exception e) {
            throw new IllegalArgumentException("not a property list: " + e.getMessage(), e);
        }
    }

    /** A dictionary of strings, numbers, booleans, bytes, lists and maps, as UTF-8 XML. */
    public static byte[] xml(Map<String, ?> dictionary) {
        return NSObject.fromJavaObject(dictionary).toXMLPropertyList().getBytes(StandardCharsets.UTF_8);
    }

    /** The string under a key, or null. */
    public static String string(NSDictionary dictionary, String key) {
        var value = dictionary.objectForKey(key);
        return value instanceof NSString string ? string.getContent() : null;
    }

    /** Apple's name for the type of a value. */
    public static String type(NSObject value) {
        if (value instanceof NSNumber number) {
            return List.of("integer", "real", "boolean").get(number.type());
        }
        if (value instanceof NSString) {
            return "string";
        }
        if (value instanceof NSData) {
            return "data";
        }
        if (value instanceof NSDate) {
            return "date";
        }
        return value instanceof NSArray ? "array" : "dictionary";
    }
}
