/** iOS devices that check, open and use what they receive. */
package io.sealpost.lab.device;
