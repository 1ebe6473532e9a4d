/** What is handed out, as who installs it finds it: the release archive and the container images' files. */
package io.sealpost.release;
