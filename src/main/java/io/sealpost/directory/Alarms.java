package io.sealpost.directory;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What runs have to say to people: it rests in their rows until it was told. Each public method is one transaction. */
@Component
@Transactional
public class Alarms {
    private static final Duration AGAIN = Duration.ofMinutes(5);
    private static final Duration NEWS = Duration.ofDays(1);

    private final JdbcClient jdbc;
    private final Clock clock;
    private final AlarmSettings settings;
    private final ObjectMapper json = new ObjectMapper();

    Alarms(JdbcClient jdbc, Clock clock, AlarmSettings settings) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.settings = settings;
    }

    /** Alarms of the last day; what cannot be told now is handed out again after five minutes. */
    public List<Alarm> due() {
        if (settings.webhook().isEmpty() && settings.mailTo().isEmpty()) {
            return List.of();
        }
        Timestamp now = Timestamp.from(clock.instant());
        List<Alarm> due = jdbc.sql("select id, directory, alarm, plan_hash, text from sync where alarm is not null and alarm_at <= ?"
                + " and started_at > ? order by alarm_at").params(now, Timestamp.from(clock.instant().minus(NEWS)))
            .query(this::alarm).list();
        Timestamp again = Timestamp.from(clock.instant().plus(AGAIN));
        due.forEach(a -> jdbc.sql("update sync set alarm_at = ? where id = ?").params(again, a.sync()).update());
        return due;
    }

    private Alarm alarm(ResultSet row, int number) throws SQLException {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("sync", row.getString("id"));
        said.put("directory", row.getString("directory"));
        said.put("what", row.getString("alarm"));
        said.put("planHash", row.getString("plan_hash"));
        said.put("text", row.getString("text"));
        try {
            return new Alarm(row.getObject("id", UUID.class), settings.webhook(), json.writeValueAsString(said), settings.mailTo(),
                settings.mailFrom(), "Sealpost: sync of " + said.get("directory") + " " + said.get("what"), "Run " + said.get("sync")
                + " of directory " + said.get("directory") + ": " + said.get("what") + "\n\n" + said.get("text")
                + "\n\nHash of its plan: " + said.get("planHash") + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Texts always have a JSON form", e);
        }
    }

    /** It was told. */
    public void told(Alarm alarm) {
        jdbc.sql("update sync set alarm = null where id = ?").param(alarm.sync()).update();
    }
}
