package io.domainsmith.validate;

import com.thaiopensource.datatype.xsd.DatatypeLibraryFactoryImpl;
import com.thaiopensource.datatype.xsd.regex.java.RegexEngineImpl;
import com.thaiopensource.relaxng.match.IncorrectSchemaException;
import com.thaiopensource.relaxng.match.MatchablePattern;
import com.thaiopensource.relaxng.match.MatchablePatternLoader;
import com.thaiopensource.relaxng.pattern.CompiledGrammar;
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
import org.jspecify.annotations.Nullable;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.XMLReader;

/**
 * RELAX NG schemas of libvirt: those that the jar carries, which the build has compiled, or those of a directory, which are compiled
 * here. Each is read once, and then shared by all validators; it is immutable.
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

    /** What the build makes of it. */
    private static final String COMPILED = "domain.grammar";

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

    /**
     * The matchers of one release.
     *
     * @param accepting tell whether a document is valid
     * @param explaining tell what is not, and take longer
     */
    record Matchers(SchemaMatchers accepting, SchemaMatchers explaining) {
    }

    private final Function<String, @Nullable InputStream> files;
    private final List<Release> releases;
    /** By directory. */
    private final Map<String, Matchers> matchers = new ConcurrentHashMap<>();

    private LibvirtSchemas(Function<String, @Nullable InputStream> files, List<Release> releases) {
        this.files = files;
        this.releases = releases;
    }

    /** Compiled schemas by the names of their files: {@code releases} lists the directories, one a line. */
    static LibvirtSchemas of(Function<String, @Nullable InputStream> files) {
        return new LibvirtSchemas(files, readReleases(files));
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
        LibvirtSchemas schemas = new LibvirtSchemas(name -> null, List.of(only));
        try {
            SchemaMatchers both = new SchemaMatchers(compile(directory)::createMatcher);
            schemas.matchers.put(only.directory(), new Matchers(both, both));
        } catch (SAXParseException e) {
            String file = String.valueOf(e.getSystemId());
            throw new IOException(directory.resolve(file.substring(file.lastIndexOf('/') + 1)) + ":" + e.getLineNumber() + ":"
                    + e.getColumnNumber() + ": not a RELAX NG schema: " + e.getMessage(), e);
        } catch (SAXException | IncorrectSchemaException e) {
            throw new IOException(directory.resolve(START) + " is not a RELAX NG schema: " + e.getMessage(), e);
        }
        return schemas;
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
    Matchers matchers(Release release) {
        return matchers.computeIfAbsent(release.directory(), asked -> {
            CompiledGrammar schema = read(release);
            return new Matchers(new SchemaMatchers(schema::createAcceptor), new SchemaMatchers(schema::createMatcher));
        });
    }

    private CompiledGrammar read(Release release) {
        try (InputStream in = files.apply(release.directory() + "/" + COMPILED)) {
            if (in == null) {
                throw new FileNotFoundException(COMPILED);
            }
            return CompiledGrammar.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException("the bundled " + release.title() + " cannot be read", e);
        }
    }

    private static MatchablePattern compile(Path directory) throws IOException, SAXException, IncorrectSchemaException {
        Input start = new Input();
        start.setUri(SCHEME + START);
        try (InputStream in = file(directory, start.getUri())) {
            start.setByteStream(in);
            return new MatchablePatternLoader().load(start, new SafeResolver(directory), new DraconianErrorHandler(),
                    new DatatypeLibraryFactoryImpl(new RegexEngineImpl()), 0);
        }
    }

    /** Reads schema files with a parser that is chosen by class. */
    private static final class SafeResolver extends SAXResolver {

        SafeResolver(Path directory) {
            super(new OwnFilesResolver(directory));
        }

        @Override
        protected XMLReader createXMLReaderWithoutResolver() {
            return SafeXml.reader();
        }
    }

    /** Finds the included files beside the first, and nothing anywhere else. */
    private static final class OwnFilesResolver extends AbstractResolver {

        private final Path directory;

        OwnFilesResolver(Path directory) {
            this.directory = directory;
        }

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
                input.setByteStream(file(directory, String.valueOf(input.getUri())));
            }
        }
    }

    private static InputStream file(Path directory, String uri) throws IOException {
        boolean ours = uri.startsWith(SCHEME) && !uri.contains("..");
        Path file = directory.resolve(ours ? uri.substring(SCHEME.length()) : "");
        if (!ours || !Files.isRegularFile(file)) {
            throw new FileNotFoundException("no schema file " + (ours ? uri.substring(uri.lastIndexOf('/') + 1) : uri));
        }
        return Files.newInputStream(file);
    }
}
