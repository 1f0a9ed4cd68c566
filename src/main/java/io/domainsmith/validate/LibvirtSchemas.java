package io.domainsmith.validate;

import com.thaiopensource.datatype.xsd.DatatypeLibraryFactoryImpl;
import com.thaiopensource.datatype.xsd.regex.java.RegexEngineImpl;
import com.thaiopensource.relaxng.match.IncorrectSchemaException;
import com.thaiopensource.relaxng.match.MatchablePattern;
import com.thaiopensource.relaxng.match.MatchablePatternLoader;
import com.thaiopensource.resolver.AbstractResolver;
import com.thaiopensource.resolver.Identifier;
import com.thaiopensource.resolver.Input;
import com.thaiopensource.resolver.xml.sax.SAXResolver;
import com.thaiopensource.xml.sax.DraconianErrorHandler;
import io.domainsmith.internal.SafeXml;
import io.domainsmith.target.Version;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.XMLReader;

/**
 * RELAX NG schemas of libvirt, those that the jar carries or those of a directory: each compiled once, on first use, and then
 * shared by all validators. A compiled schema is immutable.
 */
final class LibvirtSchemas {

    /** Made on first use; the schemas that the jar carries do not change while it is loaded. */
    private static final class Bundled {
        static final LibvirtSchemas INSTANCE =
                LibvirtSchemas.of(name -> LibvirtSchemas.class.getResourceAsStream("/io/domainsmith/schemas/" + name));
    }

    private static final String SCHEME = "domainsmith:/";

    /** The file that includes the others. */
    private static final String START = "domain.rng";

    /** What {@code schemas/fetch} calls the files of a machine whose release it does not know. */
    private static final String HOST = "host";

    /**
     * One release's schema.
     *
     * @param directory where its files are
     * @param version the release, or null where nobody knows it
     * @param title what messages call it, such as {@code schema of libvirt 9.0.0}
     */
    record Release(String directory, @Nullable Version version, String title) {

        static Release of(String directory) {
            Version version = directory.equals(HOST) ? null : Version.parse(directory);
            return new Release(directory, version, version == null
                    ? "schema of the libvirt on the machine that built this" : "schema of libvirt " + version);
        }

        @Override
        public String toString() {
            return version == null ? directory : version.toString();
        }
    }

    private final Function<String, @Nullable InputStream> files;
    private final List<Release> releases;
    private final Supplier<XMLReader> readers;
    /** By directory. */
    private final Map<String, SchemaMatchers> compiled = new ConcurrentHashMap<>();

    private LibvirtSchemas(Function<String, @Nullable InputStream> files, List<Release> releases, Supplier<XMLReader> readers) {
        this.files = files;
        this.releases = releases;
        this.readers = readers;
    }

    /** Schemas by the names of their files: {@code releases} lists the directories, one a line. */
    static LibvirtSchemas of(Function<String, @Nullable InputStream> files) {
        return new LibvirtSchemas(files, readReleases(files), SafeXml::ownReader);
    }

    /** The schemas in the jar. */
    static LibvirtSchemas bundled() {
        return Bundled.INSTANCE;
    }

    /**
     * The schema of a directory, whatever the target: compiled at once, so that what is wrong with it is said here.
     *
     * @throws IOException if it cannot be read, or is not a RELAX NG schema
     */
    static LibvirtSchemas in(Path directory) throws IOException {
        if (!Files.isRegularFile(directory.resolve(START))) {
            throw new NoSuchFileException(directory.resolve(START).toString(), null, directory + " has no " + START
                    + "; libvirt installs its schemas in /usr/share/libvirt/schemas");
        }
        Release only = new Release(HOST, null, "schema in " + directory);
        LibvirtSchemas schemas = new LibvirtSchemas(
                name -> open(directory.resolve(name.substring(HOST.length() + 1))), List.of(only), SafeXml::reader);
        try {
            schemas.compiled.put(only.directory(), new SchemaMatchers(schemas.read(only)));
        } catch (SAXParseException e) {
            String file = String.valueOf(e.getSystemId());
            throw new IOException(directory.resolve(file.substring(file.lastIndexOf('/') + 1)) + ":" + e.getLineNumber() + ":"
                    + e.getColumnNumber() + ": not a RELAX NG schema: " + e.getMessage(), e);
        } catch (SAXException | IncorrectSchemaException e) {
            throw new IOException(directory.resolve(START) + " is not a RELAX NG schema: " + e.getMessage(), e);
        }
        return schemas;
    }

