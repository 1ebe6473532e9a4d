/** Devices, their channels, owners and recipient certificates; joining and leaving. */
package io.sealpost.device;
