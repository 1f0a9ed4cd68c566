package io.domainsmith.cli;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ScopeType;

/** The kinds of options there are. Each keeps its value, and so is a field of its command. */
final class Options {

    private Options() {
    }

    /** An option without a value; {@link #given} says whether it was there. */
    static OptionSpec flag(String name, String description) {
        return OptionSpec.builder(name).type(boolean.class).initialValue(false).description(description).build();
    }

    static boolean given(OptionSpec flag) {
        return flag.<Boolean>getValue();
    }

    /** An option with a text, which is null without it. */
    static OptionSpec text(String name, String label, String description) {
        return OptionSpec.builder(name).type(String.class).paramLabel(label).description(description).build();
    }

    /** An option with a text that has to be there. */
    static OptionSpec required(String name, String label, String description) {
        return OptionSpec.builder(name).type(String.class).required(true).paramLabel(label).description(description).build();
    }

    /** Required options of which one has to be there, and no second. Others picocli makes required, and tells a trace so at length. */
    static ArgGroupSpec oneOf(OptionSpec... options) {
        ArgGroupSpec.Builder group = ArgGroupSpec.builder().multiplicity("1");
        for (OptionSpec option : options) {
            group.addArg(option);
        }
        return group.build();
    }

    /** An option with a text that may be repeated: a list, which is empty without it. */
    static OptionSpec texts(String name, String label, String description) {
        return OptionSpec.builder(name).type(List.class).auxiliaryTypes(String.class).initialValue(List.of()).paramLabel(label)
                .description(description).build();
    }

    /** An option NAME=VALUE that may be repeated: a map, which is empty without it. */
    static OptionSpec pairs(String name, String description) {
        return OptionSpec.builder(name).type(Map.class).auxiliaryTypes(String.class, String.class).initialValue(Map.of())
                .paramLabel("NAME=VALUE").description(description).build();
    }

    /**
     * An option with a word that stands for something.
     *
     * @param word what makes that of the word
     * @param without what the option is without it
     */
    static OptionSpec word(String name, String label, ITypeConverter<?> word, @Nullable Object without, String description) {
        // of a type that is an enum picocli would list the constants, by reflection; the converter knows them
        return OptionSpec.builder(name).type(String.class).converters(word).initialValue(without).paramLabel(label)
                .description(description).build();
    }

    /** {@code --idiom}, which is null without it. */
    static OptionSpec idiom() {
        Words.IdiomWord word = new Words.IdiomWord();
        return OptionSpec.builder("--idiom").type(String.class).converters(word).completionCandidates(word).paramLabel("I")
                .description("How the document asks for the vGPU's display and opregion, if not as the target takes it: "
                        + "${COMPLETION-CANDIDATES}.").build();
    }

    /** {@code --display}, which is null without it. */
    static OptionSpec display() {
        Words.DisplayWord word = new Words.DisplayWord();
        return OptionSpec.builder("--display").type(String.class).converters(word).completionCandidates(word).paramLabel("D")
                .description("How the vGPU's picture is seen, if not by the domain's own displays or the nearest that start: "
                        + "${COMPLETION-CANDIDATES}.").build();
    }

    /** {@code --help}, of a command and those below it. */
    static OptionSpec help() {
        return OptionSpec.builder("-h", "--help").type(boolean.class).usageHelp(true).scopeType(ScopeType.INHERIT)
                .description("Print this help.").build();
    }

    /** A word that is no option's. */
    static PositionalParamSpec parameter(String label, String description) {
        return PositionalParamSpec.builder().type(String.class).required(true).paramLabel(label).description(description).build();
    }

    /** All words that are no option's: a list. */
    static PositionalParamSpec parameters(String label, boolean required, String description) {
        return PositionalParamSpec.builder().type(List.class).auxiliaryTypes(String.class).initialValue(List.of())
                .arity(required ? "1..*" : "0..*").required(required).paramLabel(label).description(description).build();
    }
}
