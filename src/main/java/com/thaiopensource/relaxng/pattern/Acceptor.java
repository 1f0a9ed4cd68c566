package com.thaiopensource.relaxng.pattern;

import com.thaiopensource.relaxng.match.MatchContext;
import com.thaiopensource.relaxng.match.Matcher;
import com.thaiopensource.relaxng.match.NameClass;
import com.thaiopensource.xml.util.Name;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relaxng.datatype.ValidationContext;

/**
 * Matches as Jing's own matcher does, but knows only whether a document is valid. Jing's makes an exception with a message for each
 * alternative that a value is not, and remembers every value that it has seen; this one compares a value with the alternatives. It is for the
 * many documents in which nothing is wrong; once it has refused something it refuses all that follows.
 */
final class Acceptor implements Matcher {

    private final ValidatorPatternBuilder builder;
    private final PatternMemo beginning;
    private PatternMemo now;
    private boolean textTyped;
    private boolean textMatched;

    Acceptor(ValidatorPatternBuilder builder, Pattern start) {
        this(builder, builder.getPatternMemo(start));
    }

    private Acceptor(ValidatorPatternBuilder builder, PatternMemo beginning) {
        this.builder = builder;
        this.beginning = beginning;
        this.now = beginning;
    }

    @Override
    public Matcher start() {
        return new Acceptor(builder, beginning);
    }

    @Override
    public Matcher copy() {
        Acceptor copy = new Acceptor(builder, beginning);
        copy.now = now;
        copy.textTyped = textTyped;
        copy.textMatched = textMatched;
        return copy;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Acceptor that && that.now == now && that.textTyped == textTyped && that.textMatched == textMatched;
    }

    @Override
    public int hashCode() {
        return now.hashCode();
    }

    private boolean become(PatternMemo next) {
        now = next;
        return isValidSoFar();
    }

    @Override
    public boolean isValidSoFar() {
        return !now.isNotAllowed();
    }

    @Override
    public boolean matchStartDocument() {
        return isValidSoFar();
    }

    @Override
    public boolean matchEndDocument() {
        return isValidSoFar();
    }

    @Override
    public boolean matchStartTagOpen(Name name, String qName, MatchContext context) {
        return become(now.startTagOpenDeriv(name));
    }

    @Override
    public boolean matchAttributeName(Name name, String qName, MatchContext context) {
        return become(now.startAttributeDeriv(name));
    }

    @Override
    public boolean matchAttributeValue(String value, Name name, String qName, MatchContext context) {
        return value(now, value, context);
    }

    @Override
    public boolean matchStartTagClose(Name name, String qName, MatchContext context) {
        boolean valid = become(now.endAttributes());
        textTyped = now.getPattern().getContentType() == Pattern.DATA_CONTENT_TYPE;
        return valid;
    }

    @Override
    public boolean isTextTyped() {
        return textTyped;
    }

    @Override
    public boolean matchTextBeforeEndTag(String text, Name name, String qName, MatchContext context) {
        if (!textTyped) {
            return matchTextBeforeStartTag(text, context);
        }
        textMatched = true;
        return typedText(text, context);
    }

    @Override
    public boolean matchTextBeforeStartTag(String text, MatchContext context) {
        return DataDerivFunction.isBlank(text) ? isValidSoFar() : matchUntypedText(context);
    }

    @Override
    public boolean matchUntypedText(MatchContext context) {
        return become(now.mixedTextDeriv());
    }

    @Override
    public boolean matchEndTag(Name name, String qName, MatchContext context) {
        if (textMatched) {
            textMatched = false;
            return isValidSoFar();
        }
        return textTyped ? typedText("", context) : become(now.endTagDeriv());
    }

    private boolean typedText(String text, MatchContext context) {
        textTyped = false;
        return value(now.textOnly(), text, context);
    }

    private boolean value(PatternMemo before, String value, MatchContext context) {
        return become(builder.getPatternMemo(before.getPattern().apply(new AfterValue(value, context))));
    }

    @Override
    public String getErrorMessage() {
        throw new IllegalStateException("Jing's own matcher has the words for it");
    }

    @Override
    public NameClass possibleStartTagNames() {
        return now.possibleStartTagNames();
    }

    @Override
    public NameClass possibleAttributeNames() {
        return now.possibleAttributeNames();
    }

    @Override
    public Set<Name> requiredAttributeNames() {
        return now.getPattern().apply(builder.getRequiredAttributesFunction());
    }

    @Override
    public Set<Name> requiredElementNames() {
        return now.getPattern().apply(builder.getRequiredElementsFunction());
    }

    /** What is left to match after a value: {@link DataDerivFunction} without reasons. */
    private final class AfterValue extends AbstractPatternFunction<Pattern> {

        private final Values values;

        AfterValue(String value, ValidationContext context) {
            this.values = new Values(value, context);
        }

        @Override
        public Pattern caseAfter(AfterPattern p) {
            Pattern expected = p.getOperand1();
            boolean matched = expected.apply(values) || expected.isNullable() && DataDerivFunction.isBlank(values.value);
            return matched ? p.getOperand2() : builder.makeNotAllowed();
        }

        @Override
        public Pattern caseChoice(ChoicePattern p) {
            return builder.makeChoice(p.getOperand1().apply(this), p.getOperand2().apply(this));
        }

        @Override
        public Pattern caseOther(Pattern p) {
            return builder.makeNotAllowed();
        }
    }

    /** Whether a value is what a pattern expects. */
    private final class Values extends AbstractPatternFunction<Boolean> {

        private final String value;
        private final ValidationContext context;
        private @Nullable String token;

        Values(String value, ValidationContext context) {
            this.value = value;
            this.context = context;
        }

        @Override
        public Boolean caseChoice(ChoicePattern p) {
            return p.getOperand1().apply(this) || p.getOperand2().apply(this);
        }

        @Override
        public Boolean caseValue(ValuePattern p) {
            if (!(p.getDatatype() instanceof TokenDatatype)) {
                return caseOther(p);
            }
            if (token == null) {
                token = StringNormalizer.normalize(value);
            }
            return token.equals(p.getValue());
        }

        @Override
        public Boolean caseData(DataPattern p) {
            return p.allowsAnyString() || p.getDatatype().isValid(value, context);
        }

        @Override
        public Boolean caseDataExcept(DataExceptPattern p) {
            return caseData(p) && !p.getExcept().apply(this);
        }

        @Override
        public Boolean caseText(TextPattern p) {
            return true;
        }

        @Override
        public Boolean caseOther(Pattern p) {
            return p.apply(new DataDerivFunction(value, context, builder, null)).isNullable();
        }
    }
}
