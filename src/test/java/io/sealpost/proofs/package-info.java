/** What must hold of gateway and lab together: the real gateway, over its real protocols, in a small world. */
package io.sealpost.proofs;
