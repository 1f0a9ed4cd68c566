package io.domainsmith.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A fenced block of a page.
 *
 * @param info what stands behind the fence: {@code sh}, {@code java}, {@code text}; {@code sh host} is for a host with the hardware
 * @param line the line of the opening fence
 * @param intro the line of prose before it
 */
record Block(String info, int line, String intro, String text) {

    private static final String FENCE = "```";

    static List<Block> of(Path page) throws IOException {
        List<Block> blocks = new ArrayList<>();
        List<String> lines = Files.readAllLines(page);
        String intro = "";
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith(FENCE)) {
                int from = i + 1;
                do {
                    i++;
                } while (!lines.get(i).equals(FENCE));
                blocks.add(new Block(line.substring(FENCE.length()), from, intro,
                        lines.subList(from, i).stream().map(text -> text + "\n").reduce("", String::concat)));
            } else if (!line.isBlank()) {
                intro = line;
            }
        }
        return blocks;
    }

    boolean isOutput() {
        return info.equals("text") || info.equals("diff");
    }
}
