/** The lab: everything around the gateway, on real protocols, with code that is not the gateway's. */
package io.sealpost.lab;
