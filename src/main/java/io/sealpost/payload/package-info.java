/** Bytes a platform accepts. */
package io.sealpost.payload;
