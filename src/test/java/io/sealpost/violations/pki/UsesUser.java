package io.sealpost.violations.pki;

import io.sealpost.violations.user.Person;

class UsesUser {
    Person person;
}
