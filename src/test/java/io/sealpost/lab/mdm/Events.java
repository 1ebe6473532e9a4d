package io.sealpost.lab.mdm;

/**
 * What became of a webhook's events.
 *
 * @param made    how many there were
 * @param lost    how many of them were lost on purpose
 * @param refused how many the receiver did not answer with 200
 * @param refusal its last such answer, or why there was none; empty if all were taken
 */
public record Events(int made, int lost, int refused, String refusal) {
}
