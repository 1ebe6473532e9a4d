#!/usr/bin/env bash
# Checks by openssl alone what a lab left behind: verify-lab.sh FOLDER [OTHERS]
#
# FOLDER  what --lab.folder names, after its report.json was written; for example target/lab
# OTHERS  of how many other users each device tries to read the mail (3). That it holds no key of anybody else is always checked.
#
# For each device: every InstallProfile it received is signed under ca/root.pem, opens with device.key only, holds exactly keys that
# Apple documents, and identities of its user only, each open with its password. The last one is whole: it reads every message of
# its user and none of another, its mail account names the newest encryption certificate and the signing certificate, which is
# valid, not revoked, its own, and the one that sent.p7s verifies with. Prints a line a device; ends with status 1 at the first fault.
# ca/issuing.crl is signed by ca/issuing.pem, and empty.
# On a Mac that is the last one of its user's channel, and an identity preference takes the place of the mail account.
# A PC: each *-user.xml is one Atomic, its passwords open with device.key and its PKCS #12 with them; *-device.xml brings root and
# issuing certificate. An Android phone: the last policy has both; each identity.p7m opens with device.key. A phone behind Intune: the
# passwords of all userPfxCertificates open with ca/intune-connector.key. What is found must be what "final" in report.json lists.
# For labs in which devices keep their owner: not after --lab.scenario=lifecycle.
# Needs bash, openssl 1.1.1 or newer, awk, base64, cmp.
set -euo pipefail
lab=${1:?usage: verify-lab.sh FOLDER [OTHERS]}
others=${2:-3}
root=$lab/ca/root.pem
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
device=$lab

fail() { echo "$device: $*" >&2; exit 1; }
must() { local what=$1; shift; "$@" > "$work/out" 2> "$work/err" || fail "$what: $(tail -n 3 "$work/err" | tr '\n' ' ')"; }
fingerprint() { openssl x509 -in "$1" -noout -fingerprint -sha256 | sed 's/.*=//; s/://g'; }

# What Apple documents for iOS and macOS (apple/device-management, mdm/profiles): payload type, key, type, ! if we need it, values.
cat > "$work/rules" << 'RULES'
* PayloadIdentifier string !
* PayloadUUID string !
* PayloadVersion integer ! 1
* PayloadDisplayName string
* PayloadDescription string
* PayloadOrganization string
Configuration PayloadType string ! Configuration
Configuration IsEncrypted boolean ! true
Configuration EncryptedPayloadContent data !
Configuration PayloadScope string - System|User
Configuration PayloadRemovalDisallowed boolean
Configuration PayloadExpirationDate date
Configuration RemovalDate date
Configuration DurationUntilRemoval real
com.apple.security.root PayloadType string !
com.apple.security.root PayloadContent data !
com.apple.security.root PayloadCertificateFileName string
com.apple.security.pkcs1 PayloadType string !
com.apple.security.pkcs1 PayloadContent data !
com.apple.security.pkcs1 PayloadCertificateFileName string
com.apple.security.pkcs12 PayloadType string !
com.apple.security.pkcs12 PayloadContent data !
com.apple.security.pkcs12 PayloadCertificateFileName string
com.apple.security.pkcs12 Password string !
com.apple.security.pkcs12 KeyIsExtractable boolean - false
com.apple.security.identitypreference PayloadType string !
com.apple.security.identitypreference Name string !
com.apple.security.identitypreference PayloadCertificateUUID string !
com.apple.eas.account PayloadType string !
com.apple.eas.account EmailAddress string !
com.apple.eas.account Host string !
com.apple.eas.account UserName string !
com.apple.eas.account SSL boolean
com.apple.eas.account OAuth boolean
com.apple.eas.account OAuthSignInURL string
com.apple.eas.account OAuthTokenRequestURL string
com.apple.eas.account PayloadCertificateUUID string
com.apple.eas.account MailNumberOfPastDaysToSync integer - 0|1|3|7|14|31
com.apple.eas.account PreventMove boolean
com.apple.eas.account PreventAppSheet boolean
com.apple.eas.account disableMailRecentsSyncing boolean
com.apple.eas.account allowMailDrop boolean
com.apple.eas.account OverridePreviousPassword boolean
com.apple.eas.account EnableMail boolean
com.apple.eas.account EnableContacts boolean
com.apple.eas.account EnableCalendars boolean
com.apple.eas.account EnableReminders boolean
com.apple.eas.account EnableNotes boolean
com.apple.eas.account EnableMailUserOverridable boolean
com.apple.eas.account EnableContactsUserOverridable boolean
com.apple.eas.account EnableCalendarsUserOverridable boolean
com.apple.eas.account EnableRemindersUserOverridable boolean
com.apple.eas.account EnableNotesUserOverridable boolean
com.apple.eas.account SMIMESigningEnabled boolean ! true
com.apple.eas.account SMIMESigningCertificateUUID string !
com.apple.eas.account SMIMESigningUserOverrideable boolean
com.apple.eas.account SMIMESigningCertificateUUIDUserOverrideable boolean
com.apple.eas.account SMIMEEncryptByDefault boolean
com.apple.eas.account SMIMEEncryptByDefaultUserOverrideable boolean
com.apple.eas.account SMIMEEncryptionCertificateUUID string !
com.apple.eas.account SMIMEEncryptionCertificateUUIDUserOverrideable boolean
com.apple.eas.account SMIMEEnableEncryptionPerMessageSwitch boolean
RULES

