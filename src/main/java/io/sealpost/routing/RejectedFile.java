package io.sealpost.routing;

import java.util.List;

/** A route file that was edited and does not run: what is wrong with it. What ran before it runs on. */
record RejectedFile(String file, List<Finding> findings) {
}
