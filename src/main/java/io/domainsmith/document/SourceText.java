package io.domainsmith.document;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Bytes and strings to the text of a {@link Source}: UTF-8 alone, within the limit, the byte order mark set aside. */
final class SourceText {

    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final char REPLACEMENT = '\uFFFD';

    private SourceText() {
    }

    static Source of(String text, ParseLimits limits) {
        if (text.length() > limits.bytes() || text.length() > limits.bytes() / 3 && utf8Length(text) > limits.bytes()) {
            throw tooLong(limits, String.format(Locale.ROOT, "%,d", utf8Length(text)));
        }
        return source(text, limits);
    }

    static Source of(InputStream in, ParseLimits limits) throws IOException {
        int most = limits.bytes() == Integer.MAX_VALUE ? Integer.MAX_VALUE : limits.bytes() + 1;
        byte[] bytes = in.readNBytes(most);
        if (bytes.length > limits.bytes()) {
            throw tooLong(limits, String.format(Locale.ROOT, "at least %,d", bytes.length));
        }
        return source(decode(bytes), limits);
    }

    private static Source source(String text, ParseLimits limits) {
        boolean marked = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
        return new Source(marked ? text.substring(1) : text, marked, limits);
    }

    private static String decode(byte[] bytes) {
        // the JDK's own way is the fastest, and has a mark for what is not UTF-8
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.indexOf(REPLACEMENT) < 0 ? text : decodeStrictly(bytes);
    }

    private static String decodeStrictly(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT).onUnmappableCharacter(CodingErrorAction.REPORT);
        CharBuffer chars = CharBuffer.allocate(bytes.length);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CoderResult result = decoder.decode(in, chars, true);
        if (result.isError()) {
            String before = chars.flip().toString();
            LineMap lines = new LineMap(before);
            throw new ParseException(lines.line(before.length()), lines.column(before.length()),
                    String.format("not UTF-8: byte 0x%02X at offset %d; only UTF-8 is read, as by libvirt",
                            bytes[in.position()] & 0xFF, in.position()), asCause(result));
        }
        return chars.flip().toString();
    }

    private static CharacterCodingException asCause(CoderResult result) {
        try {
            result.throwException();
        } catch (CharacterCodingException e) {
            return e;
        }
        throw new IllegalStateException("not an error: " + result);
    }

    private static long utf8Length(String text) {
        long length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // a surrogate pair is four bytes: two for each half
            length += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return length;
    }

    private static ParseException tooLong(ParseLimits limits, String actual) {
        return new ParseException(1, 1, String.format(Locale.ROOT,
                "the document has %s bytes; the limit 'bytes' allows %,d", actual, limits.bytes()));
    }
}
