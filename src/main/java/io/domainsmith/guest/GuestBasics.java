package io.domainsmith.guest;

import static io.domainsmith.guest.Elements.attribute;
import static io.domainsmith.guest.Elements.first;
import static io.domainsmith.guest.Elements.text;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.LibvirtUuid;
import io.domainsmith.document.SourceElement;
import io.domainsmith.guest.Guest.Firmware;
import io.domainsmith.model.Domain;
import io.domainsmith.target.Feature;
import io.domainsmith.target.HypervisorTarget;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Reads what a guest is, its devices apart. {@link Guest} says what each value means. What is read after construction is read from the
 * source, which threads may share; the typed copy is read in the constructors alone.
 */
final class GuestBasics {

    private static final Set<String> QEMU_TYPES = Set.of("kvm", "qemu", "hvf");
    private static final long KIB = 1024;
    private static final Pattern UEFI_FILE = Pattern.compile("ovmf|aavmf|edk2|efi", Pattern.CASE_INSENSITIVE);
    private static final Pattern BIOS_FILE = Pattern.compile("bios", Pattern.CASE_INSENSITIVE);

    private final SourceElement root;
    private final Domain domain;
    private final Machine machine;
    private final OptionalLong maximumMemory;

    GuestBasics(DomainDocument document) {
        this.root = document.root();
        this.domain = document.domain();
        this.machine = new Machine(attribute(root, "os/type", "arch").orElse(""), attribute(root, "os/type", "machine").orElse(""));
        this.maximumMemory = bytes(Sizes.guestMemory(domain));
    }

    SourceElement root() {
        return root;
    }

    Domain domain() {
        return domain;
    }

    Machine machine() {
        return machine;
    }

    String type() {
        return attribute(root, "type").orElse("");
    }

    /** Whether libvirt's QEMU driver runs it, whose defaults then hold. */
    boolean isQemu() {
        return QEMU_TYPES.contains(type());
    }

    /** Whether it is a PC; {@code q35} and {@code pc} are one without an architecture, too. */
    boolean isPc() {
        return machine.isX86() || machine.isQ35() || machine.isI440fx() || machine.isIsaPc();
    }

    String name() {
        return text(root, "name").orElse("");
    }

    Optional<UUID> uuid() {
        return text(root, "uuid").flatMap(LibvirtUuid::tryParse);
    }

    OptionalInt id() {
        return Elements.integer(root.attribute("id"));
    }

    boolean isLive() {
        return id().isPresent();
    }

    // ---- memory

    OptionalLong maximumMemory() {
        return maximumMemory;
    }

    OptionalLong memory() {
        OptionalLong most = maximumMemory;
        Optional<SourceElement> current = first(root, "currentMemory");
        if (current.isEmpty() || most.isEmpty() || isQemu() && attribute(root, "devices/memballoon", "model").filter("none"::equals).isPresent()) {
            return most;
        }
        OptionalLong size = size(current.get());
        return size.isPresent() && (size.getAsLong() == 0 || size.getAsLong() > most.getAsLong()) ? most : size;
    }

    OptionalLong hotplugMemoryLimit() {
        return first(root, "maxMemory").map(GuestBasics::size).orElse(OptionalLong.empty());
    }

    OptionalInt memorySlots() {
        return Elements.integer(attribute(root, "maxMemory", "slots").orElse(null));
    }

    /** A size in bytes, which libvirt keeps in KiB. */
    private static OptionalLong size(SourceElement element) {
        return bytes(Sizes.kibibytes(element.text(), element.attribute("unit")));
    }

    private static OptionalLong bytes(OptionalLong kibibytes) {
        return kibibytes.isPresent() && kibibytes.getAsLong() <= Long.MAX_VALUE / KIB ? OptionalLong.of(kibibytes.getAsLong() * KIB)
                : OptionalLong.empty();
    }

    // ---- CPUs

    OptionalInt maximumVcpus() {
        return first(root, "vcpu").map(vcpu -> Elements.integer(vcpu.text())).orElse(OptionalInt.of(1));
    }

