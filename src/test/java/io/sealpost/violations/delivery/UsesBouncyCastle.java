package io.sealpost.violations.delivery;

import org.bouncycastle.cms.CMSSignedData;

class UsesBouncyCastle {
    CMSSignedData data;
}
