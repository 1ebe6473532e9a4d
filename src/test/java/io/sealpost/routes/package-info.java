/** One test for each route file, with the real YAML and the real error policy around it. */
package io.sealpost.routes;