# A plist in XML as lines "path TAB type TAB value"; array items are numbered from 0.
flatten() {
  awk '
    function put(type, value) { print path() "\t" type "\t" value; if (kind[depth] == "array") count[depth]++ }
    function path() { return base[depth] "/" (kind[depth] == "array" ? count[depth] + 0 : key[depth]) }
    function plain(text) {
      gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&quot;/, "\"", text); gsub(/&apos;/, "\047", text)
      gsub(/&amp;/, "\\&", text); gsub(/[\t\n]/, " ", text); return text
    }
    BEGIN { RS = "<" }
    NR > 1 {
      end = index($0, ">"); tag = substr($0, 1, end - 1); text = substr($0, end + 1)
      if (tag == "dict" || tag == "array") {
        here = depth ? path() : ""
        if (depth) put(tag, "")
        depth++; base[depth] = here; kind[depth] = tag; count[depth] = 0
      } else if (tag == "/dict" || tag == "/array") depth--
      else if (tag == "dict/" || tag == "array/") { if (depth) put(substr(tag, 1, length(tag) - 1), "") }
      else if (tag == "key") key[depth] = plain(text)
      else if (tag == "true/" || tag == "false/") put("boolean", substr(tag, 1, length(tag) - 1))
      else if (tag == "data") { gsub(/[ \t\r\n]/, "", text); put("data", text) }
      else if (tag == "string" || tag == "integer" || tag == "real" || tag == "date") put(tag, plain(text))
      else if (tag == "string/") put("string", "")
    }' "$1"
}

value() { awk -F '\t' -v path="$2" '$1 == path { print $3 }' "$1"; }

# apple FLAT PREFIX TYPE: exactly documented keys, with their types and values.
apple() {
  awk -F '\t' -v prefix="$2/" -v type="$3" -v rules="$work/rules" '
    BEGIN {
      while ((getline line < rules) > 0) {
        split(line, part, " ")
        if (part[1] == "*" || part[1] == type) {
          known[part[2]] = part[3]; values[part[2]] = part[5]; needed[part[2]] = part[4] == "!"; any += part[1] == type
        }
      }
      if (!any) { print "unknown PayloadType " type; bad = 1; exit }
    }
    index($1, prefix) == 1 {
      name = substr($1, length(prefix) + 1)
      if (index(name, "/")) next
      if (seen[name]++) { print type " has " name " twice"; bad = 1 }
      else if (!(name in known)) { print type " has no key " name; bad = 1 }
      else if (known[name] != $2) { print type "." name " is a " $2; bad = 1 }
      else if (values[name] != "" && index("|" values[name] "|", "|" $3 "|") == 0) { print type "." name " is " $3; bad = 1 }
      else if (name ~ /UUID$/ && $3 !~ /^[0-9A-Fa-f-]+$/) { print type "." name " is no UUID: " $3; bad = 1 }
      else if (needed[name] && $3 == "") { print type "." name " is empty"; bad = 1 }
    }
    END {
      for (name in known) if (!bad && needed[name] && !seen[name]) { print type " has no " name; bad = 1 }
      exit bad
    }' "$1" || fail "not as Apple documents it"
}

