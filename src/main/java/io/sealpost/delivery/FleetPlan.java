package io.sealpost.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What must happen in Fleet so that a host has the wanted profiles and no others, or what it was found to hold. Fleet keeps labels and
 * profiles of a host that leaves, and would give them to it again when it comes back for another user: so an install takes away what is
 * ours of any user (S16), a removal only what is that user's, whose turn it is.
 *
 * @param held     certificates that Fleet lists, as far as it was asked
 * @param unlisted Fleet's ids of profiles to be removed that the label would bring, though the host lists none of them: it has left
 * @param page     of all of Fleet's profiles, the one to be looked through next; -1: none
 */
public record FleetPlan(FleetHost host, WindowsProfiles profiles, List<Report.Listed> held, List<String> unlisted, int page) {

    FleetPlan(FleetHost host, WindowsProfiles profiles) {
        this(host, profiles, List.of(), List.of(), profiles.identifier() != null && profiles.wanted().isEmpty() ? 0 : -1);
    }

    /** Whether there is a page to be looked through. */
    public boolean more() {
        return page >= 0;
    }

    /** The query that asks for it. */
    public String query() {
        return "page=" + page + "&per_page=100" + (host.team() == null ? "" : "&team_id=" + host.team());
    }

    /** Fleet's id of the host. */
    public int id() {
        return host.id();
    }

    /** The label that binds the profiles to the host: one for each user of it. */
    public String label() {
        return profiles.identifier() + " " + host.uuid();
    }

    /** Whether the host has a label that brings it what it should not have. */
    public boolean unlabel() {
        return !unwanted().isEmpty();
    }

    /** Those labels. */
    List<String> unwanted() {
        return host.labels().stream().filter(each -> install() ? profiles.ours(each) && each.endsWith(" " + host.uuid())
            && !each.equals(label()) : each.equals(label())).toList();
    }

    private boolean leaves(FleetHost.Profile profile) {
        return (install() ? profiles.ours(profile.name()) : profiles.own(profile.name())) && !profiles.wants(profile.name());
    }

    /** Whether there is something to be given to the host. */
    public boolean install() {
        return !profiles.wanted().isEmpty();
    }

    /** Fleet's ids of profiles that the host has, or would get, and should not. */
    public List<String> deletes() {
        return Stream.concat(host.profiles().stream().filter(p -> leaves(p) && !p.removing()).map(FleetHost.Profile::uuid),
            unlisted.stream()).distinct().toList();
    }

    /** What the host does not have yet. */
    public List<WindowsProfiles.Named> adds() {
        return profiles.wanted().stream().filter(n -> host.profiles().stream().noneMatch(p -> p.name().equals(n.name()) && !p.removing()))
            .toList();
    }

    /** Fleet's id of the profile with trust anchors, if Fleet has read all of it back from the host; else empty. */
    public String trust() {
        return host.profiles().stream().filter(p -> p.word(1).equals("trust") && p.status().equals("verified") && !p.removing())
            .map(FleetHost.Profile::uuid).findFirst().orElse("");
    }

    /** Whether there is such a profile. */
    public boolean trusted() {
        return !trust().isEmpty();
    }

    /** Whether profiles are on their way off the host: others for the same certificates, or another user's, must wait for that. */
    boolean removing() {
        return host.profiles().stream().anyMatch(this::leaves);
    }

    FleetPlan with(List<Report.Listed> more) {
        List<Report.Listed> all = new ArrayList<>(held);
        all.addAll(more);
        return new FleetPlan(host, profiles, List.copyOf(all), unlisted, page);
    }

    /** @param more ids of profiles; next the page after */
    FleetPlan with(List<String> more, int next) {
        return new FleetPlan(host, profiles, held, Stream.concat(unlisted.stream(), more.stream()).toList(), next);
    }
}
