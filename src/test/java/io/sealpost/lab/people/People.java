package io.sealpost.lab.people;

import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.text.Normalizer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.sealpost.lab.ca.Authority;
import io.sealpost.lab.ca.Keys;
import io.sealpost.lab.ca.Template;
import io.sealpost.lab.seed.Chance;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;

/** The users of the lab: the seed repeats their names and the dates of their certificates. */
public final class People {
    private static final List<String> FIRST = List.of("Anna", "Bilal", "Chloé", "Dmitri", "Elif", "Farah", "Goran", "Hana", "Ines",
            "Jörg", "Kwame", "Lena", "Mateo", "Noor", "Olga", "Priya", "Quentin", "Rosa", "Søren", "Tomasz", "Uma", "Viktor", "Wanjiru",
            "Ximena", "Yuki", "Zoë");
    private static final List<String> LAST = List.of("Abbasi", "Brandt", "Castro", "Dubois", "Eriksen", "Fischer", "García", "Horvat",
            "Ivanova", "Jansen", "Kowalski", "Lindqvist", "Müller", "Nakamura", "Okafor", "Petrov", "Quispe", "Rossi", "Schäfer",
            "Tanaka", "Ueda", "Vargas", "Weiß", "Xu", "Yılmaz", "Zeman");

    private final Chance chance;
    private final Authority issuing;
    private final Clock clock;
    private final List<Person> people = new ArrayList<>();

    /** Draws the names of {@code users} users; they have no certificate yet. */
    public People(int users, Chance chance, Authority issuing) {
        this(users, chance, issuing, Clock.systemUTC());
    }

    /** The same, by this clock. */
    public People(int users, Chance chance, Authority issuing, Clock clock) {
        this.clock = clock;
        this.chance = chance;
        this.issuing = issuing;
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < users; i++) {
            var first = chance.pick(FIRST, "first", i);
            var last = chance.pick(LAST, "last", i);
            var plain = ascii(first) + "." + ascii(last);
            int nth = seen.merge(plain, 1, Integer::sum);
            people.add(new Person(nth == 1 ? plain : plain + nth, first + " " + last, i % 10 == 3, i % 2 == 1));
        }
    }

    /** The users, in order. */
    public List<Person> list() {
        return people;
    }

    /** Gives one user the certificates of the years, one to four of them, the last one valid today. */
    public void equip(Person person) {
        int count = 1 + chance.below(4, "certificates", person.uid());
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).atStartOfDay().toInstant(ZoneOffset.UTC);
        var from = today.minus(Duration.ofDays(20 + chance.below(300, "age", person.uid())));
        for (int n = 1; n <= count; n++) {
            // A year apart; each a month longer than a year, so that those before the last have expired or soon will.
            var start = from.minus(Duration.ofDays(365L * (count - n)));
            add(person, start, start.plus(Duration.ofDays(395)));
        }
    }

    /** Gives the user one more encryption certificate, newer than all others. */
    public Identity renew(Person person) {
        var newest = person.current().certificate().getNotBefore().toInstant();
        var now = clock.instant().minusSeconds(60).truncatedTo(ChronoUnit.SECONDS); // as a certificate has it: two never begin together
        var start = now.isAfter(newest) ? now : newest.plusSeconds(1);
        return add(person, start, start.plus(Duration.ofDays(395)));
    }

    private Identity add(Person person, Instant from, Instant until) {
        KeyPair keys = person.ellipticCurve() ? Keys.ec() : Keys.rsa();
        int number = person.identities().size() + 1;
        var certificate = certify(person, keys.getPublic(), from, until);
        var text = "Subject: letter " + number + "\r\n\r\nTo " + person.displayName() + ", who read this with certificate " + number
                + " (" + certificate.getSerialNumber().toString(16) + ").\r\n";
        var identity = new Identity(number, certificate, keys.getPrivate(), OldMail.encrypt(text, certificate), text);
        person.add(identity);
        return identity;
    }

    private X509Certificate certify(Person person, PublicKey key, Instant from, Instant until) {
        var subject = new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.O, "Example").addRDN(BCStyle.CN, person.displayName()).build();
        return issuing.issue(subject, key, Template.encryption(person.mail(), person.ellipticCurve()), from, until);
    }

    private static String ascii(String name) {
        return Normalizer.normalize(name.replace("ß", "ss").replace("ø", "o").replace("ı", "i"), Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "").toLowerCase(Locale.ROOT);
    }
}
