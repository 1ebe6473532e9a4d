package io.sealpost.lab.people;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.listener.LDAPListenerClientConnection;
import com.unboundid.ldap.listener.LDAPListenerRequestHandler;
import com.unboundid.ldap.protocol.AddRequestProtocolOp;
import com.unboundid.ldap.protocol.AddResponseProtocolOp;
import com.unboundid.ldap.protocol.BindRequestProtocolOp;
import com.unboundid.ldap.protocol.BindResponseProtocolOp;
import com.unboundid.ldap.protocol.CompareRequestProtocolOp;
import com.unboundid.ldap.protocol.CompareResponseProtocolOp;
import com.unboundid.ldap.protocol.DeleteRequestProtocolOp;
import com.unboundid.ldap.protocol.DeleteResponseProtocolOp;
import com.unboundid.ldap.protocol.ExtendedRequestProtocolOp;
import com.unboundid.ldap.protocol.ExtendedResponseProtocolOp;
import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.protocol.ModifyDNRequestProtocolOp;
import com.unboundid.ldap.protocol.ModifyDNResponseProtocolOp;
import com.unboundid.ldap.protocol.ModifyRequestProtocolOp;
import com.unboundid.ldap.protocol.ModifyResponseProtocolOp;
import com.unboundid.ldap.protocol.SearchRequestProtocolOp;
import com.unboundid.ldap.protocol.SearchResultDoneProtocolOp;
import com.unboundid.ldap.protocol.SearchResultReferenceProtocolOp;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;

/** What a domain controller answers on one connection. It lets read, and one account change certificates. */
final class DomainRequests extends LDAPListenerRequestHandler {
    private static final String SHOW_DELETED = "1.2.840.113556.1.4.417";
    private static final Set<String> CERTIFICATES = Set.of("userCertificate", "userSMIMECertificate"); // it knows no ;binary
    private static final String DOMAIN_SCOPE = "1.2.840.113556.1.4.1339";

    private final DomainController controller;
    private final LDAPListenerClientConnection connection;
    private String account;

    DomainRequests(DomainController controller) {
        this(controller, null);
    }

    private DomainRequests(DomainController controller, LDAPListenerClientConnection connection) {
        this.controller = controller;
        this.connection = connection;
    }

    @Override
    public LDAPListenerRequestHandler newInstance(LDAPListenerClientConnection client) {
        return new DomainRequests(controller, client);
    }

    @Override
    public LDAPMessage processBindRequest(int id, BindRequestProtocolOp bind, List<Control> controls) {
        try {
            controller.trouble().bound();
        } catch (LDAPException e) {
            return new LDAPMessage(id, new BindResponseProtocolOp(e.getResultCode().intValue(), null, e.getMessage(), null, null));
        }
        account = bind.getSimplePassword() == null ? null
            : DomainController.admitted(bind.getBindDN(), bind.getSimplePassword().stringValue());
        return new LDAPMessage(id, account != null ? new BindResponseProtocolOp(0, null, null, null, null)
            : new BindResponseProtocolOp(ResultCode.INVALID_CREDENTIALS_INT_VALUE, null, "80090308: data 52e", null, null));
    }

    @Override
    public LDAPMessage processSearchRequest(int id, SearchRequestProtocolOp search, List<Control> controls) {
        try {
            controller.trouble().asked(search);
            List<Control> answered = new ArrayList<>();
            SearchResultDoneProtocolOp done = search(id, search, controls, answered);
            String elsewhere = controller.trouble().ended(search);
            if (elsewhere != null) {
                connection.sendSearchResultReference(id, new SearchResultReferenceProtocolOp(List.of(elsewhere)));
            }
            return new LDAPMessage(id, done, answered);
        } catch (LDAPException e) {
            List<String> elsewhere = e.getReferralURLs() == null ? null : List.of(e.getReferralURLs());
            return new LDAPMessage(id, new SearchResultDoneProtocolOp(e.getResultCode().intValue(), null, e.getMessage(), elsewhere));
        }
    }