    private static @Nullable InputStream open(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.newInputStream(file) : null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Release> readReleases(Function<String, @Nullable InputStream> files) {
        try (InputStream in = files.apply("releases")) {
            return in == null ? List.of() : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .map(String::strip).filter(line -> !line.isEmpty()).map(Release::of)
                    .sorted((one, other) -> Version.order(one.version(), other.version())).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the list of bundled libvirt schemas cannot be read", e);
        }
    }

    /**
     * The release whose schema says most about a libvirt: the newest that is not newer, else the oldest; the newest for a
     * libvirt that is not known. Empty if there are no schemas.
     */
    Optional<Release> releaseFor(@Nullable Version libvirt) {
        List<Version> known = releases.stream().map(Release::version).filter(Objects::nonNull).toList();
        return Version.closest(known, libvirt).flatMap(version -> releases.stream()
                .filter(release -> version.equals(release.version())).findFirst()).or(() -> releases.stream().findFirst());
    }

    /** The known releases that are newer than one, oldest first; all, if nobody knows its version. */
    List<Release> newerThan(Release release) {
        return releases.stream().filter(other -> other.version() != null
                && (release.version() == null || other.version().hasMoreThan(release.version()))).toList();
    }

    /** The matchers of a release. */
    SchemaMatchers matchers(Release release) {
        return compiled.computeIfAbsent(release.directory(), asked -> new SchemaMatchers(compile(release)));
    }

    private MatchablePattern compile(Release release) {
        try {
            return read(release);
        } catch (IOException e) {
            throw new UncheckedIOException("the bundled " + release.title() + " cannot be read", e);
        } catch (SAXException | IncorrectSchemaException e) {
            throw new IllegalStateException("the bundled " + release.title() + " is damaged", e);
        }
    }

    private MatchablePattern read(Release release) throws IOException, SAXException, IncorrectSchemaException {
        Input start = new Input();
        start.setUri(SCHEME + release.directory() + "/" + START);
        try (InputStream in = file(start.getUri())) {
            start.setByteStream(in);
            return new MatchablePatternLoader().load(start, new SafeResolver(), new DraconianErrorHandler(),
                    new DatatypeLibraryFactoryImpl(new RegexEngineImpl()), 0);
        }
    }

    /** Reads schema files with a parser that is chosen by class. */
    private final class SafeResolver extends SAXResolver {

        SafeResolver() {
            super(new OwnFilesResolver());
        }

        @Override
        protected XMLReader createXMLReaderWithoutResolver() {
            return readers.get();
        }
    }

    /** Finds the included files beside the first, and nothing anywhere else. */
    private final class OwnFilesResolver extends AbstractResolver {

        @Override
        public void resolve(Identifier id, Input input) throws IOException {
            String reference = id.getUriReference();
            String base = id.getBase();
            input.setUri(reference.startsWith(SCHEME) || base == null ? reference
                    : base.substring(0, base.lastIndexOf('/') + 1) + reference);
            open(input);
        }

        @Override
        public void open(Input input) throws IOException {
            if (!input.isOpen()) {
                input.setByteStream(file(String.valueOf(input.getUri())));
            }
        }
    }

    private InputStream file(String uri) throws IOException {
        boolean ours = uri.startsWith(SCHEME) && !uri.contains("..");
        InputStream in = ours ? files.apply(uri.substring(SCHEME.length())) : null;
        if (in == null) {
            throw new FileNotFoundException("no schema file " + (ours ? uri.substring(uri.lastIndexOf('/') + 1) : uri));
        }
        return in;
    }
}
