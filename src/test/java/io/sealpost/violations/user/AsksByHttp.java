package io.sealpost.violations.user;

import java.net.http.HttpClient;

class AsksByHttp {
    HttpClient client;
}
