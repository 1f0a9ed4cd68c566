package io.domainsmith.validate;

import com.thaiopensource.datatype.xsd.DatatypeLibraryFactoryImpl;
import com.thaiopensource.datatype.xsd.regex.java.RegexEngineImpl;
import com.thaiopensource.resolver.AbstractResolver;
import com.thaiopensource.resolver.Identifier;
import com.thaiopensource.resolver.Input;
import com.thaiopensource.util.PropertyMapBuilder;
import com.thaiopensource.validate.IncorrectSchemaException;
import com.thaiopensource.validate.Schema;
import com.thaiopensource.validate.ValidateProperty;
import com.thaiopensource.validate.prop.rng.RngProperty;
import com.thaiopensource.validate.rng.SAXSchemaReader;
import com.thaiopensource.xml.sax.DraconianErrorHandler;
import io.domainsmith.target.Version;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.jspecify.annotations.Nullable;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.XMLReader;

/**
 * The RELAX NG schemas of the libvirt releases that the jar carries: each compiled once, on first use, and then shared by all
 * validators. A compiled schema is immutable.
 */
final class LibvirtSchemas {

    /** Made on first use; the schemas that the jar carries do not change while it is loaded. */
    private static final class Bundled {
        static final LibvirtSchemas INSTANCE =
                new LibvirtSchemas(name -> LibvirtSchemas.class.getResourceAsStream("/io/domainsmith/schemas/" + name));
    }

    private static final String SCHEME = "domainsmith:/";

    private final Function<String, @Nullable InputStream> files;
    private final List<Version> releases;
    private final Map<Version, SchemaValidators> compiled = new ConcurrentHashMap<>();

    LibvirtSchemas(Function<String, @Nullable InputStream> files) {
        this.files = files;
        this.releases = readReleases();
    }

    /** The schemas in the jar. */
    static LibvirtSchemas bundled() {
        return Bundled.INSTANCE;
    }

    private List<Version> readReleases() {
        try (InputStream in = files.apply("releases")) {
            return in == null ? List.of() : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .map(String::strip).filter(line -> !line.isEmpty()).map(Version::parse).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the list of bundled libvirt schemas cannot be read", e);
        }
    }

    /**
     * The release whose schema says most about a libvirt: the newest that is not newer, else the oldest; the newest for a
     * libvirt that is not known. Empty if there are no schemas.
     */
    Optional<Version> releaseFor(@Nullable Version libvirt) {
        return Version.closest(releases, libvirt);
    }

    /** The validators of a release. */
    SchemaValidators validators(Version release) {
        return compiled.computeIfAbsent(release, version -> new SchemaValidators(compile(version)));
    }

    private Schema compile(Version release) {
        PropertyMapBuilder properties = new PropertyMapBuilder();
        properties.put(ValidateProperty.ERROR_HANDLER, new DraconianErrorHandler());
        properties.put(ValidateProperty.RESOLVER, new BundledResolver());
        properties.put(ValidateProperty.XML_READER_CREATOR, LibvirtSchemas::newReader);
        properties.put(RngProperty.DATATYPE_LIBRARY_FACTORY, new DatatypeLibraryFactoryImpl(new RegexEngineImpl()));
        String uri = SCHEME + release + "/domain.rng";
        try (InputStream in = file(uri)) {
            InputSource source = new InputSource(in);
            source.setSystemId(uri);
            return SAXSchemaReader.getInstance().createSchema(source, properties.toPropertyMap());
        } catch (IOException e) {
            throw new UncheckedIOException("libvirt " + release + "'s bundled schema cannot be read", e);
        } catch (SAXException | IncorrectSchemaException e) {
            throw new IllegalStateException("libvirt " + release + "'s bundled schema is damaged", e);
        }
    }

    private static XMLReader newReader() throws SAXException {
        SAXParserFactory factory = SAXParserFactory.newDefaultInstance();
        factory.setNamespaceAware(true);
        try {
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return factory.newSAXParser().getXMLReader();
        } catch (ParserConfigurationException e) {
            throw new SAXException("the JDK's XML parser cannot be secured", e);
        }
    }

    /** Finds the included files in the jar, and nothing anywhere else. */
    private final class BundledResolver extends AbstractResolver {

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
        InputStream in = uri.startsWith(SCHEME) ? files.apply(uri.substring(SCHEME.length())) : null;
        if (in == null) {
            throw new FileNotFoundException("no schema file " + uri);
        }
        return in;
    }
}
