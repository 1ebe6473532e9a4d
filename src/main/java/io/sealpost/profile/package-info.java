/** Certificate profiles: what devices should get. Policy only. */
package io.sealpost.profile;
