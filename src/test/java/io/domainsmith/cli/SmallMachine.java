package io.domainsmith.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs commands one after the other in a Java machine that has no more than 128 MB of heap, and not forever. */
public final class SmallMachine {

    private static final int MOST_SECONDS = 120;

    private SmallMachine() {
    }

    /**
     * A command.
     *
     * @param name by which its outcome is found
     * @param input the file that is its standard input, or null
     */
    record Job(String name, Path input, List<String> words) {
    }

    /** What a command left behind. */
    record Outcome(int exitCode, String out, String err) {
    }

    /** Runs the jobs; the folder takes what they print. */
    static Map<String, Outcome> run(Path folder, List<Job> jobs) throws IOException, InterruptedException {
        Path list = folder.resolve("jobs");
        List<String> lines = new ArrayList<>();
        for (Job job : jobs) {
            lines.add(job.name() + "\t" + (job.input() == null ? "" : job.input()) + "\t" + String.join("\t", job.words()));
        }
        Files.write(list, lines);
        Path said = folder.resolve("said");
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m",
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), SmallMachine.class.getName(),
                folder.toString()).redirectErrorStream(true).redirectOutput(said.toFile()).start();
        boolean done = process.waitFor(MOST_SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly().waitFor();
        assertThat(done).as("done within %s s; it said%n%s", MOST_SECONDS, Files.readString(said)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(said)).isZero();
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        for (int i = 0; i < jobs.size(); i++) {
            outcomes.put(jobs.get(i).name(), new Outcome(Integer.parseInt(Files.readString(folder.resolve(i + ".exit"))),
                    Files.readString(folder.resolve(i + ".out")), Files.readString(folder.resolve(i + ".err"))));
        }
        return outcomes;
    }

    /** In the small machine. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        List<String> lines = Files.readAllLines(folder.resolve("jobs"));
        for (int i = 0; i < lines.size(); i++) {
            List<String> words = new ArrayList<>(List.of(lines.get(i).split("\t")));
            System.out.println(words.remove(0));
            String input = words.remove(0);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            int exit;
            try (InputStream in = input.isEmpty() ? new ByteArrayInputStream(new byte[0]) : Files.newInputStream(Path.of(input))) {
                exit = Main.run(words.toArray(String[]::new), in, out, err);
            }
            Files.writeString(folder.resolve(i + ".exit"), String.valueOf(exit));
            Files.write(folder.resolve(i + ".out"), out.toByteArray());
            Files.writeString(folder.resolve(i + ".err"), err.toString(UTF_8));
        }
    }
}
