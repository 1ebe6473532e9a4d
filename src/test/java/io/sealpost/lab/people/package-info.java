/** Users, their certificates over the years, and the directory that lists them. */
package io.sealpost.lab.people;
