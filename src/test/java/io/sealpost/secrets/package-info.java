/** The canary: every secret of a run is looked for in every place where it must not be (docs/security-model.md). */
package io.sealpost.secrets;
