package io.sealpost.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.sealpost.Databases;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** P4, P14: what was done can be shown, and shown to be untouched. */
class AuditTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:15:30.123456789Z");
    @TempDir
    private Path folder;
    private final ArrayList<AutoCloseable> open = new ArrayList<>();

    @EnableTransactionManagement
    static class Transactions {
    }

    /** One gateway process: its own beans over a database that it may share. */
    record Node(Audit audit, AuditChain chain, TransactionTemplate transaction, JdbcClient database) {
        void record(String action, String subject) {
            transaction.executeWithoutResult(status -> audit.record(action, subject, null));
        }
    }

    @ParameterizedTest
    @EnumSource
    void P4_aRowSaysWhoDidWhatToWhatAndWhen(Databases kind) {
        var node = node("one", pool(kind));
        SecurityContextHolder.getContext().setAuthentication(new TestingAuthenticationToken("anna", "", "ROLE_OPERATOR"));
        node.transaction().executeWithoutResult(status -> node.audit().record("state-owner", "device-1", "anna@example.com"));
        SecurityContextHolder.clearContext();
        node.record("send", "device-1");

        assertThat(node.database().sql("select seq, actor, action, subject, detail from audit where node = 'one' order by seq").query()
                .listOfRows()).map(Object::toString).containsExactly(
                        "{seq=1, actor=anna, action=state-owner, subject=device-1, detail=anna@example.com}",
                        "{seq=2, actor=gateway, action=send, subject=device-1, detail=null}");
        assertThat(node.database().sql("select at from audit where seq = 1").query(OffsetDateTime.class).single().toInstant())
                .isEqualTo("2026-03-01T10:15:30.123456Z");
        assertThat(node.chain().verify("one")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void P4_withoutATransactionNothingIsRecorded(Databases kind) {
        var node = node("one", pool(kind));

        assertThatThrownBy(() -> node.audit().record("send", "device-1", null)).isInstanceOf(IllegalTransactionStateException.class);
    }

    @ParameterizedTest
    @EnumSource
    void P4_aRollBackLeavesNoRowAndNoGap(Databases kind) {
        var node = node("one", pool(kind));
        node.record("send", "device-1");
        node.transaction().executeWithoutResult(status -> {
            node.audit().record("send", "device-2", null);
            status.setRollbackOnly();
        });
        node.record("send", "device-3");

        assertThat(subjects(node)).containsExactly("device-1", "device-3");
        assertThat(node.chain().verify("one")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void P4_aCommitThatFailsLeavesTheChainWholeAndUnlocked(Databases kind) throws Exception {
        var node = node("one", pool(kind));
        node.record("send", "device-1");
        assertThatThrownBy(() -> node.transaction().executeWithoutResult(status -> {
            node.audit().record("send", "device-2", null);
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void beforeCommit(boolean readOnly) {
                    assertThat(subjects(node)).as("written, not committed").contains("device-2");
                    throw new DataIntegrityViolationException("commit refused");
                }
            });
        })).isInstanceOf(DataIntegrityViolationException.class);

        inThreads(4, () -> node.record("send", "device-3"));
        assertThat(subjects(node)).hasSize(5).doesNotContain("device-2");
        assertThat(node.chain().verify("one")).isEmpty();
    }

    /** A mistake in the configuration: of two rows with one number the database keeps the first, and the other's work is undone. */
    @ParameterizedTest
    @EnumSource
    void G5_twoProcessesUnderOneNameStillLeaveOneWholeChain(Databases kind) throws Exception {
        var pool = pool(kind);
        var nodes = List.of(node("one", pool), node("one", pool));
        var turn = new AtomicInteger();
        var written = new AtomicInteger();
        inThreads(2, () -> {
            var node = nodes.get(turn.getAndIncrement());
            for (var i = 0; i < 50; i++) {
                try {
                    node.record("send", "device-1");
                    written.incrementAndGet();
                } catch (DuplicateKeyException theOtherWasFirst) {
                    assertThat(theOtherWasFirst).hasMessageContaining("audit");
                }
            }
        });

        assertThat(written.get()).isGreaterThanOrEqualTo(50);
        assertThat(count(nodes.get(0), "one")).isEqualTo(written.get());
        assertThat(nodes.get(0).chain().verify("one")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void P4_anInnerTransactionHasRowsOfItsOwn(Databases kind) {
        var node = node("one", pool(kind));
        var inner = new TransactionTemplate(node.transaction().getTransactionManager());
        inner.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        node.transaction().executeWithoutResult(status -> {
            node.audit().record("outer", "device-1", null);
            inner.executeWithoutResult(own -> node.audit().record("inner", "device-1", null));
            node.audit().record("outer-again", "device-1", null);
            status.setRollbackOnly();
        });

        assertThat(node.database().sql("select action from audit").query(String.class).list()).containsExactly("inner");
        assertThat(node.chain().verify("one")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void G5_manyThreadsOfTwoNodesWriteTwoWholeChains(Databases kind) throws Exception {
        var pool = pool(kind);
        var one = node("one", pool);
        var two = node("two", pool);

        inThreads(8, () -> {
            for (var i = 0; i < 25; i++) {
                one.transaction().executeWithoutResult(status -> {
                    one.audit().record("issue", "a", null);
                    one.audit().record("send", "b", null);
                });
                two.record("send", "c");
            }
        });

        assertThat(count(one, "one")).isEqualTo(400);
        assertThat(count(two, "two")).isEqualTo(200);
        assertThat(one.chain().verify("one")).isEmpty();
        assertThat(two.chain().verify("two")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void P4_theFirstRowTamperedWithIsNamed(Databases kind) {
        var node = node("one", pool(kind));
        for (var i = 1; i <= 5; i++) {
            node.record("send", "device-" + i);
        }
        assertTampering(node, "update audit set actor = 'nobody' where seq = 3", 3, "changed");
        assertTampering(node, "update audit set subject = 'de', detail = 'vice-2' where seq = 2", 2, "changed");
        assertTampering(node, "update audit set node = 'two' where seq = 4", 5, "row 4 is missing");
        assertTampering(node, "delete from audit where seq = 1", 2, "row 1 is missing");
        assertTampering(node, "update audit set hash = previous where seq = 5", 5, "changed");
        assertTampering(node, "update audit set previous = hash where seq = 4", 4, "does not continue");
        assertThat(node.chain().verify("one")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void P4_anyTextFitsItsColumnAndStillVerifies(Databases kind) {
        var node = node("one", pool(kind));
        node.transaction().executeWithoutResult(status -> {
            node.audit().record("send", "x".repeat(600), "\0 of \uD800 and " + "😀".repeat(2000));
            node.audit().record("send", "ü".repeat(512), "");
        });

        assertThat(subjects(node).get(0)).hasSize(512).endsWith("x…");
        assertThat(subjects(node).get(1)).isEqualTo("ü".repeat(512));
        assertThat(node.chain().verify("one")).isEmpty();
    }

    private void assertTampering(Node node, String statement, long seq, String reason) {
        node.transaction().executeWithoutResult(status -> {
            node.database().sql(statement).update();
            assertThat(node.chain().verify("one")).hasValueSatisfying(broken -> {
                assertThat(broken.seq()).isEqualTo(seq);
                assertThat(broken.reason()).contains(reason);
            });
            status.setRollbackOnly();
        });
    }

    private static List<String> subjects(Node node) {
        return node.database().sql("select subject from audit order by seq").query(String.class).list();
    }

    private static int count(Node node, String name) {
        return node.database().sql("select count(*) from audit where node = ?").param(name).query(Integer.class).single();
    }

    private static void inThreads(int threads, Runnable work) throws Exception {
        var workers = Executors.newFixedThreadPool(threads);
        try {
            for (var done : workers.invokeAll(Collections.nCopies(threads, (Callable<Void>) () -> {
                work.run();
                return null;
            }))) {
                done.get();
            }
        } finally {
            workers.shutdownNow();
        }
    }

    private HikariDataSource pool(Databases kind) {
        var configuration = new HikariConfig();
        configuration.setDataSource(kind.create(folder));
        configuration.setMaximumPoolSize(8);
        configuration.setMinimumIdle(1);
        var pool = new HikariDataSource(configuration);
        open.add(pool);
        return pool;
    }

    private Node node(String name, HikariDataSource pool) {
        var context = new AnnotationConfigApplicationContext();
        context.registerBean(PlatformTransactionManager.class, () -> new JdbcTransactionManager(pool));
        context.registerBean(JdbcClient.class, () -> JdbcClient.create(pool));
        context.registerBean(Clock.class, () -> Clock.fixed(NOW, ZoneOffset.UTC));
        context.getEnvironment().getSystemProperties().put("sealpost.node", name);
        context.register(Transactions.class, Audit.class, AuditTable.class, AuditChain.class);
        context.refresh();
        context.getEnvironment().getSystemProperties().remove("sealpost.node");
        open.add(0, context);
        return new Node(context.getBean(Audit.class), context.getBean(AuditChain.class),
                new TransactionTemplate(context.getBean(PlatformTransactionManager.class)), context.getBean(JdbcClient.class));
    }

    @AfterEach
    void close() throws Exception {
        SecurityContextHolder.clearContext();
        for (var resource : open) {
            resource.close();
        }
    }
}
