package io.sealpost.violations.pki;

public class Usage {
}
