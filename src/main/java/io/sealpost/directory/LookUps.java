package io.sealpost.directory;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

import org.springframework.jdbc.core.simple.JdbcClient;

/** Whom a run has to look up before it concludes anything, a hundred at a time; read as they are asked for. */
final class LookUps implements Iterator<LookUp> {
    private static final int AT_ONCE = 100;
    /** Of a full read everybody who is missing; of changes who is said to be gone, and who claimed an address that is free now. */
    private static final String MISSING = """
        select u.external_id, s.presence from directory_user u
        left join sync_entry s on s.sync = :sync and s.external_id = u.external_id
        where u.directory = :directory and u.state = 'ACTIVE' and u.external_id > :after
          and (s.external_id is null or s.presence = 'DELETED' and not s.confirmed)
        order by u.external_id fetch first :most rows only""";
    // The claimant's user is a column, not a join: H2 would join the other way round, and look at all users of the directory.
    static final String SAID_TO_BE_GONE = """
        select g.external_id, g.presence from (
          select s.external_id, s.presence from sync_entry s where s.sync = :sync and s.presence = 'DELETED' and not s.confirmed
          union
          select (select u.external_id from directory_user u where u.id = c.user_id and u.directory = :directory and u.state = 'ACTIVE'
              and u.entry_digest like 'address-freed%'
              and not exists (select 1 from sync_entry t where t.sync = :sync and t.external_id = u.external_id)), null
          from address_claim c) g
        where g.external_id > :after order by g.external_id fetch first :most rows only""";

    private final JdbcClient jdbc;
    private final Sync sync;
    private final Directory directory;
    private final boolean full;
    private boolean sentinels;
    private String after = "";
    private LookUp next;

    LookUps(JdbcClient jdbc, Sync sync, Directory directory, boolean full) {
        this.jdbc = jdbc;
        this.sync = sync;
        this.directory = directory;
        this.full = full;
        this.sentinels = !full && !directory.sentinels().isEmpty();
    }

    @Override
    public boolean hasNext() {
        while (next == null && (sentinels || after != null)) {
            next = sentinels ? sentinels() : batch();
        }
        return next != null;
    }

    @Override
    public LookUp next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        LookUp found = next;
        next = null;
        return found;
    }

    private LookUp sentinels() {
        sentinels = false;
        StringBuilder any = new StringBuilder();
        directory.sentinels().forEach(s -> any.append(directory.sentinelFilter(s)));
        return any.isEmpty() ? null : new LookUp("(|" + any + ")", List.of());
    }

    private LookUp batch() {
        StringBuilder any = new StringBuilder();
        List<String> ids = new ArrayList<>();
        List<String> seen = jdbc.sql(full ? MISSING : SAID_TO_BE_GONE).param("sync", sync.id()).param("directory", sync.directory())
            .param("after", after).param("most", AT_ONCE).query((row, n) -> {
                String id = row.getString(1);
                var filter = Directory.idFilter(directory.map().id(), id);
                filter.ifPresent(any::append);
                if (filter.isPresent() || row.getString(2) != null) {
                    ids.add(id);   // who has no id cannot be looked up: the directory's own word counts, absence does not
                }
                return id;
            }).list();
        after = seen.size() < AT_ONCE ? null : seen.get(seen.size() - 1);
        return ids.isEmpty() ? null : new LookUp(any.isEmpty() ? "" : "(|" + any + ")", List.copyOf(ids));
    }
}
