/** Everything that knows Camel: components of ours, what routes find in the registry, checks of routes. */
package io.sealpost.routing;
