package dev.jrunit.dist;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Makes the start-up caches: each tool runs once on a harmless task, and the classes it used are kept. */
final class StartCache {
    /** In base64: {@code PATH=/usr/bin:/bin}. */
    private static final String ENVIRONMENT = "UEFUSD0vdXNyL2JpbjovYmluAA==";

    /** A line of {@code /proc/PID/stat} of which only the ignored signals matter: PIPE. */
    private static final String STAT = "1 (sh) S" + " 0".repeat(29) + " 4096 0";

    private final Layout layout;
    private final RuntimeFlags flags;
    private final Path work;
    private final Recording recording;

    /** Trains in the empty folder {@code work}. */
    StartCache(Layout layout, RuntimeFlags flags, Path work, Recording recording) {
        this.layout = layout;
        this.flags = flags;
        this.work = work;
        this.recording = recording;
    }

    void make() throws IOException, InterruptedException {
        recording.prepare();
        trainLogger();

        Path service = TrainingService.createOneThatEnds(work.resolve("single/alpha"));
        train(Tool.RUNSV, () -> TrainingService.hasLogged(service), service.toString());

        Path services = work.resolve("services");
        Path hosted = TrainingService.create(services.resolve("alpha"));
        Path second = TrainingService.create(services.resolve("beta"));
        Path logging = TrainingService.createOneThatEnds(services.resolve("gamma"));
        train(
                Tool.RUNSVDIR,
                () -> TrainingService.isUp(hosted) && TrainingService.hasLogged(logging),
                services.toString());

        Command host = Command.start(command(Tool.RUNSVDIR, List.of(), services.toString()));
        try {
            host.awaitWhileRunning(() -> TrainingService.isUp(hosted) && TrainingService.isUp(second));
            // Its own 7 seconds may pass on a busy machine, and what is recorded here is slow besides.
            record(Tool.SV, 0, "-v", "-w", "300", "restart", hosted.toString(), second.toString());
        } finally {
            host.terminate();
        }
        host.awaitSuccess();
        recordChpst();
        trainInit();
    }

    /** A container with a startup script and a service. */
    private void trainInit() throws IOException, InterruptedException {
        Path etc = work.resolve("etc");
        Files.createDirectories(etc.resolve("container_environment"));
        TrainingService.script(etc.resolve("my_init.d/10_trained"), "exit 0");
        Path service = TrainingService.createOneThatEnds(etc.resolve("service/alpha"));
        train(Tool.RUNIT_INIT, () -> TrainingService.hasLogged(service), "--quiet", "--etc", etc.toString());
    }

    /** Reads some lines from a pipe, to the end. */
    private void trainLogger() throws IOException, InterruptedException {
        Path log = Files.createDirectories(work.resolve("log"));
        Files.writeString(log.resolve("config"), "s2000\nn2\n-*debug*\n");
        Path lines = work.resolve("lines");
        Files.writeString(lines, "a line of some length\n".repeat(300));
        List<String> words = new ArrayList<>(List.of("sh", "-c", "cat \"$0\" | \"$@\"", lines.toString()));
        words.addAll(command(Tool.SVLOGD, recording.flags(Tool.SVLOGD), "-tt", log.toString()));
        Command.run(words);
        recording.finish(Tool.SVLOGD);
    }

    /** Everything but the execve, for the archive is written when Java ends: the program does not exist. */
    private void recordChpst() throws IOException, InterruptedException {
        Path variables = Files.createDirectories(work.resolve("env"));
        Files.writeString(variables.resolve("TRAINED"), "yes\n");
        List<String> words = new ArrayList<>(List.of("-u", ownNumbers(), "-U", "root", "-e", variables.toString()));
        words.addAll(List.of("-P", "-n", "0", "-L", work.resolve("lock").toString(), "-o", "512", "-c", "0"));
        words.add(work.resolve("no-such-program").toString());
        record(Tool.CHPST, 111, words.toArray(String[]::new));
    }

    /** The user and groups of this process as chpst takes them. */
    private static String ownNumbers() throws IOException {
        StringBuilder numbers = new StringBuilder();
        for (String line : Files.readAllLines(Path.of("/proc/self/status"), StandardCharsets.ISO_8859_1)) {
            String[] words = line.split("\\s+", -1);
            if (words[0].equals("Uid:") || words[0].equals("Gid:")) {
                numbers.append(':').append(words[1]);
            } else if (words[0].equals("Groups:")) {
                for (int i = 1; i < words.length && !words[i].isEmpty(); i++) {
                    numbers.append(':').append(words[i]);
                }
            }
        }
        return numbers.toString();
    }

    private void record(Tool tool, int exitCode, String... arguments) throws IOException, InterruptedException {
        Command.run(command(tool, recording.flags(tool), arguments), exitCode);
        recording.finish(tool);
    }

    private void train(Tool tool, BooleanSupplier isTrained, String... arguments)
            throws IOException, InterruptedException {
        Command supervisor = Command.start(command(tool, recording.flags(tool), arguments));
        supervisor.awaitWhileRunning(isTrained);
        supervisor.terminate();
        supervisor.awaitSuccess();
        recording.finish(tool);
    }

    /** The launcher's command, with {@code more} flags and the environment and signals handed over as there. */
    private List<String> command(Tool tool, List<String> more, String... arguments) throws IOException {
        List<String> words = new ArrayList<>();
        if (tool.children == Tool.Children.ITSELF) {
            words.addAll(List.of("env", "JRUNIT_ENVIRON_1=" + ENVIRONMENT));
        } else {
            Path environ = work.resolve("environ");
            Files.writeString(environ, ENVIRONMENT + "\n");
            words.addAll(List.of("sh", "-c", "exec \"$@\" 9<\"$0\"", environ.toString()));
        }
        if (tool.children == Tool.Children.ALL_OF_A_CONTAINER) {
            words.addAll(List.of("env", "--block-signal"));
        }
        words.add(layout.java().toString());
        words.addAll(flags.of(tool));
        words.addAll(more);
        words.add("-Djrunit.argv0=" + layout.bin().resolve(tool.command));
        words.add("-Djrunit.home=" + layout.home());
        words.add("-Djffi.boot.library.path=" + layout.nativeLibraries());
        if (tool.children == Tool.Children.ALWAYS || tool.children == Tool.Children.ALL_OF_A_CONTAINER) {
            words.add("-Djrunit.environ.fd=9");
        } else if (tool.children == Tool.Children.ITSELF) {
            words.add("-Djrunit.environ.pieces=1");
            words.add("-Djrunit.stat=" + STAT);
        }
        words.addAll(List.of("-m", RuntimeImage.MODULE + "/" + tool.mainClass));
        words.addAll(List.of(arguments));
        return words;
    }
}
