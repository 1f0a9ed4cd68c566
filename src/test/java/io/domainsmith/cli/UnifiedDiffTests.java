package io.domainsmith.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnifiedDiffTests {

    @Test
    void sameTextsHaveNone() {
        assertThat(UnifiedDiff.of("a.xml", "<a/>\n", "<a/>\n")).isEmpty();
    }

    @Test
    void threeLinesOfContext() {
        assertThat(UnifiedDiff.of("a.xml", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n")).isEqualTo("""
                --- a.xml
                +++ a.xml
                @@ -2,7 +2,7 @@
                 2
                 3
                 4
                -5
                +five
                 6
                 7
                 8
                """);
    }

    @Test
    void aLastLineWithoutLineFeedSaysSo() {
        assertThat(UnifiedDiff.of("-", "a\nb", "a\nc")).isEqualTo("""
                --- -
                +++ -
                @@ -1,2 +1,2 @@
                 a
                -b
                \\ No newline at end of file
                +c
                \\ No newline at end of file
                """);
        assertThat(UnifiedDiff.of("-", "a\nb", "z\nb")).endsWith("-a\n+z\n b\n\\ No newline at end of file\n");
        assertThat(UnifiedDiff.of("-", "a\nb", "a\nb\n")).endsWith("-b\n\\ No newline at end of file\n+b\n");
    }

    @Test
    void carriageReturnsBelongToTheirLines() {
        assertThat(UnifiedDiff.of("-", "a\r\nb\r\nc\rd\r\n", "a\r\nB\r\nc\rd\r\n"))
                .isEqualTo("--- -\n+++ -\n@@ -1,3 +1,3 @@\n a\r\n-b\r\n+B\r\n c\rd\r\n");
        assertThat(UnifiedDiff.of("-", "a\r\n", "a\n")).endsWith("-a\r\n+a\n");
    }

    @Test
    void linesThatLookLikeTheDiffsOwn() {
        assertThat(UnifiedDiff.of("-", "-- x\n@@\n", "++ y\n@@\n")).isEqualTo("--- -\n+++ -\n@@ -1,2 +1,2 @@\n--- x\n+++ y\n @@\n");
    }

    @Test
    void namesWithBlanksEndInATab() {
        assertThat(UnifiedDiff.of("my domain.xml", "a\n", "b\n")).startsWith("--- my domain.xml\t\n+++ my domain.xml\t\n");
        assertThat(UnifiedDiff.of("a\nb", "a\n", "b\n")).startsWith("--- \"a\\nb\"\n+++ \"a\\nb\"\n");
    }
}
