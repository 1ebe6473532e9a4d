package io.sealpost.directory;

import java.util.List;

/**
 * Entries to be looked up by their ids, because they are missing or said to be gone.
 *
 * @param filter      RFC 4515, without the directory's own: scope is decided on what is found
 * @param externalIds whose look-up this is
 */
public record LookUp(String filter, List<String> externalIds) {
}
