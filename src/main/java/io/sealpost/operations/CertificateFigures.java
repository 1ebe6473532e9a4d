package io.sealpost.operations;

import io.sealpost.directory.Finding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jmx.export.annotation.ManagedAttribute;
import org.springframework.jmx.export.annotation.ManagedResource;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What people should mend, what is published, and which CRLs cannot be had. */
@Component
@Transactional(readOnly = true)
@ManagedResource(objectName = "io.sealpost:type=Certificates", description = "Users' certificates, in the directory and out of it")
public class CertificateFigures {
    private final JdbcClient database;

    CertificateFigures(JdbcClient database) {
        this.database = database;
    }

    @ManagedAttribute(description = "Users by what should be mended in their entry or certificates (docs/operations.md, findings)")
    public Map<String, Long> getFindings() {
        var findings = new TreeMap<String, Long>();
        database.sql("select name, count(distinct user_id) from finding group by name").query(row -> {
            findings.put(Finding.Name.valueOf(row.getString(1)).word(), row.getLong(2));
        });
        return findings;
    }

    @ManagedAttribute(description = "Encryption certificates on their way into the directory and out of it, by state")
    public Map<String, Long> getPublications() {
        var states = new TreeMap<String, Long>();
        database.sql("select state, count(*) from publication group by state").query(row -> {
            states.put(row.getString(1), row.getLong(2));
        });
        return states;
    }

    @ManagedAttribute(description = "For each CRL that did not verify when it was last looked at: url, problem, checkedAt, and fetchedAt"
            + " (the last time that it verified; UTC)")
    public List<Map<String, Object>> getCrlProblems() {
        return database.sql("select * from crl where text is not null order by url fetch first 100 rows only").query((row, number) -> {
            Map<String, Object> crl = new LinkedHashMap<>();
            crl.put("url", row.getString("url"));
            crl.put("problem", row.getString("text"));
            crl.put("checkedAt", String.valueOf(Column.time(row, "checked_at")));
            crl.put("fetchedAt", row.getObject("fetched_at") == null ? null : Column.time(row, "fetched_at").toString());
            return crl;
        }).list();
    }
}
