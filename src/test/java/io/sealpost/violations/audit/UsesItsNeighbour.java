package io.sealpost.violations.audit;

import io.sealpost.violations.pki.Usage;

class UsesItsNeighbour {
    Usage usage;
}
