/** The gateway: its main class and the clock that everything reads. */
package io.sealpost;
