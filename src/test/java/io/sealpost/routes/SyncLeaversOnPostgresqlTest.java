package io.sealpost.routes;

import io.sealpost.Databases;

/** The same on PostgreSQL. */
class SyncLeaversOnPostgresqlTest extends SyncLeaversTest {
    @Override
    Databases database() {
        return Databases.POSTGRESQL;
    }
}
