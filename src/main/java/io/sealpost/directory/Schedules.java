package io.sealpost.directory;

import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.quartz.CronExpression;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * When directories are read: by a Quartz cron of their own or by that of all, in the JVM's time zone like every schedule. A directory
 * is due once a time of its cron has passed since its last run began. So what was missed is made up once, and a run that could not
 * begin begins later. Nothing is written: a run that begins is what changes the answer. Each public method is one transaction.
 */
@Component
@EnableConfigurationProperties({DirectorySettings.class, SyncSettings.class})
@Transactional
public class Schedules {
    private final Map<String, Schedule> schedules = new TreeMap<>();
    private final Runs runs;
    private final Clock clock;
    private final Instant started; // who was never read waits for a time after this

    private record Schedule(CronExpression cron, Duration timeout) {
    }

    Schedules(DirectorySettings settings, SyncSettings all, Runs runs, Clock clock) {
        settings.directories().forEach((name, s) -> schedules.put(name, new Schedule(s.schedule().isBlank()
            ? cron("sealpost.sync.schedule", all.schedule()) : cron("sealpost.directories." + name + ".schedule", s.schedule()),
            s.timeout())));
        this.runs = runs;
        this.clock = clock;
        this.started = clock.instant();
    }

    private static CronExpression cron(String key, String text) {
        try {
            return new CronExpression(text);
        } catch (ParseException e) {
            throw new IllegalArgumentException(key + " is no schedule: " + text + " (" + e.getMessage()
                + "). Write a Quartz cron of six fields, for example 0 0/15 * * * ?", e);
        }
    }

    /** The names of the directories that are to be read now. */
    public List<String> due() {
        return schedules.keySet().stream().filter(this::isDue).toList();
    }

    /** Whether this directory is to be read now. A dry run does not count, but while one is under way no other run begins. */
    public boolean isDue(String directory) {
        Schedule schedule = schedules.get(directory);
        Date next = schedule.cron().getNextValidTimeAfter(Date.from(runs.lastBegan(directory).orElse(started)));
        return next != null && !next.toInstant().isAfter(clock.instant()) && !runs.alive(directory, schedule.timeout());
    }
}
