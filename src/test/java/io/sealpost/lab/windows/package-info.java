/** Windows PCs: they execute SyncML in order as the configuration service providers do, and use what it installs. */
package io.sealpost.lab.windows;
