package io.sealpost.operations;

import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.POST;
import static org.springframework.http.HttpMethod.PUT;

import jakarta.servlet.DispatcherType;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.task.TaskDecorator;
import org.springframework.security.access.hierarchicalroles.RoleHierarchyAuthoritiesMapper;
import org.springframework.security.access.hierarchicalroles.RoleHierarchyImpl;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.concurrent.DelegatingSecurityContextRunnable;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfTokenRequestAttributeHandler;
import org.springframework.security.web.header.HeaderWriterFilter;

/** Who may do what over HTTP: machines by Basic, stateless; people by a form and a session. What is not named is denied. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AccountSettings.class)
class SecurityConfiguration {
    private static final String CONSOLE = "/actuator/hawtio";
    /** Before a request is worked off: afterwards Camel's thread answers it, and its headers are no place for two threads. */
    private static final ObjectPostProcessor<HeaderWriterFilter> HEADERS_FIRST = new ObjectPostProcessor<>() {
        @Override
        public <O extends HeaderWriterFilter> O postProcess(O filter) {
            filter.setShouldWriteHeadersEagerly(true);
            return filter;
        }
    };

    /** At log-in each account gets the roles that its own include, so every later check is a plain comparison. */
    @Bean
    DaoAuthenticationProvider accountLogin(AccountSettings settings, Clock clock) {
        var hierarchy = RoleHierarchyImpl.withDefaultRolePrefix();
        for (var role : new Role[] {Role.OPERATOR, Role.APPROVER, Role.IMPORTER}) {
            hierarchy.role(role.name()).implies(Role.VIEWER.name());
        }
        var login = new GuardedLogin(new Accounts(settings), clock);
        login.setAuthoritiesMapper(new RoleHierarchyAuthoritiesMapper(hierarchy.build()));
        return login;
    }

    /** Camel's platform-http works a request off in another thread; this hands the log-in over to it, for the audit record. */
    @Bean
    TaskDecorator actorOfRequest() {
        return DelegatingSecurityContextRunnable::new;
    }

    @Bean
    @Order(1)
    SecurityFilterChain machines(HttpSecurity http, Problems problems) throws Exception {
        return http.securityMatcher("/api/**", "/channels/**")
                .authorizeHttpRequests(rules -> rules
                        .dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC).permitAll()
                        .requestMatchers(POST, "/channels/*/app/*").permitAll() // phones: the flow checks token, key and secret
                        .requestMatchers("/channels/**").hasRole(Role.CHANNEL.name())
                        .requestMatchers(GET, "/api/v1/directories/*/preview").hasRole(Role.OPERATOR.name())
                        .requestMatchers(GET, "/api/**").hasRole(Role.VIEWER.name())
                        .requestMatchers(PUT, "/api/v1/devices/*").hasRole(Role.IMPORTER.name())
                        .requestMatchers(POST, "/api/v1/devices").hasRole(Role.IMPORTER.name())
                        .requestMatchers(DELETE, "/api/v1/devices/*/owner").hasRole(Role.IMPORTER.name())
                        .requestMatchers(DELETE, "/api/v1/devices/*/retirement").hasRole(Role.OPERATOR.name())
                        .requestMatchers(POST, "/api/v1/syncs/*/approval").hasRole(Role.APPROVER.name())
                        .requestMatchers(POST, "/api/v1/syncs", "/api/v1/enrollments/*/retry", "/api/v1/devices/*/retirement",
                                "/api/v1/channels/*/pause", "/api/v1/channels/*/drain", "/api/v1/channels/*/resume")
                        .hasRole(Role.OPERATOR.name())
                        .anyRequest().denyAll())
                .headers(headers -> headers.withObjectPostProcessor(HEADERS_FIRST))
                .httpBasic(basic -> basic.authenticationEntryPoint(problems::unauthorized))
                .exceptionHandling(errors -> errors.authenticationEntryPoint(problems::unauthorized)
                        .accessDeniedHandler(problems::forbidden))
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable)
                .build();
    }

    /** Pages that tell users what to switch on: they hold no data, and users have no account here. */
    @Bean
    @Order(0)
    SecurityFilterChain instructions(HttpSecurity http) throws Exception {
        return http.securityMatcher("/instructions/**")
                .authorizeHttpRequests(rules -> rules
                        .requestMatchers(GET, "/instructions/*.html", "/instructions/style.css").permitAll()
                        .anyRequest().denyAll())
                .headers(headers -> headers.contentSecurityPolicy(
                        policy -> policy.policyDirectives("default-src 'none'; style-src 'self'")))
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable)
                .build();
    }

    @Bean
    @Order(2)
    SecurityFilterChain people(HttpSecurity http) throws Exception {
        var eager = new CsrfTokenRequestAttributeHandler();
        eager.setCsrfRequestAttributeName(null); // the cookie is set with the first answer: Hawtio's Jolokia POSTs need it
        return http
                .authorizeHttpRequests(rules -> rules
                        .dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.FORWARD).permitAll()
                        .requestMatchers("/actuator/health", "/actuator/health/**").permitAll()
                        .requestMatchers("/actuator/**", "/plugin/**", "/sealpost/**").hasRole(Role.VIEWER.name())
                        .anyRequest().denyAll())
                .formLogin(form -> form.defaultSuccessUrl(CONSOLE, true))
                .csrf(csrf -> csrf.csrfTokenRepository(CookieCsrfTokenRepository.withHttpOnlyFalse()).csrfTokenRequestHandler(eager))
                .build();
    }
}
