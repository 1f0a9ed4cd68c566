package io.domainsmith.start;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Starts guests with a mediated device, by way of {@code src/it/start-guest/start-guest}. */
final class Stand {

    private static final Path FOLDER = Path.of("src", "it", "start-guest");

    /**
     * What a viewer saw of one console.
     *
     * @param client how it looked: vnc, spice, dbus
     * @param console which of the guest's consoles, counted from 1
     * @param device the alias of what draws on it
     * @param verdict {@code as expected}, {@code differs: ...}, {@code none: ...} or {@code not compared}
     */
    record Picture(String client, int console, String device, String verdict) {

        boolean isAsExpected() {
            return verdict.equals("as expected");
        }
    }

    /**
     * What became of one document.
     *
     * @param name the file's name without its ending
     * @param libvirt the release that defined it
     * @param qemu the release that started it
     * @param verdict {@code started}, {@code gone}, {@code refused-define}, {@code refused-libvirt-start} or {@code refused-qemu-start}
     * @param message libvirt's or QEMU's words
     */
    record Start(String name, String libvirt, String qemu, String verdict, String message, List<Picture> pictures) {

        /** Whether it was started, whatever became of it when somebody looked. */
        boolean isStarted() {
            return verdict.equals("started") || verdict.equals("gone");
        }
    }

    private Stand() {
    }

    /** Writes the documents of each way of display and each stage, as a suite's libvirt and QEMU take them. */
    static List<Path> documents(String suite, Path folder) throws IOException, InterruptedException {
        run(List.of(FOLDER.resolve("documents").resolve("make").toString(), suite, folder.toString()), folder.resolve("make.log"));
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".xml")).sorted().toList();
        }
    }

    /**
     * Starts documents on the libvirt and QEMU of a suite of Debian.
     *
     * @param folder where the report and the log go
     * @param options more options of the script
     */
    static List<Start> start(String suite, List<Path> documents, Path folder, String... options) throws IOException, InterruptedException {
        Path report = folder.resolve(suite + ".json");
        List<String> command = new ArrayList<>(List.of(FOLDER.resolve("start-guest").toString(), "--suite", suite, "--json", report.toString()));
        command.addAll(List.of(options));
        documents.forEach(document -> command.add(document.toString()));
        int ended = run(command, folder.resolve(suite + ".log"));
        if (ended > 1) {
            throw new IllegalStateException("the stand ended with " + ended + ": " + Files.readString(folder.resolve(suite + ".log")));
        }
        List<Start> starts = new ArrayList<>();
        for (Object one : (List<?>) new Load(LoadSettings.builder().build()).loadFromString(Files.readString(report))) {
            starts.add(start((Map<?, ?>) one));
        }
        return starts;
    }

    private static Start start(Map<?, ?> fields) {
        List<Picture> pictures = fields.get("pictures") instanceof List<?> list ? list.stream().map(one -> picture((Map<?, ?>) one)).toList() : List.of();
        return new Start(String.valueOf(fields.get("document")).replaceFirst("\\.xml$", ""), String.valueOf(fields.get("libvirt")),
                String.valueOf(fields.get("qemu")), String.valueOf(fields.get("verdict")), String.valueOf(fields.get("message")), pictures);
    }

    private static Picture picture(Map<?, ?> fields) {
        return new Picture(String.valueOf(fields.get("client")), Integer.parseInt(String.valueOf(fields.get("console"))),
                String.valueOf(fields.get("device")), String.valueOf(fields.get("verdict")));
    }

    private static int run(List<String> command, Path log) throws IOException, InterruptedException {
        Files.createDirectories(log.getParent());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile())).start();
        return process.waitFor();
    }

    /** A line for each picture, such as {@code vnc 1 ua-gvtg as expected}. */
    static String told(List<Picture> pictures) {
        return pictures.stream().filter(picture -> List.of("vnc", "spice", "dbus").contains(picture.client()))
                .map(picture -> picture.client() + " " + picture.device() + " " + (picture.isAsExpected() ? "as expected" : "not seen"))
                .collect(Collectors.joining(", "));
    }
}
