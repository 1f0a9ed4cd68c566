package com.thaiopensource.relaxng.pattern;

import com.thaiopensource.datatype.xsd.DatatypeLibraryFactoryImpl;
import com.thaiopensource.datatype.xsd.regex.java.RegexEngineImpl;
import com.thaiopensource.xml.util.Name;
import java.util.ArrayList;
import java.util.List;
import org.relaxng.datatype.Datatype;
import org.relaxng.datatype.DatatypeBuilder;
import org.relaxng.datatype.DatatypeException;
import org.relaxng.datatype.DatatypeLibraryFactory;

/**
 * The patterns of a compiled grammar for one matcher. Of a grammar a document needs a small part, so what an element or attribute holds is
 * made when it is first met.
 */
final class CompiledPatterns {

    private final CompiledGrammar grammar;
    private final ValidatorPatternBuilder builder;
    private final Object[] made;
    private final DatatypeLibraryFactory datatypes =
            new BuiltinDatatypeLibraryFactory(new DatatypeLibraryFactoryImpl(new RegexEngineImpl()));

    CompiledPatterns(CompiledGrammar grammar, ValidatorPatternBuilder builder) {
        this.grammar = grammar;
        this.builder = builder;
        this.made = new Object[grammar.size()];
    }

    /** The pattern at a place. */
    Pattern pattern(int at) {
        if (made[at] == null) {
            made[at] = makePattern(at);
        }
        return (Pattern) made[at];
    }

    private Pattern makePattern(int at) {
        return switch (grammar.node(at)) {
            case 'E' -> builder.makeEmpty();
            case 'N' -> builder.makeNotAllowed();
            case 'T' -> new TextPattern();
            case '|' -> builder.interner.intern(new ChoicePattern(pattern(operand(at, 1)), pattern(operand(at, 2))));
            case ',' -> builder.interner.intern(new GroupPattern(pattern(operand(at, 1)), pattern(operand(at, 2))));
            case '&' -> builder.interner.intern(new InterleavePattern(pattern(operand(at, 1)), pattern(operand(at, 2))));
            case '+' -> builder.interner.intern(new OneOrMorePattern(pattern(operand(at, 1))));
            case '<' -> new Element(nameClass(operand(at, 1)), operand(at, 2));
            case '@' -> new Attribute(nameClass(operand(at, 1)), operand(at, 2));
            case 'L' -> new ListPattern(pattern(operand(at, 1)), null);
            case 'D' -> new DataPattern(datatype(operand(at, 1)), name(operand(at, 1)), parameters(operand(at, 1)));
            case '-' -> new DataExceptPattern(datatype(operand(at, 1)), name(operand(at, 1)), parameters(operand(at, 1)),
                    pattern(operand(at, 2)), null);
            case '=' -> value(operand(at, 1), grammar.text(operand(at, 2)));
            default -> throw damaged(at);
        };
    }

    private Pattern value(int datatype, String text) {
        Datatype type = datatype(datatype);
        return new ValuePattern(type, name(datatype), type.createValue(text, null), text);
    }

    private NameClass nameClass(int at) {
        if (made[at] == null) {
            made[at] = makeNameClass(at);
        }
        return (NameClass) made[at];
    }

    private NameClass makeNameClass(int at) {
        return switch (grammar.node(at)) {
            case 'n' -> new SimpleNameClass(name(at));
            case '*' -> new AnyNameClass();
            case '^' -> new AnyNameExceptNameClass(nameClass(operand(at, 1)));
            case ':' -> new NsNameClass(grammar.text(operand(at, 1)));
            case '~' -> new NsNameExceptNameClass(grammar.text(operand(at, 1)), nameClass(operand(at, 2)));
            case '/' -> new ChoiceNameClass(nameClass(operand(at, 1)), nameClass(operand(at, 2)));
            case '0' -> new NullNameClass();
            default -> throw damaged(at);
        };
    }

    private Name name(int at) {
        return new Name(grammar.text(operand(at, 1)), grammar.text(operand(at, 2)));
    }

    private Datatype datatype(int at) {
        if (made[at] == null) {
            Name name = name(at);
            try {
                DatatypeBuilder type = datatypes.createDatatypeLibrary(name.getNamespaceUri()).createDatatypeBuilder(name.getLocalName());
                List<String> parameters = parameters(at);
                for (int i = 0; i < parameters.size(); i += 2) {
                    type.addParameter(parameters.get(i), parameters.get(i + 1), null);
                }
                made[at] = type.createDatatype();
            } catch (DatatypeException e) {
                throw new IllegalStateException("a compiled grammar names a data type that Jing does not have: " + name, e);
            }
        }
        return (Datatype) made[at];
    }

    /** The names and values of a data type's parameters in turn. */
    private List<String> parameters(int at) {
        int count = operand(at, 3);
        List<String> parameters = new ArrayList<>(count);
        for (int i = 1; i <= count; i++) {
            parameters.add(grammar.text(operand(at, 3 + i)));
        }
        return parameters;
    }

    private int operand(int at, int number) {
        return grammar.node(at + number);
    }

    private static IllegalStateException damaged(int at) {
        return new IllegalStateException("a compiled grammar is damaged at " + at);
    }

    /** An element whose content is made when it is first met. */
    private final class Element extends ElementPattern {

        private final int content;

        Element(NameClass name, int content) {
            super(name, builder.makeEmpty(), null);
            this.content = content;
        }

        @Override
        Pattern getContent() {
            return pattern(content);
        }
    }

    /** An attribute whose value is made when it is first met. */
    private final class Attribute extends AttributePattern {

        private final int content;

        Attribute(NameClass name, int content) {
            super(name, builder.makeEmpty(), null, null);
            this.content = content;
        }

        @Override
        Pattern getContent() {
            return pattern(content);
        }
    }
}
