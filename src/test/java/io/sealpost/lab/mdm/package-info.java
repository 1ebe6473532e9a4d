/** An MDM that speaks NanoMDM's API and webhooks, stricter than the original. */
package io.sealpost.lab.mdm;
