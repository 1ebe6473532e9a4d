package io.sealpost.payload.apple;

import com.dd.plist.NSData;
import com.dd.plist.NSDictionary;
import com.dd.plist.NSNumber;
import com.dd.plist.NSString;
import java.util.UUID;

/**
 * MDM commands as XML property lists in UTF-8, which begin with {@code <?xml} because NanoMDM's storage refuses others
 * (Apple, device-management, mdm/commands). A command's id is written in upper case.
 */
public final class MdmCommands {
    private MdmCommands() {
    }

    /**
     * InstallProfile.
     *
     * @param profile configuration profile; signed: DER
     */
    public static byte[] installProfile(UUID commandUuid, byte[] profile) {
        NSDictionary request = request("InstallProfile");
        request.put("Payload", new NSData(profile));
        return command(commandUuid, request);
    }

    /** RemoveProfile: the profile with this PayloadIdentifier, and all that came with it. */
    public static byte[] removeProfile(UUID commandUuid, String identifier) {
        NSDictionary request = request("RemoveProfile");
        request.put("Identifier", new NSString(identifier));
        return command(commandUuid, request);
    }

    /** CertificateList: every certificate on the device, also those that are not managed. */
    public static byte[] certificateList(UUID commandUuid) {
        NSDictionary request = request("CertificateList");
        request.put("ManagedOnly", new NSNumber(false));
        return command(commandUuid, request);
    }

    /** ProfileList: every configuration profile on the device. */
    public static byte[] profileList(UUID commandUuid) {
        NSDictionary request = request("ProfileList");
        request.put("ManagedOnly", new NSNumber(false));
        return command(commandUuid, request);
    }

    private static NSDictionary request(String type) {
        NSDictionary request = new NSDictionary();
        request.put("RequestType", new NSString(type));
        return request;
    }

    private static byte[] command(UUID commandUuid, NSDictionary request) {
        NSDictionary command = new NSDictionary();
        command.put("CommandUUID", new NSString(Payloads.upper(commandUuid)));
        command.put("Command", request);
        return Plists.write(command);
    }
}
