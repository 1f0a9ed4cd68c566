package io.domainsmith.validate;

import com.thaiopensource.relaxng.match.MatchContext;
import com.thaiopensource.relaxng.match.Matcher;
import com.thaiopensource.xml.util.Name;
import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.SourceAttribute;
import io.domainsmith.document.SourceElement;
import io.domainsmith.document.SourcePlace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Matches a source tree with a compiled schema: nothing is parsed again, so nothing can be resolved. One use. */
final class SchemaWalk implements MatchContext {

    /** Is told what the schema refuses. */
    interface Problems {

        /**
         * A refusal, in Jing's words.
         *
         * @param element the element whose start tag, content or end tag is refused
         * @param text where a text that is refused stands, or null
         */
        void found(SourceElement element, String problem, @Nullable SourcePlace text);
    }

    private final DomainDocument document;
    private final SchemaMatchers.Lent lent;
    private final @Nullable Problems problems;
    private Matcher matcher;
    private SourceElement current;
    private @Nullable SourcePlace text;
    private int elements;
    private boolean refused;
    /** Whether what was matched lately depends on more than its characters: on a prefix that was declared around it. */
    private boolean prefixed;

    /**
     * A walk over a document.
     *
     * @param problems null where it is enough to know that there are some, with the first of which the walk ends
     */
    SchemaWalk(DomainDocument document, SchemaMatchers.Lent lent, @Nullable Problems problems) {
        this.document = document;
        this.lent = lent;
        this.problems = problems;
        this.matcher = lent.start();
        this.current = document.root();
    }

    /** Matches the document, and gives the matcher back. */
    boolean accepts() {
        check(matcher.matchStartDocument());
        element(document.root());
        check(matcher.matchEndDocument());
        lent.rest(elements);
        return !refused;
    }

    /** The element that is being matched. */
    SourceElement current() {
        return current;
    }

    private void check(boolean matched) {
        if (matched) {
            return;
        }
        refused = true;
        if (problems != null) {
            problems.found(current, String.valueOf(matcher.getErrorMessage()), text);
        }
    }

    /** The parts of a domain and its devices are what guests have in common. */
    private void part(SourceElement element) {
        if (refused && problems == null) {
            return;
        }
        boolean whole = element.parent() == document.root() && !element.localName().equals("devices")
                || element.parent() != null && element.parent().parent() == document.root();
        if (!whole || !element.namespaceUri().isEmpty() || !matcher.isValidSoFar()) {
            element(element);
            return;
        }
        String characters = document.textOf(element);
        Matcher known = lent.recall(matcher, characters);
        if (known != null) {
            matcher = known;
            return;
        }
        Matcher before = matcher.copy();
        prefixed = false;
        element(element);
        if (!prefixed && matcher.isValidSoFar()) {
            lent.remember(before, characters, matcher);
        }
    }

    private void element(SourceElement element) {
        current = element;
        elements++;
        Name name = name(element.namespaceUri(), element.localName());
        check(matcher.matchStartTagOpen(name, element.name(), this));
        for (SourceAttribute attribute : element.attributes()) {
            Name attributeName = name(attribute.namespaceUri(), attribute.localName());
            check(matcher.matchAttributeName(attributeName, attribute.name(), this));
            check(matcher.matchAttributeValue(attribute.value(), attributeName, attribute.name(), this));
        }
        check(matcher.matchStartTagClose(name, element.name(), this));
        if (element.children().isEmpty()) {
            content(element, name);
        } else {
            children(element);
        }
        current = element;
        check(matcher.matchEndTag(name, element.name(), this));
    }

    private Name name(String namespaceUri, String localName) {
        prefixed |= !namespaceUri.isEmpty();
        return new Name(namespaceUri, localName);
    }

    private void content(SourceElement element, Name name) {
        String content = element.text();
        if (matcher.isTextTyped()) {
            if (!content.isEmpty()) {
                check(matcher.matchTextBeforeEndTag(content, name, element.name(), this));
            }
        } else if (!content.isBlank()) {
            check(matcher.matchUntypedText(this));
        }
    }

    private void children(SourceElement element) {
        List<SourceElement> children = element.children();
        List<SourceElement.StrayText> texts = element.strayTexts();
        int told = 0;
        for (int i = 0; i <= children.size(); i++) {
            for (; told < texts.size() && texts.get(told).before() == i; told++) {
                current = element;
                text = texts.get(told).place();
                check(matcher.matchUntypedText(this));
                text = null;
            }
            if (i < children.size()) {
                part(children.get(i));
            }
        }
    }

    @Override
    public @Nullable String getPrefix(String namespaceUri) {
        return current.prefixFor(namespaceUri);
    }

    @Override
    public @Nullable String resolveNamespacePrefix(String prefix) {
        prefixed = true;
        return current.namespaceFor(prefix);
    }

    @Override
    public @Nullable String getBaseUri() {
        return null;
    }

    @Override
    public boolean isUnparsedEntity(String entityName) {
        return false;
    }

    @Override
    public boolean isNotation(String notationName) {
        return false;
    }
}
