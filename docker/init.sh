#!/bin/sh
# Makes the installation that all gateways of one compose file share, in the working directory; again does nothing. Beyond this
# machine Sealpost listens with TLS only: until you bring a certificate of your own, the gateways have one that signs itself.
set -eu
java -jar "$(dirname "$0")/sealpost.jar" init --if-missing
tls=config/tls/server.p12
secret=config/secrets/spring.ssl.bundle.jks.server.keystore.password
if [ ! -e "$tls" ]; then
  umask 077
  mkdir -p config/tls
  head -c 24 /dev/urandom | base64 | tr '+/' '-_' > "$secret"
  keytool -genkeypair -alias server -keyalg EC -groupname secp256r1 -validity 397 -dname CN=localhost \
    -ext san=dns:localhost,dns:gateway1,dns:gateway2 -storetype PKCS12 -keystore "$tls" -storepass:file "$secret"
fi
for name in "$@"; do   # what other containers' secrets are called here: /run/secrets/NAME, as a key of ours
  install -m 0600 "/run/secrets/${name%%=*}" "config/secrets/${name#*=}"
done
