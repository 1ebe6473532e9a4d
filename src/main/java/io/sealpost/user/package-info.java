/** Users, names, addresses, and certificates as stored. */
package io.sealpost.user;
