/** The append-only, chained record, written in the transaction of what it records. */
package io.sealpost.audit;
