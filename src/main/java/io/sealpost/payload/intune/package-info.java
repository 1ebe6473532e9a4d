/** Imported PFX certificates of Microsoft Intune, sealed for the Certificate Connector and proven. */
package io.sealpost.payload.intune;
