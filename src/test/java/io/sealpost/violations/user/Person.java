package io.sealpost.violations.user;

public class Person {
    public Nickname nickname() {
        return new Nickname();
    }
}
