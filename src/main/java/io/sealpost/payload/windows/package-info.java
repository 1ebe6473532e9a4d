/** What Windows installs: certificates and identities as SyncML for its configuration service providers. */
package io.sealpost.payload.windows;