# identity NUMBER UUID PASSWORD < PKCS #12: opens it into id/FINGERPRINT.pem.
identity() {
  local pem=$work/identity.pem sum
  base64 -d > "$work/identity.p12"
  PASSWORD=$3 must "PKCS #12 $1 does not open" openssl pkcs12 -in "$work/identity.p12" -passin env:PASSWORD -nodes -out "$pem"
  [ "$(grep -c 'BEGIN CERTIFICATE' "$pem")" = 1 ] || fail "PKCS #12 $1 holds more than one certificate"
  openssl x509 -in "$pem" -pubkey -noout > "$work/public.certificate"
  openssl pkey -in "$pem" -pubout > "$work/public.key"
  cmp -s "$work/public.certificate" "$work/public.key" || fail "PKCS #12 $1: the key is not the certificate's"
  sum=$(fingerprint "$pem")
  mv "$pem" "$work/id/$sum.pem"
  echo "$2 $sum" >> "$work/uuids"
  if ! grep -q "$sum" "$work/users/$user"; then
    must "certificate $sum is neither the user's nor a valid signing certificate" openssl verify -purpose smimesign -crl_check \
      -CAfile "$root" -untrusted "$lab/ca/issuing.pem" -CRLfile "$lab/ca/issuing.crl" "$work/id/$sum.pem"
    [ "$(openssl x509 -in "$work/id/$sum.pem" -noout -email | sort -u)" = "$address" ] || fail "the signing certificate is not for $address"
    openssl x509 -in "$work/id/$sum.pem" -noout -text | grep -A 1 'X509v3 Key Usage' | grep -q 'Digital Signature' \
      || fail "certificate $sum is not $user's, and does not sign"
    [ -z "$signing" ] || fail "two signing identities in one profile"
    signing=$sum
  fi
}

# profile COMMAND.plist: checks one, and leaves its identities in id/, its account in account.
profile() {
  rm -rf "$work/id" "$work/uuids"; mkdir "$work/id"; : > "$work/uuids"
  signing='' account=''
  local type path
  flatten "$1" > "$work/command"
  value "$work/command" /Command/Payload | base64 -d > "$work/profile.p7"
  must "the profile's signature" openssl cms -verify -inform DER -in "$work/profile.p7" -CAfile "$root" -out "$work/profile.plist"
  flatten "$work/profile.plist" > "$work/profile"
  apple "$work/profile" '' Configuration
  value "$work/profile" /EncryptedPayloadContent | base64 -d > "$work/content.p7"
  must "the content does not open with device.key" openssl cms -decrypt -inform DER -in "$work/content.p7" \
    -recip "$own/device.crt" -inkey "$own/device.key" -out "$work/content.plist"
  flatten "$work/content.plist" > "$work/content"
  for path in $(awk -F '\t' '$2 == "dict" && $1 ~ /^\/[0-9]+$/ { print $1 }' "$work/content"); do
    type=$(value "$work/content" "$path/PayloadType")
    apple "$work/content" "$path" "$type"
    case $type in
      com.apple.security.pkcs12)
        identity "$path" "$(value "$work/content" "$path/PayloadUUID")" "$(value "$work/content" "$path/Password")" \
          < <(value "$work/content" "$path/PayloadContent") ;;
      com.apple.eas.account | com.apple.security.identitypreference) account=$path ;;
      *) value "$work/content" "$path/PayloadContent" | base64 -d | openssl x509 -inform DER > "$work/anchor.pem" 2> /dev/null \
           || fail "$path is no certificate in DER"
         must "the anchor $path" openssl verify -CAfile "$root" "$work/anchor.pem" ;;
    esac
  done
  [ "$(cut -d ' ' -f 1 "$work/uuids" | sort -u | wc -l)" = "$(wc -l < "$work/uuids")" ] || fail "a PayloadUUID is there twice"
  profiles=$((profiles + 1))
}

# reads MESSAGE IDENTITY: whether the key opens it to its text.
reads() { openssl cms -decrypt -inform DER -in "$1" -inkey "$2" -out "$work/plain" 2> /dev/null && cmp -s "$work/plain" "${1%.p7m}.txt"; }

