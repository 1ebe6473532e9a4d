package io.sealpost.violations.user;

public class PublicForNobody {
}
