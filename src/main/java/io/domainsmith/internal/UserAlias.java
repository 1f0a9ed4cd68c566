package io.domainsmith.internal;

import org.jspecify.annotations.Nullable;

/** Which aliases of devices are a user's own, and stay: the others libvirt drops without a word (virDomainDeviceInfoParseXML). */
public final class UserAlias {

    private static final String PREFIX = "ua-";

    private UserAlias() {
    }

    /** Whether libvirt keeps an alias: it begins with {@code ua-}, and the rest is letters of ASCII, digits, {@code -} and {@code _}. */
    public static boolean isKept(@Nullable String alias) {
        return alias != null && alias.startsWith(PREFIX) && alias.chars().allMatch(UserAlias::isKept);
    }

    private static boolean isKept(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_';
    }
}
