package io.domainsmith.validate;

import io.domainsmith.validate.HostClaims.Kind;

/**
 * What can be wrong with domains beside each other, given that they are of one host.
 *
 * @since 0.1
 */
public enum FleetRule {
    /** One uuid, several names. */
    DOMAIN_UUID("fleet-domain-uuid", Kind.DOMAIN_UUID, Severity.ERROR, Consequence.REFUSED,
            "Several domains of different names have one uuid: libvirt refuses the second of them.",
            "virDomainObjListAddLocked", "give each domain a uuid of its own (uuidgen prints one), or leave <uuid> out"),
    /** One name, several uuids. */
    DOMAIN_NAME("fleet-domain-name", Kind.DOMAIN_NAME, Severity.WARNING, Consequence.REFUSED,
            "Several domains have one name: libvirt refuses the second of them on the same host.",
            "virDomainObjListAddLocked", "give each domain a name of its own"),
    /** One name and one uuid: one domain, described twice. */
    DOMAIN_TWICE("fleet-domain-twice", Kind.DOMAIN_UUID, Severity.INFO, Consequence.SURPRISE,
            "Several documents describe one domain, by name and uuid: the one that is defined last replaces the others.",
            "virDomainObjListAddLocked", "give a copy a name and a uuid of its own"),
    /** One mediated device. */
    MDEV("fleet-mdev-uuid", Kind.MDEV, Severity.WARNING, Consequence.FAILS_AT_START,
            "Several domains have one mediated device, so only one of them can run at a time.",
            "virHostdevPrepareMediatedDevices", "give each domain a mediated device of its own"),
    /** One MAC address. */
    MAC("fleet-mac", Kind.MAC, Severity.WARNING, Consequence.SURPRISE,
            "Network cards of several domains have one MAC address: in one network, frames go to the wrong guest.",
            "formatdomain, Network interfaces", "leave <mac> out of one of them: libvirt makes one up"),
    /** One image that several domains write. */
    WRITABLE_IMAGE("fleet-writable-disk", Kind.WRITABLE_IMAGE, Severity.WARNING, Consequence.FAILS_AT_START,
            "Several domains write one disk image: QEMU's image locks let only one of them run, and where there are none the image "
                    + "is destroyed.",
            "QEMU's image locking (file-posix.c); formatdomain, shareable",
            "give each domain an image of its own, or mark it <readonly/>, or <shareable/> if its file system is made for that");

    private final String id;
    private final Kind kind;
    private final Severity severity;
    private final Consequence consequence;
    private final String description;
    private final String source;
    private final String wayOut;

    FleetRule(String id, Kind kind, Severity severity, Consequence consequence, String description, String source, String wayOut) {
        this.id = id;
        this.kind = kind;
        this.severity = severity;
        this.consequence = consequence;
        this.description = description;
        this.source = source;
        this.wayOut = wayOut;
    }

    /** The id in findings. */
    public String id() {
        return id;
    }

    /** What is claimed several times. */
    public Kind kind() {
        return kind;
    }

    /** The severity of its findings. */
    public Severity severity() {
        return severity;
    }

    /** What libvirt or QEMU does. */
    public Consequence consequence() {
        return consequence;
    }

    /** What it looks for, in full sentences. */
    public String description() {
        return description;
    }

    /** Where it comes from: a function of libvirt, a section of its documentation, a file of QEMU. */
    public String source() {
        return source;
    }

    /** What to do about a finding. */
    public String wayOut() {
        return wayOut;
    }
}
