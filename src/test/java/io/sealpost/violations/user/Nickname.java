package io.sealpost.violations.user;

/** Public because it is in the signature of a type that another package uses. */
public class Nickname {
}