# letters: the identities in id/ read every message of the user and none of another.
letters() {
  local mail number sum other tried=0
  newest=''
  for mail in "$lab/users/$user"/mail/*.p7m; do
    number=$(basename "$mail" .p7m)
    sum=$(awk -v number="$number" '$1 == number { print $2 }' "$work/users/$user")
    [ -f "$work/id/$sum.pem" ] || fail "no identity for certificate $number of $user"
    must "message $number" openssl cms -decrypt -inform DER -in "$mail" -recip "$work/id/$sum.pem" -inkey "$work/id/$sum.pem" \
      -out "$work/plain"
    cmp -s "$work/plain" "${mail%.p7m}.txt" || fail "message $number decrypts to something else"
    if [ -z "$newest" ] || [ "$number" -gt "$newest" ]; then newest=$number; fi
    messages=$((messages + 1))
  done
  for other in "$lab"/users/*/; do
    [ "$(basename "$other")" != "$user" ] && [ "$tried" -lt "$others" ] || continue
    tried=$((tried + 1))
    for mail in "$other"mail/*.p7m; do
      for sum in "$work"/id/*.pem; do
        ! reads "$mail" "$sum" || fail "reads $mail of another user"
      done
    done
  done
}

# account: the mail account, or identity preference, of an Apple device.
account() {
  local sum
  [ -n "$account" ] || fail "no mail account"
  local mailbox=EmailAddress signer=SMIMESigningCertificateUUID
  [ "$kind" = IOS/nanomdm ] || { mailbox=Name; signer=PayloadCertificateUUID; }
  [ "$(value "$work/content" "$account/$mailbox")" = "$address" ] || fail "the mail account is not for $address"
  [ -n "$signing" ] && grep -qi "^$(value "$work/content" "$account/$signer") $signing" "$work/uuids" \
    || fail "the mail account does not name the signing identity"
  sum=$(awk -v number="$newest" '$1 == number { print $2 }' "$work/users/$user")
  [ "$kind" = MACOS/nanomdm ] || grep -qi "^$(value "$work/content" "$account/SMIMEEncryptionCertificateUUID") $sum" "$work/uuids" \
    || fail "the mail account does not name encryption certificate $newest"
}

# signature: the message that the device signed verifies with its own signing identity.
signature() {
  [ -n "$signing" ] || fail "no signing identity"
  must "sent.p7s" openssl cms -verify -purpose smimesign -in "$own/sent.p7s" -CAfile "$root" -signer "$work/signer.pem" -out "$work/text"
  [ "$(fingerprint "$work/signer.pem")" = "$signing" ] || fail "sent.p7s is not signed with the device's signing identity"
  openssl x509 -in "$work/signer.pem" -noout -serial | sed 's/serial=//' >> "$work/serials"
}

# listed: report.json lists the identities that were found, all of them held, and no others.
listed() {
  grep -q "^$device " "$work/final" || return 0   # a report that lists nothing at all
  awk -v device="$device" '$1 == device && $2 ~ /IDENTITY$/ { print toupper($3), $4 }' "$work/final" | sort > "$work/listed"
  for sum in "$work"/id/*.pem; do echo "$(basename "$sum" .pem) true"; done | sort > "$work/found"
  cmp -s "$work/listed" "$work/found" \
    || fail "report.json lists other identities under final: $(diff "$work/listed" "$work/found" | tr '\n' ' ')"
}

# anchors: the certificates in anchors/ are the root and the issuing certificate.
anchors() {
  local sum
  ls "$work"/anchors/*.pem > /dev/null 2>&1 || fail "received no trust anchors"
  for sum in "$root" "$lab/ca/issuing.pem"; do fingerprint "$sum"; done | sort > "$work/wanted"
  for sum in "$work"/anchors/*.pem; do fingerprint "$sum"; done | sort -u > "$work/given"
  cmp -s "$work/wanted" "$work/given" || fail "the trust anchors are not root and issuing certificate"
}

anchor() { base64 -d | openssl x509 -inform DER > "$work/anchors/$1.pem" 2> /dev/null || fail "anchor $1 is no certificate in DER"; }

fresh() { rm -rf "$work/id" "$work/anchors" "$work/uuids"; mkdir "$work/id" "$work/anchors"; : > "$work/uuids"; signing=''; }

# nodes FILE: the nodes that a Windows profile adds, as lines "URI TAB data", in order.
nodes() {
  awk 'BEGIN { RS = "<Add>" } NR > 1 {
    uri = $0; sub(/.*<LocURI>/, "", uri); sub(/<.*/, "", uri)
    data = ""; if ($0 ~ /<Data>/) { data = $0; sub(/.*<Data>/, "", data); sub(/<.*/, "", data) }
    print uri "\t" data
  }' "$1"
}

