package io.sealpost.operations;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import picocli.CommandLine;

/** The command {@code account}: prints a new account for the configuration, with its password, which nothing else shows. */
@CommandLine.Command(name = "account", mixinStandardHelpOptions = true,
        description = "Prints a new account: its random password, and the lines for config/installation.yaml.")
public final class NewAccount implements Callable<Integer> {
    @CommandLine.Parameters(index = "0", description = "its name")
    private String name;
    @CommandLine.Parameters(index = "1..*", arity = "1..*", paramLabel = "ROLE",
            description = "viewer, operator, approver, importer or channel")
    private List<String> roles;
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec command;

    /** @return 0; 2 if there is no such role */
    @Override
    public Integer call() {
        Set<Role> chosen = new TreeSet<>();
        try {
            roles.stream().map(new Role.Reader()::convert).forEach(chosen::add);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(command.commandLine(), e.getMessage());
        }
        Made made = make(name, chosen, new SecureRandom());
        command.commandLine().getOut().println("Password (shown this once): " + made.password()
            + "\nUnder sealpost.accounts in config/installation.yaml:\n" + made.yaml());
        return 0;
    }

    static Made make(String name, Set<Role> roles, SecureRandom random) {
        byte[] bytes = new byte[18];
        random.nextBytes(bytes);
        String password = Base64.getUrlEncoder().encodeToString(bytes);
        // A machine's password is checked with each event; a random one of 144 bits needs no slow hash (docs/operations.md).
        int strength = roles.contains(Role.CHANNEL) ? 4 : 10;
        return new Made(name, roles, password, "{bcrypt}" + new BCryptPasswordEncoder(strength, random).encode(password));
    }

    /** A new account; its text shows no password. */
    record Made(String name, Set<Role> roles, String password, String hash) {
        /** The account as the configuration has it, below {@code sealpost.accounts}. */
        String yaml() {
            return "    " + name + ": {password: \"" + hash + "\", roles: " + roles.toString().toLowerCase(Locale.ROOT) + "}\n";
        }

        @Override
        public String toString() {
            return "Made[" + name + ", " + roles + "]";
        }
    }
}
