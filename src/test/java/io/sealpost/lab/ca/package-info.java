/** The lab's certification authorities and their EST server. */
package io.sealpost.lab.ca;