    private SearchResultDoneProtocolOp search(int id, SearchRequestProtocolOp search, List<Control> controls, List<Control> answered)
        throws LDAPException {
        if (controls.stream().anyMatch(c -> c.isCritical() && !Set.of(SHOW_DELETED, DOMAIN_SCOPE, SimplePagedResultsControl
            .PAGED_RESULTS_OID).contains(c.getOID()))) {
            return done(ResultCode.UNAVAILABLE_CRITICAL_EXTENSION, null);
        }
        boolean deleted = controls.stream().anyMatch(c -> c.getOID().equals(SHOW_DELETED));
        String base = search.getBaseDN();
        if (base.isEmpty() && search.getScope() == SearchScope.BASE) {
            send(id, controller.rootDse(), search);
            return done(ResultCode.SUCCESS, null);
        }
        if (account == null) {
            return done(ResultCode.OPERATIONS_ERROR, "000004DC: a successful bind must be completed on the connection");
        }
        if (base.equals(controller.settings().getDN())) {
            send(id, controller.settings(), search);
            return done(ResultCode.SUCCESS, null);
        }
        if (controller.referral() != null) {
            return new SearchResultDoneProtocolOp(ResultCode.REFERRAL_INT_VALUE, null, "0000202B: RefErr", List.of(controller.referral()));
        }
        if (search.getScope() == SearchScope.ONE) {
            if (deleted) { // its name shows to everybody, what it holds does not
                Attribute[] shown = controller.deletedShown() ? new Attribute[] {new Attribute("isDeleted", "TRUE")} : new Attribute[0];
                send(id, new Entry("CN=Deleted Objects," + DomainController.DOMAIN, shown), search);
            }
            return done(ResultCode.SUCCESS, null);
        }
        boolean refers = controls.stream().noneMatch(c -> c.getOID().equals(DOMAIN_SCOPE));
        List<Entry> found = controller.find(base, search.getFilter(), deleted);
        for (Control control : controls) {
            if (control.getOID().equals(SimplePagedResultsControl.PAGED_RESULTS_OID)) {
                found = page(new SimplePagedResultsControl(control.getOID(), true, control.getValue()), found, answered);
            }
        }
        return users(id, search, found, refers);
    }

    /** RFC 2696; the cookie says how many came before. */
    private static List<Entry> page(SimplePagedResultsControl page, List<Entry> found, List<Control> answered) {
        int from = page.moreResultsToReturn() ? Integer.parseInt(page.getCookie().stringValue()) : 0;
        int to = Math.min(found.size(), from + Math.min(page.getSize(), DomainController.MAX_PAGE_SIZE));
        answered.add(new SimplePagedResultsControl(0, to == found.size() ? null : new ASN1OctetString(String.valueOf(to))));
        return found.subList(Math.min(from, to), to);
    }

    private SearchResultDoneProtocolOp users(int id, SearchRequestProtocolOp search, List<Entry> found, boolean refers)
        throws LDAPException {
        int most = search.getSizeLimit() == 0 ? DomainController.MAX_PAGE_SIZE
            : Math.min(search.getSizeLimit(), DomainController.MAX_PAGE_SIZE);
        for (Entry entry : found.subList(0, Math.min(most, found.size()))) {
            send(id, entry, search);
        }
        if (refers && search.getBaseDN().equalsIgnoreCase(DomainController.DOMAIN)) {
            connection.sendSearchResultReference(id, new SearchResultReferenceProtocolOp(
                List.of("ldap://example.com/CN=Configuration," + DomainController.DOMAIN)));
        }
        return done(found.size() > most ? ResultCode.SIZE_LIMIT_EXCEEDED : ResultCode.SUCCESS, null);
    }

