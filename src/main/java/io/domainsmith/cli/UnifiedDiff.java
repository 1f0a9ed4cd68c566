package io.domainsmith.cli;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import java.util.ArrayList;
import java.util.List;

/** Two texts as a unified diff that {@code patch} takes. Lines end at line feeds; a carriage return belongs to its line. */
final class UnifiedDiff {

    private static final int CONTEXT = 3;

    private UnifiedDiff() {
    }

    /** The diff; empty if the texts are the same. */
    static String of(String file, String before, String after) {
        // with their line feeds, so that a last line without one differs from the same line with one
        List<String> old = lines(before);
        List<String> rows = UnifiedDiffUtils.generateUnifiedDiff(name(file), name(file), old,
                DiffUtils.diff(old, lines(after)), CONTEXT);
        StringBuilder diff = new StringBuilder();
        for (int i = 0; i < rows.size(); i++) {
            String row = rows.get(i);
            diff.append(row);
            if (!row.endsWith("\n")) {
                // the two names and the places of hunks come without a line feed
                diff.append(i < 2 || row.startsWith("@@") ? "\n" : "\n\\ No newline at end of file\n");
            }
        }
        return diff.toString();
    }

    /** As GNU diff and git write it: a tab ends a name with blanks, a name with control characters is quoted. */
    private static String name(String file) {
        if (file.chars().anyMatch(Character::isISOControl)) {
            return Json.of(file);
        }
        return file.indexOf(' ') < 0 ? file : file + "\t";
    }

    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        for (int from = 0; from < text.length();) {
            int feed = text.indexOf('\n', from);
            int to = feed < 0 ? text.length() : feed + 1;
            lines.add(text.substring(from, to));
            from = to;
        }
        return lines;
    }
}
