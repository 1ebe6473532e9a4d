package io.sealpost.user;

/** Where a user's certificate came from. */
public enum Source { DIRECTORY, IMPORT }
