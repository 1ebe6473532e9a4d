/** The append-only, chained record of what was done, written in the transaction that does it. */
package io.sealpost.audit;
