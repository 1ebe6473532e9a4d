package io.sealpost.violations.user;

import javax.net.ssl.X509ExtendedKeyManager;

abstract class RotatingKeyManager extends X509ExtendedKeyManager {
}
