package io.sealpost.operations;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.sealpost.audit.Audit;
import io.sealpost.delivery.Ownership;
import io.sealpost.delivery.Work;
import io.sealpost.directory.Sync;
import io.sealpost.directory.SyncRequest;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.transaction.support.TransactionTemplate;

/** What the API's routes call in other packages and folders, recorded. */
class OthersBeans {
    /** Requests that reached direct:request-sync; "all" for null. */
    static final BlockingQueue<String> REQUESTED = new LinkedBlockingQueue<>();
    /** Runs that were handed to direct:apply-plan. */
    static final BlockingQueue<Sync> APPLIED = new LinkedBlockingQueue<>();

    /** States an owner as package delivery does, as far as the API sees it. */
    @Bean
    Ownership ownership(Audit audit, TransactionTemplate transaction) {
        Ownership ownership = mock();
        when(ownership.state(any(), any(), any())).thenAnswer(call -> {
            if (!call.<String>getArgument(0).startsWith("nanomdm")) {
                throw new IllegalArgumentException("There is no channel '" + call.getArgument(0) + "'. Name one of sealpost.channels.");
            }
            if (call.getArgument(2).equals("breaks")) {
                throw new IllegalStateException("a secret detail");
            }
            transaction.executeWithoutResult(status -> audit.record("state-owner", call.getArgument(1), call.getArgument(2)));
            return List.of();
        });
        doAnswer(call -> {
            transaction.executeWithoutResult(status -> audit.record("recipient", call.getArgument(1), call.getArgument(2)));
            return null;
        }).when(ownership).recipient(any(), any(), any());
        return ownership;
    }

    @Bean
    RouteBuilder requestSync() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:enqueue").log("handed on");
                from("direct:request-sync").process(exchange -> {
                    var request = exchange.getMessage().getBody(SyncRequest.class);
                    REQUESTED.add((request.directory() == null ? "all" : request.directory()) + (request.dryRun() ? ", dry run" : ""));
                });
                from("direct:apply-plan").process(exchange -> APPLIED.add(exchange.getVariable("sync", Sync.class)));
            }
        };
    }

    /** Stands where the flows' policy will: it must not catch what the API answers. */
    @Bean
    RouteConfigurationBuilder policyOfTheFlows() {
        return new RouteConfigurationBuilder() {
            @Override
            public void configuration() {
                routeConfiguration().onException(Exception.class).handled(true).setBody(constant("the flows' policy"));
            }
        };
    }
}
