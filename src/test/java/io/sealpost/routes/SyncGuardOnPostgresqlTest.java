package io.sealpost.routes;

import io.sealpost.Databases;

/** The same on PostgreSQL. */
class SyncGuardOnPostgresqlTest extends SyncGuardTest {
    @Override
    Databases database() {
        return Databases.POSTGRESQL;
    }
}
