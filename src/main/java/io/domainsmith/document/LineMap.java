package io.domainsmith.document;

import java.util.Arrays;

/** Offsets to lines and columns and back; a line ends at {@code \n}, {@code \r\n} or a lone {@code \r}. */
final class LineMap {

    private final int[] starts;

    LineMap(String text) {
        int[] found = new int[64];
        int count = 1;
        for (int i = 0, n = text.length(); i < n; i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r' && (i + 1 == n || text.charAt(i + 1) != '\n')) {
                if (count == found.length) {
                    found = Arrays.copyOf(found, count * 2);
                }
                found[count++] = i + 1;
            }
        }
        starts = Arrays.copyOf(found, count);
    }

    int line(int offset) {
        int at = Arrays.binarySearch(starts, offset);
        return at >= 0 ? at + 1 : -at - 1;
    }

    int column(int offset) {
        return offset - starts[line(offset) - 1] + 1;
    }
}
