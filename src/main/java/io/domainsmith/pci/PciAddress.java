package io.domainsmith.pci;

import io.domainsmith.guest.CNumber;
import io.domainsmith.model.Address;
import io.domainsmith.model.AddressType;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A PCI address as libvirt writes it. The bus is the index of a controller, not the number that the guest sees.
 *
 * @param domain the PCI domain, 0 to 0xffffffff (0 on x86)
 * @param bus the index of the controller whose bus it is, 0 to 0xff
 * @param slot the slot, 0 to 0x1f
 * @param function the function, 0 to 7
 * @since 0.1
 */
public record PciAddress(long domain, int bus, int slot, int function) implements Comparable<PciAddress> {

    private static final Pattern FORM =
            Pattern.compile("(?:([0-9a-fA-F]{1,8}):)?([0-9a-fA-F]{1,2}):([0-9a-fA-F]{1,2})\\.([0-7])");
    private static final HexFormat HEX = HexFormat.of();

    /**
     * An address within the ranges that libvirt checks (virPCIDeviceAddressIsValid).
     *
     * @throws IllegalArgumentException if a number is out of its range
     */
    public PciAddress {
        requireRange("domain", domain, 0xFFFF_FFFFL);
        requireRange("bus", bus, 0xFF);
        requireRange("slot", slot, 0x1F);
        requireRange("function", function, 7);
    }

    private static void requireRange(String what, long value, long greatest) {
        if (value < 0 || value > greatest) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "PCI %s %#x is not between 0 and %#x", what, value, greatest));
        }
    }

    /**
     * Reads {@code 0000:00:04.0}; the PCI domain may be left out, as in {@code 00:04.0}.
     *
     * @throws IllegalArgumentException if the text has another form or a number is out of its range
     */
    public static PciAddress parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a PCI address; write it like 0000:00:04.0");
        }
        return new PciAddress(matcher.group(1) == null ? 0 : Long.parseLong(matcher.group(1), 16),
                Integer.parseInt(matcher.group(2), 16), Integer.parseInt(matcher.group(3), 16),
                Integer.parseInt(matcher.group(4)));
    }

    /**
     * The PCI address that an {@code <address>} gives, numbers read as C reads them and missing ones taken for 0, as libvirt
     * does (virPCIDeviceAddressParseXML); empty if it is null, of another type, or if a number is none or out of its range.
     */
    public static Optional<PciAddress> of(@Nullable Address address) {
        if (address == null || address.getType() != AddressType.PCI) {
            return Optional.empty();
        }
        OptionalLong domain = number(address.getDomain(), 0xFFFF_FFFFL);
        OptionalLong bus = number(address.getBus(), 0xFF);
        OptionalLong slot = number(address.getSlot(), 0x1F);
        OptionalLong function = number(address.getFunction(), 7);
        if (domain.isEmpty() || bus.isEmpty() || slot.isEmpty() || function.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new PciAddress(domain.getAsLong(), (int) bus.getAsLong(), (int) slot.getAsLong(),
                (int) function.getAsLong()));
    }

    private static OptionalLong number(@Nullable String text, long greatest) {
        OptionalLong value = text == null ? OptionalLong.of(0) : CNumber.parse(text);
        return value.isPresent() && value.getAsLong() > greatest ? OptionalLong.empty() : value;
    }

    /**
     * Whether libvirt takes this for no address at all and chooses one itself: slot 0 of bus 0, whatever the function
     * (virPCIDeviceAddressIsEmpty).
     */
    public boolean countsAsNone() {
        return domain == 0 && bus == 0 && slot == 0;
    }

    /** By domain, bus, slot and function. */
    @Override
    public int compareTo(PciAddress other) {
        int order = Long.compare(domain, other.domain);
        return order != 0 ? order : Integer.compare(position(), other.position());
    }

    private int position() {
        return bus << 8 | slot << 3 | function;
    }

    // as a record's own do, without the method handles that a short run would wait for
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PciAddress that && that.domain == domain && that.position() == position();
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(domain) + position();
    }

    /** The address like {@code 0000:00:04.0}. */
    @Override
    public String toString() {
        return (domain > 0xFFFF ? Long.toHexString(domain) : HEX.toHexDigits(domain, 4)) + ":" + toShortString();
    }

    /** The address without its PCI domain, like {@code 00:04.0}. */
    public String toShortString() {
        return HEX.toHexDigits(bus, 2) + ":" + HEX.toHexDigits(slot, 2) + "." + function;
    }
}
