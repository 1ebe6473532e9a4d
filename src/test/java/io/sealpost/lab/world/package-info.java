/** All of the lab put together: start, play, prove, report. */
package io.sealpost.lab.world;
