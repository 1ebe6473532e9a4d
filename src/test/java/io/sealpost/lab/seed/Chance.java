package io.sealpost.lab.seed;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Decisions that a seed repeats. Each is drawn from the seed and from what it is about, not from a shared sequence, so the order in
 * which threads ask does not matter.
 *
 * @param seed the lab's seed
 */
public record Chance(long seed) {
    /** Says yes once in {@code n} subjects; {@code about} are strings and numbers that name the decision. */
    public boolean oneIn(int n, Object... about) {
        return below(n, about) == 0;
    }

    /** A number from 0 to {@code bound - 1}. */
    public int below(int bound, Object... about) {
        return random(about).nextInt(bound);
    }

    /** One of {@code choices}. */
    public <T> T pick(List<T> choices, Object... about) {
        return choices.get(below(choices.size(), about));
    }

    /** {@code count} bytes: for identifiers, never for secrets. */
    public byte[] bytes(int count, Object... about) {
        var bytes = new byte[count];
        random(about).nextBytes(bytes);
        return bytes;
    }

    private SplittableRandom random(Object... about) {
        return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + List.of(about).hashCode());
    }
}
