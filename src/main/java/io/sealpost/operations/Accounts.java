package io.sealpost.operations;

import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;

/** The configured accounts. There is no other one, and no default password. */
class Accounts implements UserDetailsService {
    private final AccountSettings settings;

    Accounts(AccountSettings settings) {
        this.settings = settings;
    }

    @Override
    public UserDetails loadUserByUsername(String name) {
        var account = settings.accounts().get(name);
        if (account == null) {
            throw new UsernameNotFoundException("No account of that name under sealpost.accounts");
        }
        return User.withUsername(name).password(account.password())
                .authorities(account.roles().stream().map(Role::authority).toArray(String[]::new)).build();
    }
}
