package io.sealpost.operations;

import io.sealpost.audit.Audit;
import io.sealpost.delivery.Work;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.transaction.support.TransactionTemplate;

/** What the API's routes call in other packages and folders, recorded. */
class OthersBeans {
    /** Bodies that reached direct:request-sync; "all" for null. */
    static final BlockingQueue<String> REQUESTED = new LinkedBlockingQueue<>();

    /** States an owner as package delivery does, as far as the API sees it. */
    record StatedOwners(Audit audit, TransactionTemplate transaction) {
        public List<Work> state(String channel, String externalId, String owner) {
            if (!channel.startsWith("nanomdm")) {
                throw new IllegalArgumentException("There is no channel '" + channel + "'. Name one of sealpost.channels.");
            }
            if (owner.equals("breaks")) {
                throw new IllegalStateException("a secret detail");
            }
            transaction.executeWithoutResult(status -> audit.record("state-owner", externalId, owner));
            return List.of();
        }

        public List<Work> reported(Object channel, String externalId, String owner) {
            throw new IllegalStateException("no poll runs here");
        }

        public void recipient(String channel, String externalId, String pem) {
            transaction.executeWithoutResult(status -> audit.record("recipient", externalId, pem));
        }
    }

    @Bean
    StatedOwners ownership(Audit audit, TransactionTemplate transaction) {
        return new StatedOwners(audit, transaction);
    }

    @Bean
    RouteBuilder requestSync() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:enqueue").log("handed on");
                from("direct:request-sync").process(exchange -> {
                    var directory = exchange.getMessage().getBody(String.class);
                    REQUESTED.add(directory == null ? "all" : directory);
                });
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
