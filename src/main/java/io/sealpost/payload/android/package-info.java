/** What an Android device accepts: its policy at the Android Management API, identities for the companion app, its registration. */
package io.sealpost.payload.android;
