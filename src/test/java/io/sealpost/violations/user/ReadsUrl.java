package io.sealpost.violations.user;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;

class ReadsUrl {
    InputStream read(URL url) throws IOException {
        return url.openStream();
    }
}