windows() {
  local file uri id
  fresh
  for file in "$own"/received/*-device.xml; do
    [ -f "$file" ] || fail "received no trust anchors"
    nodes "$file" > "$work/nodes"
    while IFS=$'\t' read -r uri data; do
      case $uri in
        */RootCATrustedCertificates/Root/*/EncodedCertificate) anchor root < <(echo "$data")
          [ "$(fingerprint "$work/anchors/root.pem")" = "$(fingerprint "$root")" ] || fail "another root than ca/root.pem" ;;
        */RootCATrustedCertificates/CA/*/EncodedCertificate) anchor issuing < <(echo "$data") ;;
        *) fail "$uri is not for trust anchors" ;;
      esac
    done < "$work/nodes"
  done
  anchors
  for file in "$own"/received/*-user.xml; do
    [ -f "$file" ] || fail "received no identities"
    fresh
    [ "$(grep -o '<Atomic>' "$file" | wc -l)" = 1 ] || fail "$(basename "$file") is not one Atomic"
    nodes "$file" > "$work/nodes"
    for id in $(sed -n 's#.*/PFXCertInstall/\([^/]*\)\t.*#\1#p' "$work/nodes"); do
      uri=./User/Vendor/MSFT/ClientCertificateInstall/PFXCertInstall/$id
      [ "$(datum "$uri/PFXCertPasswordEncryptionType")" = 2 ] || fail "the password of $id is not encrypted to the PC's own key"
      [ "$(awk -F '\t' -v id="/$id/" 'index($1, id) { last = $1 } END { print last }' "$work/nodes")" = "$uri/PFXCertBlob" ] \
        || fail "the blob of $id, which imports it, is not last"
      datum "$uri/PFXCertPassword" | base64 -d > "$work/password.p7"
      must "the password of $id does not open with device.key" openssl cms -decrypt -inform DER -in "$work/password.p7" \
        -recip "$own/device.crt" -inkey "$own/device.key" -out "$work/password"
      identity "$id" "$id" "$(cat "$work/password")" < <(datum "$uri/PFXCertBlob")
    done
    profiles=$((profiles + 1))
  done
}

datum() { awk -F '\t' -v uri="$1" '$1 == uri { print $2 }' "$work/nodes"; }

# json NAME: the texts under that name in the JSON that comes in.
json() { tr -d '\n' | grep -oE "\"$1\" *: *\"[^\"]*\"" | sed 's/^[^:]*: *"//; s/"$//'; }

