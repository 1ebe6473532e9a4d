package io.sealpost.escrow;

/** Where a key in escrow came from: imported with its certificate, or made here for one device. */
public enum Origin { IMPORT, DEVICE }
