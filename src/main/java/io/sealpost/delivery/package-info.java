/** The desired bundle, the ledger, deliveries, what devices report. */
package io.sealpost.delivery;
