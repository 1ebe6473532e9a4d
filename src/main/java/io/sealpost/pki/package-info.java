/** Certificate rules: usage, address, current versus history, path; encodings. No I/O. */
package io.sealpost.pki;
