package io.sealpost.delivery;

import java.util.List;

/**
 * What a Windows PC should have of one user, as configuration profiles.
 *
 * @param identifier what the names of all of them begin with; null when only asked what the PC holds
 * @param wanted     empty: none shall be left
 */
public record WindowsProfiles(String identifier, List<Named> wanted) {

    /**
     * One profile.
     *
     * @param name   unique; another content has another name
     * @param syncMl UTF-8
     */
    public record Named(String name, byte[] syncMl) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Whether a profile, or a label, of that name is one of these. */
    boolean own(String name) {
        return identifier != null && name.startsWith(identifier + " ");
    }

    /** Whether a profile, or a label, of that name is Sealpost's, of whatever user. */
    boolean ours(String name) {
        String every = identifier == null ? "" : identifier.substring(0, identifier.lastIndexOf('.') + 1);
        return !every.isEmpty() && name.startsWith(every) && FleetHost.Profile.OURS.matcher(name).matches();
    }

    /** Whether one of that name should stay. */
    boolean wants(String name) {
        return wanted.stream().anyMatch(each -> each.name().equals(name));
    }
}
