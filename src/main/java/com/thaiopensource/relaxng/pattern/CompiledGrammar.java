package com.thaiopensource.relaxng.pattern;

import com.thaiopensource.relaxng.match.MatchablePattern;
import com.thaiopensource.relaxng.match.Matcher;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A RELAX NG grammar that the build has compiled ({@code SchemaCompiler}): Jing's patterns as they are after its own compilation, to be made
 * again without one. In Jing's package, since its patterns are known only there.
 *
 * <p>The file is a sequence of big-endian integers, then the texts in UTF-8. The integers: the place of the start pattern, how many integers
 * follow in nodes, how many texts; the nodes, each its kind and operands (the place of another node, the number of a text, or how many of
 * them come), where a place is an index among the nodes; the end of each text among the bytes.
 *
 * <p>Immutable; each matcher has patterns of its own.
 */
public final class CompiledGrammar implements MatchablePattern {

    private static final int HEADER = 3;

    private final int start;
    private final int[] nodes;
    private final int[] ends;
    private final byte[] texts;

    private CompiledGrammar(int start, int[] nodes, int[] ends, byte[] texts) {
        this.start = start;
        this.nodes = nodes;
        this.ends = ends;
        this.texts = texts;
    }

    /**
     * Reads a compiled grammar.
     *
     * @throws IOException if it cannot be read
     */
    public static CompiledGrammar read(InputStream in) throws IOException {
        ByteBuffer file = ByteBuffer.wrap(in.readAllBytes());
        IntBuffer integers = file.asIntBuffer();
        int start = integers.get(0);
        int[] nodes = new int[integers.get(1)];
        int[] ends = new int[integers.get(2)];
        integers.position(HEADER).get(nodes).get(ends);
        byte[] texts = new byte[file.capacity() - integers.position() * Integer.BYTES];
        file.get(file.capacity() - texts.length, texts);
        return new CompiledGrammar(start, nodes, ends, texts);
    }

    /** A matcher that says what is wrong. */
    @Override
    public Matcher createMatcher() {
        ValidatorPatternBuilder builder = new ValidatorPatternBuilder(new SchemaPatternBuilder());
        return new PatternMatcher(new CompiledPatterns(this, builder).pattern(start), builder);
    }

    /** A faster one, which knows no more than whether a document is valid. */
    public Matcher createAcceptor() {
        ValidatorPatternBuilder builder = new ValidatorPatternBuilder(new SchemaPatternBuilder());
        return new Acceptor(builder, new CompiledPatterns(this, builder).pattern(start));
    }

    /** The kind of a node, or an operand behind it. */
    int node(int at) {
        return nodes[at];
    }

    int size() {
        return nodes.length;
    }

    String text(int number) {
        int from = number == 0 ? 0 : ends[number - 1];
        return new String(texts, from, ends[number] - from, StandardCharsets.UTF_8);
    }
}
