package io.domainsmith.cli;

import io.domainsmith.target.Version;
import io.domainsmith.vgpu.Idiom;
import io.domainsmith.vgpu.VgpuDisplay;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The words that options take. */
final class Words {

    private Words() {
    }

    /** How a report is written. */
    enum Form {
        TEXT, JSON
    }

    /** How findings are written. */
    enum FindingsForm {
        TEXT, JSON, SARIF
    }

    /** How the catalogue of rules is written. */
    enum CatalogueForm {
        TEXT, JSON, MARKDOWN
    }

    /** One of the constants of an enum, by its name in small letters, with hyphens. */
    static final class Choice<E extends Enum<E>> implements ITypeConverter<E> {

        private final E[] values;

        @SafeVarargs
        Choice(E... values) {
            this.values = values;
        }

        @Override
        public E convert(String word) {
            StringBuilder words = new StringBuilder();
            for (E value : values) {
                String name = value.name().toLowerCase(Locale.ROOT).replace('_', '-');
                if (name.equals(word)) {
                    return value;
                }
                words.append(words.isEmpty() ? "" : ", ").append(name);
            }
            throw new TypeConversionException("'" + word + "' is not one of " + words);
        }
    }

    /** The word of an idiom. */
    static final class IdiomWord implements ITypeConverter<Idiom>, Iterable<String> {
        @Override
        public Idiom convert(String word) {
            try {
                return Idiom.parse(word);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }

        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(Idiom.values()).map(Idiom::id).iterator();
        }
    }

    /** The word of a vGPU's display. */
    static final class DisplayWord implements ITypeConverter<VgpuDisplay>, Iterable<String> {
        @Override
        public VgpuDisplay convert(String word) {
            try {
                return VgpuDisplay.parse(word);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }

        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(VgpuDisplay.values()).map(VgpuDisplay::id).iterator();
        }
    }

    /** A release such as {@code 9.0.0}. */
    static final class VersionWord implements ITypeConverter<Version> {
        @Override
        public Version convert(String word) {
            try {
                return Version.parse(word);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
