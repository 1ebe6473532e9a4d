/** The one class that Hawtio looks for under its own package's name. */
package io.hawt.springboot.security;
