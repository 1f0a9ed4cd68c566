package io.domainsmith.guest;

import io.domainsmith.model.Cell;
import io.domainsmith.model.Domain;
import io.domainsmith.model.MemoryDevice;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Sizes in the units that libvirt knows (virDomainParseScaledValue, virScaleInteger). {@code KiB} and {@code k} are 1024 bytes,
 * {@code KB} is 1000; upper and lower case are the same.
 *
 * <pre>{@code
 * Sizes.bytes("2", "GiB");           // 2147483648
 * Sizes.bytes("2097152", "KiB");     // the same
 * Sizes.kibibytes("2097152", null);  // 2097152: without a unit it is KiB
 * }</pre>
 *
 * @since 0.1
 */
public final class Sizes {

    private static final long KIB = 1024;

    private Sizes() {
    }

    /** A size in bytes; empty if the text is no number, the unit is unknown, or the size is 2^63 bytes or more. */
    public static OptionalLong bytes(@Nullable String text, @Nullable String unit) {
        long scale = scale(unit == null ? "KiB" : unit);
        OptionalLong number = CNumber.decimal(text);
        return scale == 0 || number.isEmpty() || number.getAsLong() > Long.MAX_VALUE / scale ? OptionalLong.empty()
                : OptionalLong.of(number.getAsLong() * scale);
    }

    /** A size in KiB, rounded up; empty as {@link #bytes}. */
    public static OptionalLong kibibytes(@Nullable String text, @Nullable String unit) {
        OptionalLong bytes = bytes(text, unit);
        return bytes.isEmpty() ? bytes : OptionalLong.of(bytes.getAsLong() / KIB + (bytes.getAsLong() % KIB == 0 ? 0 : 1));
    }

    /**
     * The memory with which a guest may run at most, memory devices included and room for further ones not
     * (virDomainDefGetMemoryTotal): the sum of its NUMA cells, else {@code <memory>}, in KiB; empty if that is missing or cannot be read.
     */
    public static OptionalLong guestMemory(Domain domain) {
        List<Cell> cells = domain.getCpu() == null || domain.getCpu().getNuma() == null ? List.of() : domain.getCpu().getNuma().getCells();
        if (cells.isEmpty()) {
            return domain.getMemory() == null ? OptionalLong.empty()
                    : kibibytes(domain.getMemory().getValue(), domain.getMemory().getUnit());
        }
        long sum = 0;
        for (Cell cell : cells) {
            OptionalLong size = kibibytes(cell.getMemory(), cell.getUnit());
            if (size.isEmpty()) {
                return size;
            }
            sum += size.getAsLong();
        }
        for (MemoryDevice memory : domain.getDevices() == null ? List.<MemoryDevice>of() : domain.getDevices().getMemories()) {
            if (memory.getTarget() != null && memory.getTarget().getSize() != null) {
                sum += kibibytes(memory.getTarget().getSize().getValue(), memory.getTarget().getSize().getUnit()).orElse(0);
            }
        }
        return OptionalLong.of(sum);
    }

    private static long scale(String unit) {
        return switch (unit.toLowerCase(Locale.ROOT)) {
            case "b", "bytes", "byte" -> 1;
            case "k", "kib" -> KIB;
            case "m", "mib" -> 1L << 20;
            case "g", "gib" -> 1L << 30;
            case "t", "tib" -> 1L << 40;
            case "p", "pib" -> 1L << 50;
            case "e", "eib" -> 1L << 60;
            case "kb" -> 1000L;
            case "mb" -> 1000_000L;
            case "gb" -> 1000_000_000L;
            case "tb" -> 1000_000_000_000L;
            case "pb" -> 1000_000_000_000_000L;
            case "eb" -> 1000_000_000_000_000_000L;
            default -> 0;
        };
    }
}
