package io.domainsmith.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Asks a real libvirt, by way of {@code src/test/scripts/libvirt-judge}. */
final class LibvirtJudge {

    /**
     * What libvirt said of one document.
     *
     * @param message {@code ok}, or libvirt's words when it refused to define the document
     * @param defined the document as libvirt keeps it, empty if it was refused
     * @param commandLine QEMU's command line, or libvirt's words when it could not write one
     */
    record Verdict(String message, String defined, String commandLine) {}

    private LibvirtJudge() {}

    /**
     * Has every document judged, in one go.
     *
     * @param documents the files, their names different
     * @param answers a folder for what libvirt says; emptied first
     * @return the verdicts by file, in the order asked
     */
    static Map<Path, Verdict> judge(List<Path> documents, Path answers) throws IOException, InterruptedException {
        return judge(documents, answers, "");
    }

    /**
     * The same, with a command run once a document is defined.
     *
     * @param then the command, which gets libvirt's URI and the domain's name; none if empty
     */
    static Map<Path, Verdict> judge(List<Path> documents, Path answers, String then) throws IOException, InterruptedException {
        empty(answers);
        List<String> command = new ArrayList<>(List.of("bash", "src/test/scripts/libvirt-judge", answers.toString()));
        documents.forEach(document -> command.add(document.toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true);
        builder.environment().put("JUDGE_THEN", then);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("No libvirt to ask: " + said);
        }
        Map<Path, Verdict> verdicts = new LinkedHashMap<>();
        for (Path document : documents) {
            String name = document.getFileName().toString().replaceFirst("\\.xml$", "");
            Path commandLine = answers.resolve(name + ".argv");
            verdicts.put(
                    document,
                    new Verdict(
                            Files.readString(answers.resolve(name + ".verdict")).strip(),
                            textOf(answers.resolve(name + ".defined")),
                            Files.exists(commandLine)
                                    ? Files.readString(commandLine)
                                    : textOf(answers.resolve(name + ".argv-error"))));
        }
        return verdicts;
    }

    private static String textOf(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file) : "";
    }

    private static void empty(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (var old = Files.list(folder)) {
            for (Path file : old.toList()) {
                Files.delete(file);
            }
        }
    }
}
