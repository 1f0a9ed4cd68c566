package io.domainsmith.cli;

import io.domainsmith.target.Version;
import io.domainsmith.validate.Stage;
import io.domainsmith.validate.ValidationLevel;
import io.domainsmith.vgpu.Idiom;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    private static <T> T choose(String word, Stream<T> values, Function<T, String> id) {
        var all = values.toList();
        return all.stream().filter(value -> id.apply(value).equals(word)).findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + word + "' is not one of "
                        + all.stream().map(id).collect(Collectors.joining(", "))));
    }

    /** In a method of its own, since Java keeps no lambda in its archive that stands in a class of picocli's. */
    private static <E extends Enum<E>> E choose(String word, E[] values) {
        return choose(word, Arrays.stream(values), value -> value.name().toLowerCase(Locale.ROOT));
    }

    /** {@code text} or {@code json}. */
    static final class FormWord implements ITypeConverter<Form> {
        @Override
        public Form convert(String word) {
            return choose(word, Form.values());
        }
    }

    /** {@code text}, {@code json} or {@code sarif}. */
    static final class FindingsFormWord implements ITypeConverter<FindingsForm> {
        @Override
        public FindingsForm convert(String word) {
            return choose(word, FindingsForm.values());
        }
    }

    /** {@code text}, {@code json} or {@code markdown}. */
    static final class CatalogueFormWord implements ITypeConverter<CatalogueForm> {
        @Override
        public CatalogueForm convert(String word) {
            return choose(word, CatalogueForm.values());
        }
    }

    /** {@code strict}, {@code warn} or {@code off}. */
    static final class LevelWord implements ITypeConverter<ValidationLevel> {
        @Override
        public ValidationLevel convert(String word) {
            return choose(word, ValidationLevel.values());
        }
    }

    /** {@code pre-install} or {@code final}. */
    static final class StageWord implements ITypeConverter<Stage> {
        @Override
        public Stage convert(String word) {
            return choose(word, Stream.of(Stage.PRE_INSTALL, Stage.FINAL), Stage::id);
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
