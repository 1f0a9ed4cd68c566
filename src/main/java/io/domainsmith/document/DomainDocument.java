package io.domainsmith.document;

import io.domainsmith.model.Domain;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.glassfish.jaxb.core.Locatable;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Locator;

/**
 * A libvirt domain XML document whose text is never rewritten: {@link #domain()} gives a typed copy to read and edit, and
 * {@link #withDomain(Domain)} splices just the edits into the text.
 *
 * <pre>{@code
 * DomainDocument document = DomainDocument.parse("<domain type='kvm'><name>a</name></domain>");
 * Domain domain = document.domain();
 * domain.setName("b");
 * String xml = document.withDomain(domain).toXml(); // <domain type='kvm'><name>b</name></domain>
 * }</pre>
 *
 * <p>Documents are immutable and may be shared between threads.
 *
 * @since 0.1
 */
public final class DomainDocument {

    private final Source source;
    private volatile @Nullable ModelNode model;
    private volatile @Nullable List<ModelGap> gaps;

    private DomainDocument(Source source) {
        new SourceReader(source).readDomain();
        this.source = source;
    }

    /**
     * Reads a document from a string.
     *
     * @throws ParseException if it is not well-formed, declares another encoding than UTF-8, has a DOCTYPE, asks for an XInclude
     *     or a stylesheet, is over one of {@link ParseLimits#DEFAULT}, or is not a {@code <domain>}
     */
    public static DomainDocument parse(String xml) {
        return parse(xml, ParseLimits.DEFAULT);
    }

    /**
     * Reads a document from a string, within limits.
     *
     * @throws ParseException as {@link #parse(String)}
     */
    public static DomainDocument parse(String xml, ParseLimits limits) {
        return new DomainDocument(SourceText.of(Objects.requireNonNull(xml, "xml"), limits));
    }

    /**
     * Reads a document from a file in UTF-8, with or without a byte order mark.
     *
     * @throws IOException if the file cannot be read
     * @throws ParseException as {@link #parse(String)}, or if the file is not UTF-8
     */
    public static DomainDocument parse(Path file) throws IOException {
        return parse(file, ParseLimits.DEFAULT);
    }

