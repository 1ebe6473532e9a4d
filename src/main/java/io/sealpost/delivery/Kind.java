package io.sealpost.delivery;

/** What a delivery does on the device. */
public enum Kind { INSTALL, REMOVE, INQUIRE }
