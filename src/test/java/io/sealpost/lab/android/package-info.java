/** Android: Google's management endpoint, and phones with a companion app. */
package io.sealpost.lab.android;
