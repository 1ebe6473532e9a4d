package io.sealpost.directory;

import java.util.List;

import io.sealpost.directory.DirectorySettings.Attributes;

/**
 * What a directory of some kind has if the configuration does not say otherwise.
 *
 * @param filter       RFC 4515; of Active Directory without objectCategory, which tombstones lack and only the server resolves
 * @param disabled     RFC 4515; of Active Directory ADS_UF_ACCOUNT_DISABLE (MS-ADTS, 2.2.16)
 * @param certificates attributes (RFC 4523 and RFC 2798); Active Directory has no {@code ;binary}
 * @param more         what else the route that reads needs
 */
record Preset(String filter, String disabled, Attributes attributes, List<String> certificates, List<String> more) {
    private static final Preset LDAP = new Preset("(objectClass=inetOrgPerson)", "",
        new Attributes("entryUUID", "", "uid", "mail", "", "cn", ""),
        List.of("userCertificate;binary", "userSMIMECertificate"), List.of());
    private static final Preset ACTIVE_DIRECTORY = new Preset(
        "(&(objectClass=user)(!(objectClass=computer)))", "(userAccountControl:1.2.840.113556.1.4.803:=2)",
        new Attributes("objectGUID", "userPrincipalName", "sAMAccountName", "mail", "proxyAddresses", "displayName", "memberOf"),
        List.of("userCertificate", "userSMIMECertificate"), List.of("isDeleted", "uSNChanged"));

    static Preset of(String kind) {
        return kind.equals(ActiveDirectory.KIND) ? ACTIVE_DIRECTORY : LDAP;
    }

    /** The configured attributes, each that is not said from here. */
    Attributes with(Attributes said) {
        return new Attributes(or(said.id(), attributes.id()), or(said.upn(), attributes.upn()), or(said.uid(), attributes.uid()),
            or(said.mail(), attributes.mail()), or(said.aliases(), attributes.aliases()),
            or(said.displayName(), attributes.displayName()), or(said.groups(), attributes.groups()));
    }

    static String or(String said, String preset) {
        return said == null ? preset : said;
    }
}
