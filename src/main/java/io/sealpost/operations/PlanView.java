package io.sealpost.operations;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** A row of a run's plan as the API shows it: who, what, why. */
record PlanView(int row, String who, String externalId, String what, String why, String reason) {

    /** @param csv the same page as RFC 4180 says, if that was asked for; link: its next page as a header Link */
    record Plan(UUID sync, String directory, String state, String planHash, List<PlanView> changes, String next, @JsonIgnore String csv,
            @JsonIgnore String link) {
    }

    static PlanView of(ResultSet row, int number) throws SQLException {
        var why = row.getString("why");
        return new PlanView(row.getInt("seq"), row.getString("who"), row.getString("external_id"), row.getString("what"), why,
                reason(why));
    }

    private static String reason(String why) {
        return switch (why) {
            case "NEW" -> "in the directory, and not known here yet";
            case "CHANGED" -> "the entry says something else than when it was last applied";
            case "BACK" -> "in the directory and in scope again";
            case "DELETED" -> "the directory says that it was deleted, and a look-up by its id does not find it";
            case "ABSENT" -> "not in a read of everything, and a look-up by its id does not find it";
            case "OUT_OF_SCOPE" -> "the entry is there, and the filter does not take it any more";
            case "DISABLED" -> "the directory shows the account as disabled";
            default -> why;
        };
    }
}
