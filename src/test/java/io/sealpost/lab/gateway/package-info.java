/** The gateway as the lab sees it: its configuration, import folder and HTTP API. */
package io.sealpost.lab.gateway;
