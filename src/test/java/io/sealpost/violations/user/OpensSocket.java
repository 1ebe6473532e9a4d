package io.sealpost.violations.user;

import java.net.Socket;

class OpensSocket {
    Socket socket;
}
