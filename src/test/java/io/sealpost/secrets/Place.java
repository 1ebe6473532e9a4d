package io.sealpost.secrets;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Where no secret may be. A new path is one more line here; what is asked first shows in what is read after it. */
enum Place {
    HTTP_ANSWERS(Answers::toMachines),
    CONSOLE(Answers::toPeople),
    LOG_FILE(run -> FilesLeft.of(run, name -> name.endsWith(".log"))),
    PRINTED(run -> Stream.of(new Found("stdout, stderr", run.printed()))),
    DATABASE_FILES(run -> FilesLeft.of(run, name -> name.endsWith(".db"))),
    DATABASE_ROWS(run -> Rows.of(JdbcClient.create(run.bean(DataSource.class)))),
    BROKER_FILES(run -> FilesLeft.of(run, name -> name.startsWith("broker/"))),
    QUEUES(Queues::of),
    OTHER_FILES(run -> FilesLeft.of(run, name -> !name.endsWith(".log") && !name.endsWith(".db") && !name.startsWith("broker/"))),
    TEMPORARY_FILES(run -> FilesLeft.since(run.before())),
    MBEAN_ATTRIBUTES(run -> ManagementBeans.attributes()),
    MBEAN_OPERATIONS(run -> ManagementBeans.operations()),
    ENDPOINTS(run -> run.bean(CamelContext.class).getEndpoints().stream().map(each -> Found.text(each.toString(),
        each.getEndpointUri() + " " + each.getEndpointKey() + " " + each.getEndpointBaseUri()))),
    THREADS(run -> Thread.getAllStackTraces().entrySet().stream().map(each -> Found.text("thread " + each.getKey().getId(),
        each.getKey() + "\n" + Arrays.stream(each.getValue()).map(String::valueOf).collect(Collectors.joining("\n"))))),
    MESSAGES(run -> run.bean(Traffic.class).passed()),
    EXCEPTIONS(run -> run.bean(Traffic.class).thrown()),
    TEXTS_OF_BEANS(run -> Texts.of(run.gateway()));

    private interface Look {
        Stream<Found> in(CanaryRun run) throws Exception;
    }

    private final Look look;

    Place(Look look) {
        this.look = look;
    }

    /** What is there now. */
    List<Found> look(CanaryRun run) throws Exception {
        return look.in(run).toList();
    }
}
