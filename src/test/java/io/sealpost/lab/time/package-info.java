/** The time in the lab. */
package io.sealpost.lab.time;
