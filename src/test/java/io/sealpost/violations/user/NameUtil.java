package io.sealpost.violations.user;

class NameUtil {
}
