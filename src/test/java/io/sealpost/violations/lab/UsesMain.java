package io.sealpost.violations.lab;

import io.sealpost.violations.user.Person;

class UsesMain {
    Person person;
}
