package io.sealpost.payload.apple;

import com.dd.plist.NSArray;
import com.dd.plist.NSData;
import com.dd.plist.NSDictionary;
import com.dd.plist.NSNumber;
import com.dd.plist.NSObject;
import com.dd.plist.NSString;
import io.sealpost.pki.Certificates;
import io.sealpost.pki.UndecodableCertificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a device said: the answer to a command, or a check-in (Apple, device-management, mdm/commands and mdm/checkin).
 * Strings that the device did not send are null, lists are empty.
 *
 * @param messageType  check-ins only: Authenticate, TokenUpdate, CheckOut
 * @param udid         UDID, or EnrollmentID of a user enrolment
 * @param model        Model, for example MN6T2
 * @param productName  ProductName, for example iPhone12,1
 * @param commandUuid  CommandUUID as the device repeats it
 * @param status       Acknowledged, Error, CommandFormatError, Idle, NotNow
 * @param errorDomain  ErrorDomain of the first error of the chain
 * @param errorCode    its ErrorCode
 * @param errorText    the chain's descriptions in US English
 * @param undecodable  how many listed certificates could not be decoded and are left out
 */
public record MdmResult(String messageType, String udid, String model, String productName, String commandUuid, String status,
                        String errorDomain, Integer errorCode, String errorText, List<ListedCertificate> certificates,
                        List<ListedProfile> profiles, int undecodable) {
    /**
     * Reads a device's message.
     *
     * @param rawPlist XML property list; at most 8 MiB
     * @throws UnreadablePlist if it is anything else
     */
    public static MdmResult read(byte[] rawPlist) {
        if (!(Plists.read(rawPlist) instanceof NSDictionary message)) {
            throw new UnreadablePlist("A device's message is a dictionary");
        }
        List<NSDictionary> errors = list(message, "ErrorChain");
        List<NSDictionary> listed = list(message, "CertificateList");
        List<ListedCertificate> certificates = listed.stream().map(MdmResult::certificate).filter(Objects::nonNull).toList();
        List<ListedProfile> profiles = list(message, "ProfileList").stream()
            .map(each -> new ListedProfile(text(each, "PayloadIdentifier"), text(each, "PayloadUUID"))).toList();
        String udid = text(message, "UDID");
        return new MdmResult(text(message, "MessageType"), udid == null ? text(message, "EnrollmentID") : udid,
            text(message, "Model"), text(message, "ProductName"), text(message, "CommandUUID"), text(message, "Status"),
            errors.isEmpty() ? null : text(errors.get(0), "ErrorDomain"), errors.isEmpty() ? null : code(errors.get(0)),
            errors.isEmpty() ? null : described(errors), certificates, profiles, listed.size() - certificates.size());
    }

    private static ListedCertificate certificate(NSDictionary entry) {
        if (!(entry.get("Data") instanceof NSData data)) {
            return null;
        }
        try {
            boolean identity = entry.get("IsIdentity") instanceof NSNumber flag && flag.isBoolean() && flag.boolValue();
            return new ListedCertificate(Certificates.parse(data.bytes()), identity);
        } catch (UndecodableCertificate foreign) {   // a device may hold anything; the count says so
            return null;
        }
    }

    private static String described(List<NSDictionary> errors) {
        return errors.stream().map(each -> Stream.of("USEnglishDescription", "LocalizedDescription").map(key -> text(each, key))
            .filter(Objects::nonNull).findFirst().orElse("")).filter(each -> !each.isEmpty()).collect(Collectors.joining(": "));
    }

    private static Integer code(NSDictionary error) {
        return error.get("ErrorCode") instanceof NSNumber number ? number.intValue() : null;
    }

    private static List<NSDictionary> list(NSDictionary message, String key) {
        List<NSDictionary> entries = new ArrayList<>();
        if (message.get(key) instanceof NSArray array) {
            for (NSObject each : array.getArray()) {
                if (each instanceof NSDictionary entry) {
                    entries.add(entry);
                }
            }
        }
        return entries;
    }

    private static String text(NSDictionary message, String key) {
        return message.get(key) instanceof NSString text ? text.getContent() : null;
    }
}
