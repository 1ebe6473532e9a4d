package io.sealpost.proofs;

import io.sealpost.lab.world.World;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/** What a gateway's database and the world must agree on, whatever happened between them. */
record Aftermath(World world, JdbcClient database) {

    static Aftermath of(World world, DataSource database) {
        return new Aftermath(world, JdbcClient.create(database));
    }

    /** Certificates issued = devices, commands = deliveries, every key is there, the record has no gap. */
    Aftermath check() {
        int devices = world.devices().size();
        assertThat(world.ca().issued()).as("certificates that the CA issued").hasSize(devices);
        assertThat(states("enrollment")).as("requests").isEqualTo(Map.of("ISSUED", devices));
        assertThat(repeated() + retried()).as("each repeat that the CA saw is on record").isGreaterThanOrEqualTo(world.ca().repeats());
        assertThat(commands("")).as("the MDM has no command but one for each delivery").containsAll(world.mdm().commands());
        assertThat(world.mdm().commands()).as("the MDM has what was sent").containsAll(commands("where sent_at is not null"));
        int identities = world.people().stream().mapToInt(person -> person.identities().size()).sum();
        assertThat(count("wrapped_key where origin = 'IMPORT'")).as("imported keys").isEqualTo(identities);
        assertThat(count("wrapped_key where origin = 'DEVICE'")).as("signing keys").isEqualTo(devices);
        assertThat(world.refusedImports()).isEmpty();
        assertThat(database.sql("select node from audit group by node having count(*) <> max(seq)").query(String.class).list())
            .as("nodes with gaps in their record").isEmpty();
        assertThat(count("item where state not in ('VERIFIED', 'REMOVED', 'LOST')")).as("items under way").isZero();
        return this;
    }

    private List<String> commands(String which) {
        return database.sql("select command from delivery " + which).query(UUID.class).list().stream()
            .map(id -> id.toString().toUpperCase(Locale.ROOT)).toList();
    }

    private Map<String, Integer> states(String table) {
        return database.sql("select state, count(*) from " + table + " group by state")
            .query((row, n) -> Map.entry(row.getString(1), row.getInt(2))).list().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    int count(String sql) {
        return database.sql("select count(*) from " + sql).query(Integer.class).single();
    }

    int repeated() {
        return count("audit where action = 'enrollment-repeated'");
    }

    private int retried() {
        return count("audit where action = 'enrollment-retried'");
    }

    @Override
    public String toString() {
        return world.devices().size() + " devices, " + world.ca().issued().size() + " certificates issued, " + world.ca().repeats()
            + " repeats at the CA, " + repeated() + " on record as possibly issued twice, " + retried()
            + " sent again by the operator; " + world.mdm().commands().size()
            + " commands at the MDM, deliveries " + states("delivery") + "; events " + world.mdm().events().made() + ", not taken "
            + world.mdm().events().refused() + ", lost " + world.mdm().events().lost() + "; " + count("audit") + " audit rows, "
            + world.sinceJoining().toSeconds() + " s";
    }
}
