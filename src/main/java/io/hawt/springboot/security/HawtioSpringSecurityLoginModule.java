package io.hawt.springboot.security;

import io.hawt.web.auth.RolePrincipal;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.security.auth.Subject;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.login.FailedLoginException;
import javax.security.auth.login.LoginException;
import javax.security.auth.spi.LoginModule;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Tells Hawtio the roles of whoever Spring Security let in: one {@link RolePrincipal} per authority. Hawtio 5 asks JAAS
 * for a module of exactly this name (io.hawt.springboot.security.SpringSecurityJAASConfiguration in hawtio-springboot).
 */
public class HawtioSpringSecurityLoginModule implements LoginModule {
    private Subject subject;
    private Authentication authentication;
    private Set<RolePrincipal> roles = Set.of();

    @Override
    public void initialize(Subject subject, CallbackHandler handler, Map<String, ?> shared, Map<String, ?> options) {
        this.subject = subject;
    }

    @Override
    public boolean login() throws LoginException {
        authentication = SecurityContextHolder.getContext().getAuthentication();
        if (authentication == null || !authentication.isAuthenticated()) {
            throw new FailedLoginException("Nobody is logged in to Spring Security");
        }
        return true;
    }

    @Override
    public boolean commit() {
        roles = authentication.getAuthorities().stream().map(GrantedAuthority::getAuthority).map(RolePrincipal::new)
                .collect(Collectors.toUnmodifiableSet());
        return subject.getPrincipals().addAll(roles);
    }

    @Override
    public boolean abort() {
        return logout();
    }

    @Override
    public boolean logout() {
        subject.getPrincipals().removeAll(roles);
        roles = Set.of();
        authentication = null;
        return true;
    }
}
