/** What a directory's entries mean; staging, plan, guard. */
package io.sealpost.directory;
