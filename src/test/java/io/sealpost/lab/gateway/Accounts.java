package io.sealpost.lab.gateway;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.sealpost.lab.seed.Secrets;

/** The gateway's accounts in the lab: one for each role, named after it. */
public final class Accounts {
    /** The roles. */
    public static final List<String> ROLES = List.of("viewer", "operator", "approver", "importer", "channel");

    private Accounts() {
    }

    /** A fresh password for each role. */
    public static Map<String, String> fresh() {
        var passwords = new LinkedHashMap<String, String>();
        ROLES.forEach(role -> passwords.put(role, Secrets.password()));
        return passwords;
    }
}