android() {
  local file sum n=0
  fresh
  for file in "$own"/received/*-policy.json; do
    [ -f "$file" ] || fail "received no policy"
    ! grep -qiE 'pkcs12|"password"|PRIVATE KEY' "$file" || fail "$(basename "$file") holds what nobody at Google must see"
  done
  for sum in $(json X509 < "$file"); do n=$((n + 1)); anchor $n < <(echo "$sum"); done
  anchors
  for file in "$own"/received/*-identity.p7m; do
    [ -f "$file" ] || fail "received no identities"
    must "$(basename "$file") does not open with device.key" openssl cms -decrypt -inform DER -in "$file" \
      -recip "$own/device.crt" -inkey "$own/device.key" -out "$work/message.json"
    identity "$(basename "$file")" "$(json alias < "$work/message.json")" "$(json password < "$work/message.json")" \
      < <(json pkcs12 < "$work/message.json")
    profiles=$((profiles + 1))
  done
}

intune() {
  local file hash
  fresh
  for file in "$own"/received/*-userPfxCertificates.json; do
    [ -f "$file" ] || fail "received no certificates"
    [ "$(json userPrincipalName < "$file")" = "$address" ] || fail "$(basename "$file") is somebody else's"
    hash=$(json paddingScheme < "$file" | sed 's/^oaepSha/sha/')
    json encryptedPfxPassword < "$file" | base64 -d > "$work/password.rsa"
    must "the password of $(basename "$file") does not open with the connector's key" openssl pkeyutl -decrypt \
      -inkey "$lab/ca/intune-connector.key" -in "$work/password.rsa" -out "$work/password" -pkeyopt rsa_padding_mode:oaep \
      -pkeyopt "rsa_oaep_md:$hash" -pkeyopt "rsa_mgf1_md:$hash"
    identity "$(basename "$file")" "$(json thumbprint < "$file")" "$(cat "$work/password")" < <(json encryptedPfxBlob < "$file")
    profiles=$((profiles + 1))
  done
  [ -z "$signing" ] || fail "a certificate that was issued for one device goes to all of the user's"
}

[ -f "$lab/report.json" ] || fail "report.json is not there: the lab has not ended"
openssl crl -in "$lab/ca/issuing.crl" -noout -CAfile "$lab/ca/issuing.pem" 2>&1 | grep 'verify OK' > "$work/out" \
  || fail "ca/issuing.crl is not signed by ca/issuing.pem"
openssl crl -in "$lab/ca/issuing.crl" -noout -text | grep 'No Revoked Certificates' > "$work/out" || fail "ca/issuing.crl is not empty"
grep -Eq '"revoked" *: *0' "$lab/report.json" || fail "report.json says that something was revoked"
mkdir "$work/users"
: > "$work/serials"
for certificate in "$lab"/users/*/certificates/*.pem; do
  user=$(basename "$(dirname "$(dirname "$certificate")")")
  echo "$(basename "$certificate" .pem) $(fingerprint "$certificate")" >> "$work/users/$user"
done
awk -F '"' '
  function put() { if (id != "") print id, platform "/" channel, user }
  $2 == "id" { put(); id = $4; user = ""; platform = "IOS"; channel = "nanomdm" }
  $2 == "user" { user = $4 } $2 == "platform" { platform = $4 } $2 == "channel" { channel = $4 }
  END { put() }' "$lab/report.json" > "$work/devices"

awk -F '"' '
  /^  "final"/ { on = 1 }
  on && /^    "[^"]+" : \[/ { device = $2 }
  on && $2 == "kind" { kind = $4 } on && $2 == "certificate" { certificate = $4 == "" ? "-" : $4 }
  on && $2 == "held" { print device, kind, certificate, $3 ~ /true/ ? "true" : "false" }' "$lab/report.json" > "$work/final"

devices=0
while read -r device kind user; do
  own=$lab/devices/$device profiles=0 messages=0 last=
  if [ -z "$user" ]; then
    ! ls "$own"/received/*-InstallProfile.plist > /dev/null 2>&1 || fail "nobody's device received a profile"
    echo "$device nobody's: no profile"
    continue
  fi
  devices=$((devices + 1))
  address=$(openssl x509 -in "$lab/users/$user/certificates/1.pem" -noout -email | sort -u)
  case $kind in
    IOS/nanomdm | MACOS/nanomdm)
      scope=''
      [ "$kind" = IOS/nanomdm ] || scope=User
      for command in "$own"/received/*-InstallProfile.plist; do
        [ -f "$command" ] || fail "received no profile"
        profile "$command"
        [ "$(value "$work/profile" /PayloadScope)" != "$scope" ] || last=$command
      done
      [ "$last" = "$command" ] || profile "$last" ;;
    WINDOWS/*) windows ;;
    ANDROID/android) android ;;
    */intune) intune ;;
    *) fail "no way to read what $kind received" ;;
  esac
  letters
  case $kind in
    */nanomdm) account; signature ;;
    */intune) ;;
    *) signature ;;
  esac
  listed
  signs=$(tail -n 1 "$work/serials")
  [ -n "$signing" ] || signs=nothing
  echo "$device $user: $profiles profiles, $(wc -l < "$work/uuids") identities, $messages messages read, signs with $signs"
done < "$work/devices"
device=$lab
[ "$(sort -u "$work/serials" | wc -l)" = "$(wc -l < "$work/serials")" ] || fail "two devices sign with the same certificate"
echo "$devices devices, $(sort -u "$work/serials" | wc -l) signing certificates, none revoked"
