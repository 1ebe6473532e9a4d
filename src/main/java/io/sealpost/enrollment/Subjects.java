package io.sealpost.enrollment;

/** Subject names for certification requests. */
final class Subjects {
    private Subjects() {
    }

    /** Fills the placeholders {displayName} and {address}; their values are escaped (RFC 4514, 2.4). */
    static String fill(String template, String displayName, String address) {
        return template.replace("{displayName}", escape(displayName)).replace("{address}", escape(address));
    }

    private static String escape(String value) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean edge = i == 0 && (c == ' ' || c == '#') || i == value.length() - 1 && c == ' ';
            if (edge || ",+\"\\<>;=".indexOf(c) >= 0) {
                escaped.append('\\');
            }
            if (!Character.isISOControl(c)) {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
