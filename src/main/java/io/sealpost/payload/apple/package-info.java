/** Configuration profiles and MDM commands of Apple, sealed and proven. */
package io.sealpost.payload.apple;
