package io.domainsmith.model;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlMixed;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * An element that holds either a text or children, like {@code nvram} of {@code os}.
 *
 * @since 0.1
 */
@XmlAccessorType(XmlAccessType.FIELD)
public abstract class TextOrChildren {

    @XmlMixed
    private List<String> pieces = new ArrayList<>();

    /** Returns the text, or null where there is none but the blanks between children. */
    public String getText() {
        String text = String.join("", pieces);
        return text.isBlank() ? null : text;
    }

    /** Replaces the text; null removes it. */
    public void setText(String text) {
        pieces.clear();
        if (text != null) {
            pieces.add(text);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other != null && getClass() == other.getClass()
                && Objects.equals(getText(), ((TextOrChildren) other).getText());
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(getText());
    }
}
