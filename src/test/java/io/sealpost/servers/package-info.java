/** Reads of real servers, which Debian's packages bring (docs/directories.md); only with Maven's profile servers. */
package io.sealpost.servers;