    /**
     * Reads a document from a file in UTF-8, within limits.
     *
     * @throws IOException if the file cannot be read
     * @throws ParseException as {@link #parse(Path)}
     */
    public static DomainDocument parse(Path file, ParseLimits limits) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return parse(in, limits);
        }
    }

    /**
     * Reads a document in UTF-8 from a stream up to its end; the stream is not closed.
     *
     * @throws IOException if the stream cannot be read
     * @throws ParseException as {@link #parse(Path)}
     */
    public static DomainDocument parse(InputStream in) throws IOException {
        return parse(in, ParseLimits.DEFAULT);
    }

    /**
     * Reads a document in UTF-8 from a stream, within limits: no more than they allow is read.
     *
     * @throws IOException if the stream cannot be read
     * @throws ParseException as {@link #parse(Path)}
     */
    public static DomainDocument parse(InputStream in, ParseLimits limits) throws IOException {
        return new DomainDocument(SourceText.of(Objects.requireNonNull(in, "in"), limits));
    }

    /** The document as text: what was parsed, byte order mark included, with the edits and nothing else. */
    public String toXml() {
        return source.byteOrderMark() ? "\uFEFF" + source.text() : source.text();
    }

    /**
     * Writes {@link #toXml()} in UTF-8; the stream is neither flushed nor closed.
     *
     * @throws IOException if the stream cannot be written
     */
    public void writeTo(OutputStream out) throws IOException {
        out.write(toXml().getBytes(StandardCharsets.UTF_8));
    }

    /** A new typed copy, the caller's own to edit; its objects know their places in this document. */
    public Domain domain() {
        ModelReader reader = new ModelReader();
        Domain domain = reader.read(source);
        if (reader.isWhole()) {
            gaps = List.of();
        }
        return domain;
    }

    /**
     * This document with an edited typed copy.
     *
     * @throws IllegalArgumentException as {@link #withDomain(Domain, SourceEdits)}
     */
    public DomainDocument withDomain(Domain domain) {
        return withDomain(domain, SourceEdits.none());
    }

    /**
     * This document with an edited typed copy and edits that the model cannot say. What was not edited keeps its characters; an
     * element that is new (its object was not read from this document) is written in the manner of its neighbours, after the
     * last of its kind or where libvirt prints it.
     *
     * @param domain a copy that {@link #domain()} of this document gave, edited, or a domain built by the caller
     * @return the edited document; this very one if nothing differs
     * @throws IllegalArgumentException if the domain was read from another text, or is one that no document can say: it holds a
     *     character that XML has not, an object that holds itself, more levels of elements than the limits of this document allow, or
     *     text beside children where only one of them may stand
     * @throws ParseException if the result is over the limits of this document
     */
    public DomainDocument withDomain(Domain domain, SourceEdits edits) {
        Locator place = domain.sourceLocation();
        if (place != null && place.getSystemId() != null && !place.getSystemId().equals(source.id())) {
            throw new IllegalArgumentException("this Domain was read from another document, or from this one before an edit; "
                    + "take a copy with domain() from the document that it goes into");
        }
        return with(model(), ModelNode.of(domain, limits().depth()), edits);
    }

    /**
     * This document with what a typed copy of it became between two moments, and edits that the model cannot say.
     *
     * @param before the copy as {@link #domain()} gave it
     * @param after the same copy, edited
     * @throws IllegalArgumentException as {@link #withDomain(Domain, SourceEdits)}, or if the first is not of a copy of this
     *     document
     * @throws ParseException as {@link #withDomain(Domain, SourceEdits)}
     */
    public DomainDocument withDifference(DomainSnapshot before, DomainSnapshot after, SourceEdits edits) {
        if (!(before.root().key() instanceof SourceLocator place && place.in(source) != null)) {
            throw new IllegalArgumentException("the first snapshot is not of a Domain that was read from this document");
        }
        return with(before.root(), after.root(), edits);
    }

    private DomainDocument with(ModelNode before, ModelNode after, SourceEdits edits) {
        List<ModelEdit> changes = ModelDiff.between(before, after);
        if (changes.isEmpty() && edits.namespaces().isEmpty()) {
            return this;
        }
        String spliced = new Splicer(source).splice(changes, edits);
        DomainDocument result = spliced.equals(source.text()) ? this : with(spliced);
        return edits.droppedNamespaces().isEmpty() ? result : result.without(edits.droppedNamespaces());
    }

    private DomainDocument with(String text) {
        return new DomainDocument(new Source(text, source.byteOrderMark(), limits()));
    }

    /** Only a finished document tells whether anything is in a namespace. */
    private DomainDocument without(Set<String> namespaces) {
        Set<String> unused = new HashSet<>(namespaces);
        for (SourceElement element : source.elements()) {
            unused.remove(element.namespaceUri());
            element.attributes().forEach(attribute -> unused.remove(attribute.namespaceUri()));
        }
        String without = Splicer.withoutDeclarations(source, unused);
        return without.equals(source.text()) ? this : with(without);
    }

    /**
     * This document with only those edits that make it say what another one says. What both say keeps its characters here, and what
     * stands around the root element is not looked at. Elements of the two are paired by what they say.
     *
     * <pre>{@code
     * DomainDocument on = document.editedTo(DomainDocument.parse(document.toXml().replace("display='off'", "display='on'")));
     * }</pre>
     *
     * @return the edited document; this very one if both say the same
     * @throws ParseException if the result is over the limits of this document
     */
    public DomainDocument editedTo(DomainDocument wanted) {
        String spliced = new TreeSplicer(source, wanted.root()).splice();
        return spliced.equals(source.text()) ? this : with(spliced);
    }

    /**
     * What another document says otherwise, in document order: elements, attributes, texts, comments and instructions within the
     * root. Layout, quotes, prefixes and the order of attributes make no difference.
     */
    public List<DocumentDifference> differencesTo(DomainDocument other) {
        // what was moved around others that were moved, too, may stand where it stood
        return TreeDiff.between(root(), other.root()).stream().map(DocumentDifference::of)
                .filter(difference -> !Objects.equals(difference.before(), difference.after())).toList();
    }

    private ModelNode model() {
        ModelNode known = model;
        if (known == null) {
            known = ModelNode.of(domain(), limits().depth());
            model = known;
        }
        return known;
    }

    /** The root element as the source has it. */
    public SourceElement root() {
        return source.root();
    }

    /** The limits within which this document was read, and within which an edited one must stay. */
    public ParseLimits limits() {
        return source.limits();
    }

    /** What the source says and the typed model cannot: values it does not know, elements that stand there too often. */
    public List<ModelGap> gaps() {
        List<ModelGap> known = gaps;
        if (known == null) {
            known = ModelGap.of(source.root(), Domain.class);
            gaps = known;
        }
        return known;
    }

    /**
     * The source element that an object of a typed copy was read from, or null if the object is new or from another document.
     */
    public @Nullable SourceElement elementOf(Locatable object) {
        return object.sourceLocation() instanceof SourceLocator place ? place.in(source) : null;
    }

    /** The characters of an element of this document, from its start tag to its end tag. */
    public String textOf(SourceElement element) {
        return source.text().substring(element.start, element.end);
    }

    /** Whether two documents are the same text. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DomainDocument that && that.toXml().equals(toXml());
    }

    @Override
    public int hashCode() {
        return source.text().hashCode();
    }

    @Override
    public String toString() {
        return toXml();
    }
}
