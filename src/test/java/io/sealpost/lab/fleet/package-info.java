/** Fleet's REST API, as far as an issuer of certificates needs it, stricter than the original. */
package io.sealpost.lab.fleet;
