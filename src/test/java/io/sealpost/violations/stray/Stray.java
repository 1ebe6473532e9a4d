package io.sealpost.violations.stray;

class Stray {
}
