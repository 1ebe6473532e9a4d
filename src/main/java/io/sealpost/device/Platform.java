package io.sealpost.device;

/** The platforms that Sealpost reaches (S2). IOS is iOS and iPadOS. */
public enum Platform { IOS, MACOS, WINDOWS, ANDROID }
