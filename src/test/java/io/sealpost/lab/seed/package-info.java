/** What a seed repeats: people, dates and faults, never keys. */
package io.sealpost.lab.seed;
