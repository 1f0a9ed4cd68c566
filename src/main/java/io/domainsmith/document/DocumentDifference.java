package io.domainsmith.document;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something that one document says and another does not, or says otherwise.
 *
 * @param kind {@code added}, {@code removed}, {@code changed} or {@code moved}
 * @param path the XPath of it, 1-based: as it is in the other document, or as it was where it is gone
 * @param before the attribute's value, the text, or the element on one line; null where there was none
 * @param after the same in the other document; null where there is none
 * @since 0.1
 */
public record DocumentDifference(String kind, String path, @Nullable String before, @Nullable String after) {

    private static final String CHANGED = "changed";

    static DocumentDifference of(TreeEdit edit) {
        if (edit instanceof TreeEdit.SetAttribute set) {
            SourceAttribute was = set.was();
            SourceAttribute is = set.is();
            return new DocumentDifference(was == null ? "added" : is == null ? "removed" : CHANGED,
                    is == null ? set.before().path() + "/@" + Objects.requireNonNull(was).name()
                            : set.after().path() + "/@" + is.name(),
                    was == null ? null : was.value(), is == null ? null : is.value());
        } else if (edit instanceof TreeEdit.SetText set) {
            return new DocumentDifference(CHANGED, set.after().path(), Content.of(set.before()).text(),
                    Content.of(set.after()).text());
        } else if (edit instanceof TreeEdit.SetContent set) {
            return new DocumentDifference(CHANGED, set.after().path(), TreeWriter.oneLine(set.before()),
                    TreeWriter.oneLine(set.after()));
        } else if (edit instanceof TreeEdit.Remove remove) {
            return new DocumentDifference("removed", path(remove.parent(), remove.before()), written(remove.before()), null);
        } else if (edit instanceof TreeEdit.Replace replace) {
            return new DocumentDifference(CHANGED, replace.after().path(), TreeWriter.oneLine(replace.before()),
                    TreeWriter.oneLine(replace.after()));
        } else if (edit instanceof TreeEdit.Insert insert) {
            return new DocumentDifference("added", path(insert.newParent(), insert.after()), null, written(insert.after()));
        } else if (edit instanceof TreeEdit.Move move) {
            String was = move.before().path();
            String is = move.after().path();
            // the path counts elements of one name only, and it may be those of another name that it was moved past
            return was.equals(is) ? new DocumentDifference("moved", is, amongAll(move.before()), amongAll(move.after()))
                    : new DocumentDifference("moved", is, was, is);
        }
        throw new IllegalStateException("unknown edit " + edit);
    }

    private static String amongAll(SourceElement element) {
        SourceElement parent = Objects.requireNonNull(element.parent());
        return parent.path() + "/*[" + (parent.children().indexOf(element) + 1) + "]";
    }

    private static String path(SourceElement parent, Content.Part part) {
        return part.element() != null ? part.element().path()
                : parent.path() + (Objects.requireNonNull(part.remark()).startsWith("<?") ? "/processing-instruction()" : "/comment()");
    }

    private static String written(Content.Part part) {
        return part.element() == null ? Objects.requireNonNull(part.remark()) : TreeWriter.oneLine(part.element());
    }
}
