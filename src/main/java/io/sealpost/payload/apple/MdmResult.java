package io.sealpost.payload.apple;

import java.util.List;

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
    public static MdmResult read(byte[] rawPlist) {
        throw new UnsupportedOperationException();
    }
}
