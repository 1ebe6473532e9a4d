/** A proxy that says where it was asked to connect to. */
package io.sealpost.lab.proxy;