    OptionalInt vcpus() {
        List<SourceElement> each = first(root, "vcpus").map(vcpus -> vcpus.children("vcpu")).orElse(List.of());
        if (!each.isEmpty()) {
            return OptionalInt.of((int) each.stream().filter(vcpu -> Elements.is(vcpu, "enabled", "yes")).count());
        }
        Optional<String> current = attribute(root, "vcpu", "current");
        return current.isPresent() ? Elements.integer(current.get()) : maximumVcpus();
    }

    Optional<String> cpuMode() {
        return attribute(root, "cpu", "mode").or(() -> cpuModel().map(model -> "custom"));
    }

    Optional<String> cpuModel() {
        return text(root, "cpu/model");
    }

    // ---- what it starts from

    List<String> bootDevices() {
        return first(root, "os").map(os -> os.children("boot").stream().flatMap(boot -> attribute(boot, "dev").stream()).toList())
                .orElse(List.of());
    }

    Firmware firmware(HypervisorTarget target) {
        Optional<QemuOptions.Option> argument = hasFirmware() ? Optional.empty() : firmwareArgument();
        Optional<String> loader = text(root, "os/loader").or(() -> argument.flatMap(GuestBasics::firmwareFile));
        Optional<Firmware.Kind> kind = argument.isPresent() && !argument.get().name().equals("bios") ? Optional.of(Firmware.Kind.UEFI)
                : firmwareKind(loader);
        boolean isBios = kind.filter(known -> known == Firmware.Kind.BIOS).isPresent();
        boolean readsFeatures = !target.supports(Feature.FIRMWARE_FEATURES).isNo();
        Optional<Boolean> secureBoot = isBios ? Optional.of(false)
                : firmwareFeature("secure-boot", readsFeatures).or(() -> Elements.yesNo(attribute(root, "os/loader", "secure")));
        Optional<Boolean> enrolledKeys = isBios ? Optional.of(false) : firmwareFeature("enrolled-keys", readsFeatures);
        Optional<String> nvram = text(root, "os/nvram").or(() -> attribute(root, "os/nvram/source", "file"))
                .or(() -> attribute(root, "os/nvram/source", "dev"));
        return new Firmware(kind, secureBoot, enrolledKeys, loader, nvram, attribute(root, "os/nvram", "template"));
    }

    private boolean hasFirmware() {
        return attribute(root, "os", "firmware").isPresent() || first(root, "os/loader").isPresent();
    }

    /** The option of {@code <qemu:commandline>} that names a firmware: the first flash memory, else the last {@code -bios}. */
    private Optional<QemuOptions.Option> firmwareArgument() {
        QemuOptions options = QemuOptions.of(domain);
        return options.all("pflash", "drive").stream()
                .filter(option -> option.name().equals("pflash") || option.property("if").filter("pflash"::equals).isPresent()).findFirst()
                .or(() -> options.last("bios"));
    }

    private static Optional<String> firmwareFile(QemuOptions.Option option) {
        return option.name().equals("drive") ? option.property("file") : Optional.ofNullable(option.value());
    }

    private Optional<Firmware.Kind> firmwareKind(Optional<String> loader) {
        Optional<String> asked = attribute(root, "os", "firmware");
        if (asked.isPresent()) {
            return switch (asked.get()) {
                case "efi" -> Optional.of(Firmware.Kind.UEFI);
                case "bios" -> Optional.of(Firmware.Kind.BIOS);
                default -> Optional.empty();
            };
        } else if (attribute(root, "os/loader", "type").filter("pflash"::equals).isPresent()) {
            return Optional.of(Firmware.Kind.UEFI);
        } else if (loader.isPresent()) {
            String file = loader.get().substring(loader.get().lastIndexOf('/') + 1);
            return UEFI_FILE.matcher(file).find() ? Optional.of(Firmware.Kind.UEFI)
                    : BIOS_FILE.matcher(file).find() ? Optional.of(Firmware.Kind.BIOS) : Optional.empty();
        }
        return isQemu() && isPc() ? Optional.of(Firmware.Kind.BIOS) : Optional.empty();
    }

    private Optional<Boolean> firmwareFeature(String name, boolean isRead) {
        return !isRead ? Optional.empty() : first(root, "os/firmware").map(firmware -> firmware.children("feature")).orElse(List.of()).stream()
                .filter(feature -> Elements.is(feature, "name", name)).findFirst()
                .flatMap(feature -> Elements.yesNo(attribute(feature, "enabled")));
    }
}