    /** Only what was asked for; of a long attribute only a range (MS-ADTS 3.1.1.3.1.3.3). */
    private void send(int id, Entry entry, SearchRequestProtocolOp search) throws LDAPException {
        Entry shown = new Entry(entry.getDN());
        for (String asked : search.getAttributes()) {
            Attribute whole = entry.getAttribute(asked.split(";")[0]);
            if (whole == null || whole.size() == 0) {
                continue;
            }
            int from = asked.contains(";range=") ? Integer.parseInt(asked.replaceAll(".*;range=(\\d+)-.*", "$1")) : 0;
            int to = Math.min(whole.size(), from + DomainController.MAX_VAL_RANGE);
            if (from == 0 && to == whole.size()) {
                shown.addAttribute(whole);
            } else {
                List<byte[]> range = new ArrayList<>(List.of(whole.getValueByteArrays()).subList(Math.min(from, to), to));
                if (from == 0) {
                    shown.addAttribute(new Attribute(whole.getName()));
                }
                shown.addAttribute(new Attribute(whole.getName() + String.format(Locale.ROOT, ";range=%d-%s", from,
                    to == whole.size() ? "*" : to - 1), range.toArray(byte[][]::new)));
            }
        }
        Entry sent = controller.trouble().shown(search, shown);
        if (sent != null) {
            connection.sendSearchResultEntry(id, sent);
        }
    }

    private static SearchResultDoneProtocolOp done(ResultCode code, String text) {
        return new SearchResultDoneProtocolOp(code.intValue(), null, text, null);
    }

    @Override
    public LDAPMessage processAddRequest(int id, AddRequestProtocolOp op, List<Control> controls) {
        return new LDAPMessage(id, new AddResponseProtocolOp(ResultCode.INSUFFICIENT_ACCESS_RIGHTS_INT_VALUE, null, null, null));
    }

    @Override
    public LDAPMessage processCompareRequest(int id, CompareRequestProtocolOp op, List<Control> controls) {
        return new LDAPMessage(id, new CompareResponseProtocolOp(ResultCode.INSUFFICIENT_ACCESS_RIGHTS_INT_VALUE, null, null, null));
    }

    @Override
    public LDAPMessage processDeleteRequest(int id, DeleteRequestProtocolOp op, List<Control> controls) {
        return new LDAPMessage(id, new DeleteResponseProtocolOp(ResultCode.INSUFFICIENT_ACCESS_RIGHTS_INT_VALUE, null, null, null));
    }

    @Override
    public LDAPMessage processExtendedRequest(int id, ExtendedRequestProtocolOp op, List<Control> controls) {
        return new LDAPMessage(id, new ExtendedResponseProtocolOp(ResultCode.PROTOCOL_ERROR_INT_VALUE, null, null, null, null, null));
    }

    @Override
    public LDAPMessage processModifyRequest(int id, ModifyRequestProtocolOp op, List<Control> controls) {
        try {
            if (!DomainController.PUBLISH_DN.equals(account)
                || !op.getModifications().stream().map(Modification::getAttributeName).allMatch(CERTIFICATES::contains)) {
                throw new LDAPException(ResultCode.INSUFFICIENT_ACCESS_RIGHTS, "00002098: SecErr");
            }
            controller.modify(op.getDN(), op.getModifications());
            return new LDAPMessage(id, new ModifyResponseProtocolOp(ResultCode.SUCCESS_INT_VALUE, null, null, null));
        } catch (LDAPException e) {
            return new LDAPMessage(id, new ModifyResponseProtocolOp(e.getResultCode().intValue(), null, e.getMessage(), null));
        }
    }

    @Override
    public LDAPMessage processModifyDNRequest(int id, ModifyDNRequestProtocolOp op, List<Control> controls) {
        return new LDAPMessage(id, new ModifyDNResponseProtocolOp(ResultCode.INSUFFICIENT_ACCESS_RIGHTS_INT_VALUE, null, null, null));
    }
}
