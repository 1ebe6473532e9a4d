/** Templates, PKCS #10, reading and checking what a CA answered, outcomes. */
package io.sealpost.enrollment;
