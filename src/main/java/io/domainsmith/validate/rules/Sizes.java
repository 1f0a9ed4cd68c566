package io.domainsmith.validate.rules;

import io.domainsmith.document.SourceElement;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Sizes as libvirt scales them (virDomainParseScaledValue, virScaleInteger), in KiB. */
final class Sizes {

    private Sizes() {
    }

    /** The size that an element's text gives, in the unit of its attribute or in KiB; empty if it is none. */
    static OptionalLong kibibytes(@Nullable SourceElement element) {
        return element == null ? OptionalLong.empty() : kibibytes(element.text().strip(), element.attribute("unit"));
    }

    /** A size in a unit, in KiB where there is none; rounded up; empty if it is none or too great. */
    static OptionalLong kibibytes(@Nullable String text, @Nullable String unit) {
        long scale = scale(unit == null ? "KiB" : unit);
        OptionalLong number = Digits.parse(text, 18);
        if (scale == 0 || number.isEmpty() || number.getAsLong() > Long.MAX_VALUE / scale) {
            return OptionalLong.empty();
        }
        long value = number.getAsLong();
        return OptionalLong.of(value * scale / 1024 + (value * scale % 1024 == 0 ? 0 : 1));
    }

    /** The guest's memory at most, hot-plugged memory aside: its NUMA cells', or what {@code <memory>} says. */
    static OptionalLong guestMemory(Guest guest) {
        long sum = 0;
        List<SourceElement> cells = guest.all("cpu/numa/cell");
        for (SourceElement cell : cells) {
            OptionalLong size = kibibytes(cell.attribute("memory"), cell.attribute("unit"));
            if (size.isEmpty()) {
                return size;
            }
            sum += size.getAsLong();
        }
        for (SourceElement memory : guest.devices("memory")) {
            for (SourceElement size : Xml.all(memory, "target/size")) {
                sum += kibibytes(size).orElse(0);
            }
        }
        return cells.isEmpty() ? kibibytes(Xml.first(guest.root(), "memory")) : OptionalLong.of(sum);
    }

    private static long scale(String unit) {
        return switch (unit.toLowerCase(Locale.ROOT)) {
            case "b", "bytes", "byte" -> 1;
            case "k", "kib" -> 1L << 10;
            case "m", "mib" -> 1L << 20;
            case "g", "gib" -> 1L << 30;
            case "t", "tib" -> 1L << 40;
            case "p", "pib" -> 1L << 50;
            case "e", "eib" -> 1L << 60;
            case "kb" -> 1000L;
            case "mb" -> 1000_000L;
            case "gb" -> 1000_000_000L;
            case "tb" -> 1000_000_000_000L;
            default -> 0;
        };
    }
}
