package io.sealpost;

import java.net.URI;
import java.util.Map;

import com.microsoft.graph.beta.serviceclient.GraphServiceClient;
import com.microsoft.kiota.authentication.AccessTokenProvider;
import com.microsoft.kiota.authentication.AllowedHostsValidator;
import com.microsoft.kiota.authentication.BaseBearerTokenAuthenticationProvider;

/** Microsoft's own client of Graph beta, which reads what was sent. */
public final class GraphSdk {
    private GraphSdk() {
    }

    /** @param url without path and version */
    public static GraphServiceClient client(String url, String token) {
        AllowedHostsValidator anywhere = new AllowedHostsValidator();
        GraphServiceClient client = new GraphServiceClient(new BaseBearerTokenAuthenticationProvider(new AccessTokenProvider() {
            @Override
            public String getAuthorizationToken(URI uri, Map<String, Object> context) {
                return token;
            }

            @Override
            public AllowedHostsValidator getAllowedHostsValidator() {
                return anywhere;
            }
        }));
        client.getRequestAdapter().setBaseUrl(url + "/beta");
        return client;
    }
}
