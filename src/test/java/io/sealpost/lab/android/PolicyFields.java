package io.sealpost.lab.android;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Names and types of what the Android Management API documents for a policy (v1, revision 20260917); what the lab has no use for is
 * an object of any fields.
 */
final class PolicyFields {
    private static final String POLICY = """
        OpenNetworkConfiguration: openNetworkConfiguration
        StatusReportingSettings: statusReportingSettings
        []ApplicationPolicy: applications
        []ChoosePrivateKeyRule: choosePrivateKeyRules
        []enum: androidDevicePolicyTracks keyguardDisabledFeatures stayOnPluggedModes wipeDataFlags
        []object: complianceRules defaultApplicationSettings oncCertificateProviders passwordPolicies permissionGrants
          persistentPreferredActivities policyEnforcementRules setupActions
        []string: accountTypesWithManagementDisabled frpAdminEmails
        boolean: addUserDisabled adjustVolumeDisabled autoTimeRequired blockApplicationsEnabled bluetoothConfigDisabled
          bluetoothContactSharingDisabled bluetoothDisabled cameraDisabled cellBroadcastsConfigDisabled createWindowsDisabled
          credentialsConfigDisabled dataRoamingDisabled debuggingFeaturesAllowed ensureVerifyAppsEnabled factoryResetDisabled
          funDisabled installAppsDisabled installUnknownSourcesAllowed keyguardDisabled kioskCustomLauncherEnabled
          mobileNetworksConfigDisabled modifyAccountsDisabled mountPhysicalMediaDisabled networkEscapeHatchEnabled
          networkResetDisabled outgoingBeamDisabled outgoingCallsDisabled privateKeySelectionEnabled removeUserDisabled
          safeBootDisabled screenCaptureDisabled setUserIconDisabled setWallpaperDisabled shareLocationDisabled
          skipFirstUseHintsEnabled smsDisabled statusBarDisabled tetheringConfigDisabled uninstallAppsDisabled
          unmuteMicrophoneDisabled usbFileTransferDisabled usbMassStorageEnabled vpnConfigDisabled wifiConfigDisabled
          wifiConfigsLockdownEnabled
        enum: appAutoUpdatePolicy appFunctions assistContentPolicy autoDateAndTimeZone autofillPolicy backupService
          cameraAccess credentialProviderPolicyDefault defaultPermissionPolicy encryptionPolicy
          enterpriseDisplayNameVisibility locationMode microphoneAccess playStoreMode preferentialNetworkService
          printingPolicy
        int64: maximumTimeToLock version
        integer: minimumApiLevel
        object: advancedSecurityOverrides alwaysOnVpnPackage crossDevicePolicies crossProfilePolicies
          deviceConnectivityManagement deviceOwnerLockScreenInfo deviceRadioState displaySettings kioskCustomization
          longSupportMessage passwordRequirements permittedAccessibilityServices permittedInputMethods personalUsagePolicies
          recommendedGlobalProxy shortSupportMessage systemUpdate usageLog workAccountSetupConfig
        string: name
        """;
    private static final String APPLICATION_POLICY = """
        InstallType: installType
        []DelegatedScope: delegatedScopes
        []object: installConstraint permissionGrants roles signingKeyCerts
        []string: accessibleTrackIds
        boolean: disabled lockTaskAllowed
        enum: alwaysOnVpnLockdownExemption autoUpdateMode connectedWorkAndPersonalApp credentialProviderPolicy
          defaultPermissionPolicy preferentialNetworkId userControlSettings workProfileWidgets
        integer: installPriority minimumVersionCode
        object: customAppConfig extensionConfig managedConfiguration managedConfigurationTemplate
        string: packageName
        """;
    private static final String STATUS_REPORTING_SETTINGS = """
        ApplicationReportingSettings: applicationReportingSettings
        boolean: applicationReportsEnabled commonCriteriaModeEnabled defaultApplicationInfoReportingEnabled
          deviceSettingsEnabled displayInfoEnabled hardwareStatusEnabled memoryInfoEnabled networkInfoEnabled
          powerManagementEventsEnabled softwareInfoEnabled systemPropertiesEnabled
        """;
    private static final String APPLICATION_REPORTING_SETTINGS = """
        boolean: includeRemovedApps
        """;
    private static final String CHOOSE_PRIVATE_KEY_RULE = """
        []string: packageNames
        string: privateKeyAlias urlPattern
        """;
    private static final List<String> INSTALL_TYPE = List.of(
        "INSTALL_TYPE_UNSPECIFIED", "PREINSTALLED", "FORCE_INSTALLED", "BLOCKED", "AVAILABLE", "REQUIRED_FOR_SETUP", "KIOSK",
        "CUSTOM");
    private static final List<String> DELEGATED_SCOPE = List.of(
        "DELEGATED_SCOPE_UNSPECIFIED", "CERT_INSTALL", "MANAGED_CONFIGURATIONS", "BLOCK_UNINSTALL", "PERMISSION_GRANT",
        "PACKAGE_ACCESS", "ENABLE_SYSTEM_APP", "NETWORK_ACTIVITY_LOGS", "SECURITY_LOGS", "CERT_SELECTION");
    private static final Map<String, Map<String, String>> TYPES = Map.of("Policy", table(POLICY), "ApplicationPolicy",
        table(APPLICATION_POLICY), "StatusReportingSettings", table(STATUS_REPORTING_SETTINGS), "ApplicationReportingSettings",
        table(APPLICATION_REPORTING_SETTINGS), "ChoosePrivateKeyRule", table(CHOOSE_PRIVATE_KEY_RULE));
    private static final Map<String, List<String>> ENUMS = Map.of("InstallType", INSTALL_TYPE, "DelegatedScope", DELEGATED_SCOPE);

    private PolicyFields() {
    }

    /** The fields of a type, each with its own type; null if the type stays open. */
    static Map<String, String> of(String type) {
        return TYPES.get(type);
    }

    /** The values of an enumeration; null if the type is none that is known here. */
    static List<String> values(String type) {
        return ENUMS.get(type);
    }

    private static Map<String, String> table(String text) {
        var fields = new HashMap<String, String>();
        for (var line : text.replaceAll("\\n  ", " ").split("\n")) {
            var type = line.substring(0, line.indexOf(':'));
            Arrays.stream(line.substring(type.length() + 1).strip().split(" +")).forEach(name -> fields.put(name, type));
        }
        return fields;
    }
}
