package io.sealpost.lab.graph;

import java.util.List;

/** What Graph offers here: where it is, and the application permission it needs. */
enum Resource {
    USERS("users", "User.Read.All", true, "GET"),
    PFX("deviceManagement/userPfxCertificates", "DeviceManagementConfiguration.ReadWrite.All", false, "GET POST"),
    PROFILES("deviceManagement/deviceConfigurations", "DeviceManagementConfiguration.ReadWrite.All", false, "GET POST"),
    APP_CONFIGURATIONS("deviceAppManagement/mobileAppConfigurations", "DeviceManagementApps.ReadWrite.All", false, "GET POST"),
    APPS("deviceAppManagement/mobileApps", "DeviceManagementApps.ReadWrite.All", false, "GET"),
    DEVICES("deviceManagement/managedDevices", "DeviceManagementManagedDevices.Read.All", true, "GET");

    private final List<String> path;
    private final String permission;
    private final boolean released;
    private final List<String> methods;

    Resource(String path, String permission, boolean released, String methods) {
        this.path = List.of(path.split("/"));
        this.permission = permission;
        this.released = released;
        this.methods = List.of(methods.split(" "));
    }

    static Resource of(List<String> path, boolean beta) {
        for (var each : values()) {
            if (path.size() >= each.path.size() && each.path.equals(path.subList(0, each.path.size())) && (beta || each.released)) {
                return each;
            }
        }
        throw Refusal.badRequest("Resource not found for the segment '" + path.get(path.size() - 1) + "'");
    }

    String permission() {
        return permission;
    }

    String path() {
        return String.join("/", path);
    }

    int segments() {
        return path.size();
    }

    /** @param length of the whole path with its version */
    List<String> methods(int length) {
        return switch (length - 1 - path.size()) {
            case 0 -> methods;
            case 1 -> this == PFX ? List.of("GET", "PATCH", "DELETE") : List.of("GET");
            default -> List.of("POST");
        };
    }
}
