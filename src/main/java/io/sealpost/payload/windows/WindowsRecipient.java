package io.sealpost.payload.windows;

import java.security.cert.X509Certificate;

/**
 * What passwords are encrypted to.
 *
 * @param certificate the PC's own, RSA
 * @param store       the name of the PC's certificate store that has it with its key, for example My
 *                    (ClientCertificateInstall CSP, PFXCertPasswordEncryptionStore)
 */
public record WindowsRecipient(X509Certificate certificate, String store) {
}
