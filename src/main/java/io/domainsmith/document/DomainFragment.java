package io.domainsmith.document;

import io.domainsmith.model.Devices;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One device, or a {@code <devices>} with several, as {@code virsh attach-device} takes it: domain XML without its domain.
 *
 * <pre>{@code
 * DomainFragment fragment = DomainFragment.parse("<hostdev mode='subsystem' type='mdev' model='vfio-pci'/>");
 * }</pre>
 *
 * @since 0.1
 */
public final class DomainFragment {

    private static final String BARE_DOMAIN =
            "<domain type='kvm'><name>fragment</name><memory>1048576</memory><os><type>hvm</type></os>";

    private static final String AMPLE_DOMAIN = "<domain type='kvm'><name>fragment</name>"
            + "<maxMemory slots='256' unit='TiB'>1</maxMemory><memory>1048576</memory>"
            + "<memoryBacking><source type='memfd'/><access mode='shared'/></memoryBacking><vcpu>4</vcpu><iothreads>64</iothreads>"
            + "<os><type arch='x86_64' machine='q35'>hvm</type></os><features><acpi/><apic/></features>"
            + "<cpu mode='host-passthrough'><numa><cell id='0' cpus='0-3' memory='1048576'/>"
            + IntStream.range(1, 16).mapToObj(id -> "<cell id='" + id + "' memory='1048576'/>").collect(Collectors.joining())
            + "</numa></cpu>";

    private static final String AMPLE_DEVICES = manyDevices();
    private static final int ROOM = 8192;

    private final Surroundings bare;
    private final String withMore;
    private final ParseLimits limits;

    private DomainFragment(Source source) {
        new SourceReader(source).read();
        SourceElement root = source.root();
        boolean oneDevice = !root.is("", "devices");
        if (oneDevice && ModelType.of(Devices.class).child(root.namespaceUri(), root.localName()) == null) {
            throw new ParseException(root.line(), root.column(), "the root element is <" + root.name()
                    + ">, neither a device, such as <hostdev>, nor <devices>");
        }
        ParseLimits limits = source.limits();
        this.limits = limits.withBytes(more(limits.bytes(), ROOM)).withDepth(more(limits.depth(), 2))
                .withElements(more(limits.elements(), ROOM)).withNames(more(limits.names(), ROOM));
        String text = withoutDeclaration(source.text());
        // further devices go behind the one, or to the end of the several
        int end = oneDevice || root.selfClosing ? text.length() : root.endTagStart;
        this.bare = Surroundings.of(BARE_DOMAIN, text, oneDevice, this.limits);
        this.withMore = text.substring(0, end) + (root.selfClosing && !oneDevice ? "" : AMPLE_DEVICES) + text.substring(end);
    }

    private static int more(int limit, int more) {
        return limit > Integer.MAX_VALUE - more ? limit : limit + more;
    }

    /** An XML declaration may only begin a document: blanks in its place leave everything else where it is. */
    private static String withoutDeclaration(String text) {
        if (!text.startsWith("<?xml") || !StartTag.isBlank(text.charAt("<?xml".length()))) {
            return text;
        }
        int end = text.indexOf("?>") + "?>".length();
        return text.substring(0, end).replaceAll("[^\\r\\n]", " ") + text.substring(end);
    }

    /**
     * Reads a fragment from a string.
     *
     * @throws ParseException as {@link DomainDocument#parse(String)}, and if the root is neither a device nor {@code <devices>}
     */
    public static DomainFragment parse(String xml) {
        return new DomainFragment(SourceText.of(Objects.requireNonNull(xml, "xml"), ParseLimits.DEFAULT));
    }

    /**
     * Reads a fragment from a file in UTF-8.
     *
     * @throws IOException if the file cannot be read
     * @throws ParseException as {@link #parse(String)}, or if the file is not UTF-8
     */
    public static DomainFragment parse(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return parse(in);
        }
    }

    /**
     * Reads a fragment in UTF-8 from a stream up to its end; the stream is not closed.
     *
     * @throws IOException if the stream cannot be read
     * @throws ParseException as {@link #parse(Path)}
     */
    public static DomainFragment parse(InputStream in) throws IOException {
        return parse(in, ParseLimits.DEFAULT);
    }

    /**
     * Reads a fragment in UTF-8 from a stream, within limits; the stream is not closed.
     *
     * @throws IOException if the stream cannot be read
     * @throws ParseException as {@link #parse(Path)}
     */
    public static DomainFragment parse(InputStream in, ParseLimits limits) throws IOException {
        return new DomainFragment(SourceText.of(Objects.requireNonNull(in, "in"), limits));
    }

    /** The fragment in the least domain that can be around it. */
    public Surroundings bare() {
        return bare;
    }

    /** The fragment in a domain that has what devices ask for: displays, controllers, memory to share, I/O threads. */
    public Surroundings ample() {
        return Surroundings.of(AMPLE_DOMAIN, withMore, bare.oneDevice(), limits);
    }

    /**
     * A domain around the fragment.
     *
     * @param document the domain; its places and paths are other than the fragment's own
     * @param oneDevice whether the fragment is one device, not a {@code <devices>}
     * @param shift how far the fragment's first line is to the right
     */
    public record Surroundings(DomainDocument document, boolean oneDevice, int shift) {

        private static Surroundings of(String domain, String devices, boolean oneDevice, ParseLimits limits) {
            // on one line, so that no line of the fragment moves
            String before = domain + (oneDevice ? "<devices>" : "");
            String after = (oneDevice ? "</devices>" : "") + "</domain>";
            return new Surroundings(DomainDocument.parse(before + devices + after, limits), oneDevice, before.length());
        }

        /** The fragment's root element. */
        public SourceElement root() {
            SourceElement devices = document.root().children("devices").get(0);
            return oneDevice ? devices.children().get(0) : devices;
        }

        /** Whether a path is in the fragment. */
        public boolean contains(String path) {
            String root = root().path();
            return path.equals(root) || path.startsWith(root + "/");
        }

        /** The fragment's own path, such as {@code /hostdev/@model}, for one that it contains. */
        public String path(String path) {
            return "/" + root().name() + path.substring(root().path().length());
        }

        /** The fragment's own place for one in it. */
        public SourcePlace place(SourcePlace place) {
            return place.line() > 1 ? place : new SourcePlace(1, place.column() - shift);
        }
    }

    private static String manyDevices() {
        StringBuilder devices = new StringBuilder("<controller type='pci' index='0' model='pcie-root'/>");
        for (int i = 1; i < 32; i++) {
            devices.append("<controller type='pci' index='").append(i).append("' model='pcie-root-port'/>");
        }
        for (int i = 0; i < 4; i++) {
            devices.append("<controller type='scsi' index='").append(i).append("' model='virtio-scsi'/>")
                    .append("<controller type='usb' index='").append(i).append("' model='qemu-xhci'/>")
                    .append("<controller type='usb' index='").append(i).append("' model='ich9-ehci1'/>")
                    .append("<controller type='virtio-serial' index='").append(i).append("'/>")
                    .append("<controller type='sata' index='").append(i).append("'/>");
        }
        return devices + "<hub type='usb'/><graphics type='spice' autoport='yes'/><graphics type='vnc' autoport='yes'/><graphics type='egl-headless'/>"
                + "<audio id='1' type='spice'/><video><model type='qxl'/></video>";
    }
}
